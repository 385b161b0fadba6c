"""Word lists go to the recogniser and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonies.actions import planning, wording
from testimonies.models import Event, Recording, WordList
from testimonies.transcription.engine import load
from tests.factories.testimony import make_recording, make_run, make_testimony, make_transcript

SECRET = "Yusuf al-Example"


@pytest.fixture
def recording(north: Any, interviewer: Any) -> Recording:
    made = make_recording(make_testimony(north, owner=interviewer, titles={"en": "A day"}))
    make_transcript(made)
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_both_lists_are_given_the_testimonys_first(recording: Recording, north: Any, editor: Any) -> None:
    wording.set_words(words="Qatar Foundation\nAl Khor\n", by=editor, collection=north)
    wording.set_words(words=f"{SECRET}\n\nal khor", by=editor, testimony=recording.testimony)
    assert wording.prompt_for(recording) == f"{SECRET}, al khor, Qatar Foundation"


def test_a_run_keeps_what_it_was_given_when_it_began(recording: Recording, north: Any, editor: Any) -> None:
    wording.set_words(words="Al Khor", by=editor, collection=north)
    run = make_run(recording.transcript, progress="waiting", finished_at=None)
    planning._begin(run, load("whisper", "whisper-mini"), None)
    wording.set_words(words="Doha", by=editor, collection=north)
    run.refresh_from_db()
    assert run.prompt == "Al Khor"


@pytest.mark.parametrize("who", ["interviewer", "editor", "superuser"])
def test_those_who_work_on_the_testimony_write_its_list(
    who: str, recording: Recording, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    user = request.getfixturevalue(who)
    client = signed_in(user)
    address = f"/en/testimonies/{recording.testimony.accession_number}/word-list/"
    assert client.post(address, {"words": f"{SECRET}\nDoha"}).status_code == 302
    assert SECRET in client.get(address).content.decode()
    event = Event.objects.get(verb="word_list_changed")
    assert (event.by, event.testimony, event.data["words"]) == (user, recording.testimony, 2)
    assert SECRET not in str(event.data) and SECRET not in caplog.text and SECRET not in str(WordList.objects.get())


@pytest.mark.parametrize("who", ["other_interviewer", "foreign_editor", "visitor"])
def test_nobody_else_sees_or_writes_it(
    who: str, recording: Recording, north: Any, editor: Any, request: pytest.FixtureRequest
) -> None:
    wording.set_words(words=SECRET, by=editor, testimony=recording.testimony)
    wording.set_words(words=SECRET, by=editor, collection=north)
    client = signed_in(request.getfixturevalue(who))
    for address in (
        f"/en/testimonies/{recording.testimony.accession_number}/word-list/",
        f"/en/word-lists/{north.pk}/",
    ):
        assert client.get(address).status_code == client.post(address, {"words": "x"}).status_code == 404
    assert set(WordList.objects.values_list("words", flat=True)) == {SECRET}


def test_an_interviewer_does_not_change_the_collections_list(north: Any, interviewer: Any) -> None:
    client = signed_in(interviewer)
    assert client.get("/en/word-lists/").status_code == 403
    assert client.get(f"/en/word-lists/{north.pk}/").status_code == 404


def test_an_editor_finds_it_from_the_admin(north: Any, south: Any, editor: Any, recording: Recording) -> None:
    client = signed_in(editor)
    listed = client.get("/en/word-lists/").content.decode()
    assert f"/word-lists/{north.pk}/" in listed and f"/word-lists/{south.pk}/" not in listed
    assert client.post(f"/en/word-lists/{north.pk}/", {"words": "Doha"}).status_code == 302
    assert WordList.objects.get().lines == ["Doha"]
    assert client.post(f"/en/word-lists/{north.pk}/", {"words": "x" * 20_001}).status_code == 200
    assert WordList.objects.get().lines == ["Doha"]
    assert "/word-lists/" in client.get("/admin/").content.decode()
    edited = client.get(f"/admin/snippets/testimonies/testimony/edit/{recording.testimony.pk}/").content.decode()
    assert "/word-list/" in edited


def test_it_is_in_no_revision(recording: Recording, editor: Any) -> None:
    wording.set_words(words=SECRET, by=editor, testimony=recording.testimony)
    revision = recording.testimony.save_revision(user=editor)
    assert SECRET not in str(revision.content)
