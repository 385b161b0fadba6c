"""The upload form, byte by byte through HTTP: what is taken in, what is refused, and what is never left behind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from testimonies.models import Consent, Recording, Testimony
from testimonies.upload import receiving
from testimonies.upload.receiving import HEADROOM_BYTES
from tests.cast import PASSWORD
from tests.factories import sound
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import ENGLISH, SPANISH

UPLOAD = "/en/upload/"


@pytest.fixture
def at_work(client: Client, interviewer: Any) -> Client:
    client.force_login(interviewer)
    return client


def send(client: Client, collection: Any, clip: Path | None = ENGLISH, *, to: str = UPLOAD, **fields: Any) -> Any:
    """What a browser sends for the filled form. ``clip=None``: without a file."""
    form = {"collection": collection.pk, "title": "Six days", "language": "en", **fields}
    if clip is None:
        return client.post(to, form)
    with clip.open("rb") as file:
        return client.post(to, {**form, "sound": file})


def test_a_sound_becomes_a_testimony_and_its_progress_can_be_followed(at_work: Client, north: Any) -> None:
    answer = send(
        at_work, north, consent_catalogue="public", consent_sound="researcher", consent_given="form",
        spoken_languages=["en", "es"],
    )  # fmt: skip
    recording = Recording.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/recordings/{recording.uuid}/")
    assert recording.original.read_bytes() == ENGLISH.read_bytes() and stored() == [recording.original]
    assert recording.spoken_languages == ["en", "es"] and recording.testimony.title == "Six days"
    ledger = {(one.use, one.audience, one.given) for one in Consent.objects.all()}
    assert ledger == {("catalogue", "public", "form"), ("sound", "researcher", "form")}
    progress = at_work.get(f"/en/recordings/{recording.uuid}/progress.json").json()
    assert (progress["progress"], progress["percent"], progress["settled"]) == ("waiting", 0, False)
    assert progress["sentence"] and progress["preparation_sentence"]
    assert at_work.get(answer["Location"]).status_code == 200


def test_one_more_recording_of_a_testimony(at_work: Client, interviewer: Any, north: Any) -> None:
    testimony = deposited(interviewer, north, SPANISH).testimony
    page = at_work.get(f"{UPLOAD}?testimony={testimony.accession_number}")
    assert page.status_code == 200 and b'name="title"' not in page.content
    answer = send(at_work, north, to=f"{UPLOAD}?testimony={testimony.accession_number}")
    assert answer.status_code == 302
    assert [one.position for one in testimony.recordings.all()] == [1, 2] and Testimony.objects.count() == 1


def test_who_is_not_logged_in_is_led_to_the_log_in(client: Client, north: Any) -> None:
    for answer in (client.get(UPLOAD), send(client, north)):
        assert answer.status_code == 302 and answer["Location"].startswith("/en/log-in/")
    assert stored() == []


def test_who_belongs_to_no_collection_is_told_what_to_do(client: Client, visitor: Any, north: Any) -> None:
    client.force_login(visitor)
    for answer in (client.get(UPLOAD), send(client, north)):
        assert answer.status_code == 403 and b"Ask an editor" in answer.content
    assert stored() == []


def test_another_collection_is_no_choice(at_work: Client, south: Any) -> None:
    answer = send(at_work, south)
    assert answer.status_code == 400 and not Testimony.objects.exists()


def test_another_s_testimony_is_not_there(at_work: Client, other_interviewer: Any, north: Any) -> None:
    theirs = deposited(other_interviewer, north, SPANISH).testimony
    before = stored()
    address = f"{UPLOAD}?testimony={theirs.accession_number}"
    assert at_work.get(address).status_code == send(at_work, north, to=address).status_code == 404
    assert at_work.get(f"{UPLOAD}?testimony=%00").status_code == 404
    assert stored() == before


def test_without_the_form_s_token_nothing_is_taken_in(interviewer: Any, north: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.login(username="interviewer", password=PASSWORD)
    assert send(strict, north).status_code == 403
    assert stored() == [] and not Testimony.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(UPLOAD).content.decode())
    assert token
    assert send(strict, north, csrfmiddlewaretoken=token[1]).status_code == 302


@pytest.mark.parametrize("limit", ["announced", "in mid-stream"])
def test_a_file_over_the_limit_is_refused_with_the_limit(
    limit: str, at_work: Client, north: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 60_000
    if limit == "in mid-stream":  # a sender that announces less than it sends
        monkeypatch.setattr("testimonies.views.receiving.check_announced", lambda size_bytes: None)
    answer = send(at_work, north)
    assert answer.status_code == 413 and b"larger than" in answer.content
    assert stored() == [] and not Testimony.objects.exists()


def test_a_full_disk_is_named(at_work: Client, north: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "HEADROOM_BYTES", HEADROOM_BYTES * 10**9)
    answer = send(at_work, north)
    assert answer.status_code == 413 and b"disk is full" in answer.content
    assert stored() == [] and not Testimony.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("interview.mp3", b"We were five to a room.\n" * 50, "text"),
        ("interview.mp3", sound.png(), "picture"),
        ("interview.m4a", b"#EXTM3U\nhttp://localhost/x.ts\n", "playlist"),
        ("interview.mp3", b"", "empty"),
    ],
)
def test_what_is_no_recording_is_refused_by_its_name(
    name: str, content: bytes, found: str, at_work: Client, north: Any, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    answer = send(at_work, north, file)
    html = answer.content.decode()
    assert answer.status_code == 400 and found in html
    assert "has arrived and is kept" not in html and 'value="Six days"' in html
    assert stored() == [] and not Testimony.objects.exists()


def test_the_same_file_again_leads_to_the_recording(at_work: Client, north: Any) -> None:
    first = send(at_work, north)["Location"]
    again = send(at_work, north, title="Another title")
    assert again.status_code == 302 and again["Location"] == first
    assert b"already keeps" in at_work.get(first).content
    assert Testimony.objects.count() == 1 and stored("incoming") == []


def test_a_sound_that_arrived_with_a_form_to_mend_need_not_be_sent_again(at_work: Client, north: Any) -> None:
    first = send(at_work, north, title="")
    html = first.content.decode()
    assert first.status_code == 400 and "has arrived and is kept" in html and not Testimony.objects.exists()
    again = send(at_work, north, None, title="", arrived=_token(html))
    assert again.status_code == 400 and "has arrived and is kept" in again.content.decode()
    mended = send(at_work, north, None, arrived=_token(again.content.decode()))
    assert mended.status_code == 302
    assert Recording.objects.get().original.read_bytes() == ENGLISH.read_bytes() and stored("incoming") == []
    once_more = send(at_work, north, None, arrived=_token(html))
    assert once_more.status_code == 400 and b"not here any more" in once_more.content


@pytest.mark.parametrize("whose", ["another's", "forged", "nobody's"])
def test_a_token_is_good_for_its_own_sender_alone(
    whose: str, at_work: Client, other_interviewer: Any, north: Any
) -> None:
    token = _token(send(at_work, north, title="").content.decode())
    another = Client()
    another.force_login(other_interviewer)
    given = {"another's": token, "forged": token[:-3] + "xyz", "nobody's": ""}[whose]
    answer = send(another, north, None, arrived=given)
    html = answer.content.decode()
    assert answer.status_code == 400 and "Choose" in html and "has arrived and is kept" not in html
    assert not Testimony.objects.exists() and len(stored("incoming")) == 1


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_body_that_breaks_off_is_no_recording(share: float, at_work: Client, north: Any) -> None:
    """A connection that breaks gives less than was announced; the part that came must never pass for the whole."""
    with ENGLISH.open("rb") as file:
        form = {"collection": north.pk, "title": "Six days", "language": "en", "sound": file}
        body = encode_multipart(BOUNDARY, form)
    part = body[: int(len(body) * share)]
    at_work.raise_request_exception = False
    answer = at_work.generic("POST", UPLOAD, part, content_type=MULTIPART_CONTENT)
    assert answer.status_code == 400
    assert stored() == [] and not Testimony.objects.exists()


def test_files_that_the_form_did_not_ask_for_do_not_stay(at_work: Client, north: Any) -> None:
    with SPANISH.open("rb") as another, SPANISH.open("rb") as twice:
        assert send(at_work, north, other=another, sound=twice).status_code in (302, 400)
    assert stored("incoming") == []


def _token(html: str) -> str:
    found = re.search(r'name="arrived" value="([^"]+)"', html)
    assert found
    return found[1]
