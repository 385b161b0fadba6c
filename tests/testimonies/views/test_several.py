"""Several files in one form: one testimony with all of them, or one for each, or nothing at all."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from testimonies.models import Consent, Recording, Testimony, Upload
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import ENGLISH, FRENCH, SPANISH
from tests.spec.tus.speaker import CONTENT, Speaker, digest

UPLOAD = "/en/upload/"
LETTER = b"We were five to a room.\n" * 50
Form = Callable[..., Any]


@pytest.fixture
def say(client: Client, interviewer: Any) -> Speaker:
    client.force_login(interviewer)
    return Speaker(client)


@pytest.fixture
def arrive(say: Speaker) -> Callable[..., str]:
    def arrived(content: bytes, name: str, meant_for: str = "new") -> str:
        said = {"filename": name, "for": meant_for, "head": "f" * 64, "sign": "abc"}
        told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        return say.sent(content, Upload_Metadata=told).split("/")[-2]

    return arrived


@pytest.fixture
def form(client: Client, north: Any, django_capture_on_commit_callbacks: Any) -> Form:
    def sent(*, to: str = UPLOAD, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        filled = {"collection": north.pk, "title": "Six days", "language": "en", **fields}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(to, filled, headers=headers)

    return sent


def test_one_testimony_with_all_of_them_in_their_order(form: Form, arrive: Any, client: Client) -> None:
    sounds = (SPANISH, ENGLISH, FRENCH)
    numbers = [arrive(sound.read_bytes(), sound.name) for sound in sounds]
    order = [numbers[2], numbers[0], numbers[1]]
    answer = form(arrived=order, consent_sound="public", consent_given="form", headers={"Accept": "application/json"})
    assert answer.json() == {"location": "/en/work/"}
    assert b"3 recordings have been taken in." in client.get("/en/work/").content
    testimony = Testimony.objects.get()
    assert [one.original_name for one in testimony.recordings.all()] == [FRENCH.name, SPANISH.name, ENGLISH.name]
    assert [one.original.read_bytes() for one in testimony.recordings.all()] == [
        sound.read_bytes() for sound in (FRENCH, SPANISH, ENGLISH)
    ]
    assert len(stored()) == 3 and stored("incoming") == [] and Consent.objects.count() == 1
    again = form(arrived=order)
    assert again.status_code == 302 and Testimony.objects.count() == 1


def test_a_testimony_for_each_with_its_own_title(form: Form, arrive: Any) -> None:
    numbers = [arrive(ENGLISH.read_bytes(), "a.mp3"), arrive(SPANISH.read_bytes(), "b.m4a")]
    for titles in (["One"], ["One", " "], ["One", "x" * 201]):
        assert form(arrived=numbers, apart="on", own_title=titles, title="").status_code == 400
    assert not Testimony.objects.exists()
    more = {"consent_sound": "public", "consent_given": "form"}
    assert form(arrived=numbers, apart="on", own_title=["One", "Two"], title="", **more).status_code == 302
    assert {one.title for one in Testimony.objects.all()} == {"One", "Two"}
    assert sorted(Consent.objects.values_list("testimony__recordings__original_name", flat=True)) == ["a.mp3", "b.m4a"]


@pytest.mark.parametrize("apart", [{}, {"apart": "on", "own_title": ["One", "Two", "Three"]}])
def test_where_one_is_no_sound_nothing_is_made_and_the_others_stay(
    apart: dict[str, Any], form: Form, arrive: Any
) -> None:
    good, letter, other = (
        arrive(content, name)
        for content, name in ((ENGLISH.read_bytes(), "a.mp3"), (LETTER, "l.mp3"), (SPANISH.read_bytes(), "b.m4a"))
    )
    answer = form(arrived=[good, letter, other], **apart)
    html = answer.content.decode()
    assert answer.status_code == 400 and "⁨l.mp3⁩: " in html and "text" in html
    assert not Testimony.objects.exists() and not Recording.objects.exists()
    assert {str(one.uuid) for one in Upload.objects.all()} == {good, other}
    assert all(f'value="{number}" checked' in html for number in (good, other)) and letter not in html
    assert form(arrived=[good, other]).status_code == 302 and Recording.objects.count() == 2


def test_one_that_is_held_already_is_named_and_nothing_is_made(
    form: Form, arrive: Any, interviewer: Any, north: Any
) -> None:
    held = deposited(interviewer, north, ENGLISH).testimony
    numbers = [arrive(SPANISH.read_bytes(), "b.m4a"), arrive(ENGLISH.read_bytes(), "a.mp3")]
    answer = form(arrived=numbers)
    assert answer.status_code == 400 and "⁨a.mp3⁩: The archive already keeps" in answer.content.decode()
    twice = form(arrived=[numbers[0], arrive(SPANISH.read_bytes(), "c.m4a")])
    assert twice.status_code == 400 and "⁨c.m4a⁩: This file is there twice." in twice.content.decode()
    assert Testimony.objects.get() == held and Recording.objects.count() == 1 and Upload.objects.count() == 3
    assert Upload.objects.waiting().count() == 3


def test_several_become_recordings_of_a_testimony_that_is_there(
    form: Form, arrive: Any, interviewer: Any, north: Any
) -> None:
    testimony = deposited(interviewer, north, FRENCH).testimony
    number = testimony.accession_number
    arrived = [arrive(sound.read_bytes(), sound.name, number) for sound in (ENGLISH, SPANISH)]
    assert form(to=f"{UPLOAD}?testimony={number}", arrived=arrived).status_code == 302
    assert [one.position for one in testimony.recordings.all()] == [1, 2, 3] and Testimony.objects.count() == 1


def test_without_script_several_files_come_with_the_form(say: Speaker, form: Form) -> None:
    with ENGLISH.open("rb") as first, SPANISH.open("rb") as second:
        kept = form(title="", sound=[first, second])
    tokens = re.findall(r'name="arrived" value="([^"]+)"', kept.content.decode())
    assert kept.status_code == 400 and len(tokens) == 2
    assert form(arrived=tokens).status_code == 302
    assert [one.original_name for one in Recording.objects.all()] == [ENGLISH.name, SPANISH.name]
    assert stored("incoming") == []


def test_the_page_lists_what_is_its_own_and_offers_the_rest(
    client: Client, arrive: Any, say: Speaker, other_interviewer: Any
) -> None:
    mine, other = arrive(ENGLISH.read_bytes(), "mine.mp3"), arrive(SPANISH.read_bytes(), "other.m4a", "2026-0001")
    begun = say.begin().split("/")[-2]
    html = client.get(UPLOAD).content.decode()
    assert f'value="{mine}" checked' in html and f'value="{other}">' in html
    assert f'data-upload-address="/upload/{begun}/"' in html
    assert {one["address"].split("/")[2] for one in client.get(f"{UPLOAD}mine.json").json()["files"]} == {
        mine, other, begun,
    }  # fmt: skip
    another = Client()
    another.force_login(other_interviewer)
    assert mine not in another.get(UPLOAD).content.decode() and another.get(f"{UPLOAD}mine.json").json() == {
        "files": []
    }
    another.post(UPLOAD, {"remove": mine})
    assert Upload.objects.filter(uuid=mine).exists()
    for number in (mine, "no number"):
        assert client.post(UPLOAD, {"remove": number}).status_code == 302
    assert not Upload.objects.filter(uuid=mine).exists()


def test_a_whole_upload_tells_its_digest(say: Speaker) -> None:
    address = say.begin()
    assert "Upload-Digest-Sha256" not in say("HEAD", address).headers
    told = say.add(address, CONTENT)["Upload-Digest-Sha256"]
    assert bytes.fromhex(told) == base64.b64decode(digest(CONTENT, "sha256").split()[1])
    assert say("HEAD", address)["Upload-Digest-Sha256"] == told
