"""The recorder's doors: a page that is the same for everyone, and an interview that arrives whole, and once."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.test import Client
from django.utils import timezone

from testimonies.models import Consent, Delivery, Event, Given, Recording, Testimony, Upload
from testimonies.preservation import originals
from tests.factories import sound
from tests.spec.tus.speaker import Speaker

SEND, DESK = "/en/record/send/", "/en/record/desk/"
CHROMIUM = Path(__file__).resolve().parents[2] / "data" / "recorder" / "chromium.webm"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def vocabulary(db: None) -> None:
    call_command("load_reference_data")


@pytest.fixture
def takes(tmp_path: Path) -> list[bytes]:
    second = sound.write(tmp_path / "second.webm", sound.tone(2))
    return [CHROMIUM.read_bytes(), second.read_bytes()]


@pytest.fixture
def handed(client: Client, interviewer: Any, north: Any, vocabulary: None, takes: list[bytes]) -> dict[str, Any]:
    """What the recorder sends, once both takes have come by tus."""
    client.force_login(interviewer)
    say = Speaker(client)
    return {
        "key": str(uuid.uuid4()),
        "collection": north.pk,
        "title": "The drawer with the passport",
        "language": "en",
        "kind": "ratification",
        "recorded_on": str(timezone.localdate()),
        "spoken_languages": ["en", "ne"],
        "themes": ["recruitment-fees"],
        "countries": [{"country": "NP", "role": "origin"}, {"country": "QA", "role": "destination"}],
        "people": [
            {"part": "narrator", "shown_as": "pseudonym", "name": "", "pseudonym": "Maya"},
            {"part": "interpreter", "shown_as": "anonymous", "name": "", "pseudonym": ""},
        ],
        "consent": {"language": "ne", "uses": {"catalogue": "public", "sound": "nobody"}},
        "spoken": {"take": "b", "number": 2, "at_ms": 1500},
        "takes": [
            {
                "id": mark,
                "number": number,
                "upload": say.sent(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "name": f"take-{number}.webm",
            }
            for number, (mark, content) in enumerate(zip("ab", takes, strict=True), start=1)
        ],
    }


def send(client: Client, handed: Any) -> Any:
    return client.post(SEND, json.dumps(handed), content_type="application/json")


def test_it_arrives_whole_with_its_consent(client: Client, handed: dict[str, Any], takes: list[bytes]) -> None:
    answer = send(client, handed).json()
    testimony = Testimony.objects.get(accession_number=answer["number"])
    assert answer == {
        "number": testimony.accession_number,
        "url": f"/en/testimonies/{testimony.accession_number}/",
        "recordings": [hashlib.sha256(content).hexdigest() for content in takes],
    }
    assert (testimony.state, testimony.live, testimony.title) == ("draft", False, handed["title"])
    assert [recording.original.read_bytes() for recording in testimony.recordings.all()] == takes
    assert testimony.spoken_languages == ["en", "ne"]
    assert testimony.interview_date == handed["recorded_on"] and testimony.kind == "ratification"
    assert {(one.country.iso2, one.role) for one in testimony.country_roles.all()} == {
        ("NP", "origin"),
        ("QA", "destination"),
    }
    assert [theme.slug for theme in testimony.themes.all()] == ["recruitment-fees"]
    assert [(one.part, one.person.shown_name) for one in testimony.participations.all()] == [
        ("narrator", "Maya"),
        ("interpreter", "Anonymous"),
    ]
    second = testimony.recordings.get(position=2)
    lines = testimony.consents.values_list("use", "audience", "given", "language", "recording", "spoken_at_ms")
    assert list(lines) == [
        ("catalogue", "public", Given.SPOKEN_AND_TICKED, "ne", second.pk, 1500),
        ("sound", "nobody", Given.SPOKEN_AND_TICKED, "ne", second.pk, 1500),
    ]
    assert Event.objects.filter(verb="delivered", testimony=testimony).count() == 1


def test_of_a_page_that_did_not_ask_for_the_kind_it_is_a_life(client: Client, handed: dict[str, Any]) -> None:
    del handed["kind"]
    number = send(client, handed).json()["number"]
    assert Testimony.objects.get(accession_number=number).kind == "life"


def test_sent_again_it_is_the_same_testimony(client: Client, handed: dict[str, Any]) -> None:
    """The answer was lost on the line; the uploads are gone by now."""
    first = send(client, handed).json()
    assert send(client, handed).json() == first
    assert client.get(DESK, {"key": handed["key"]}).json()["arrived"] == first
    assert Testimony.objects.count() == Delivery.objects.count() == 1
    assert Consent.objects.count() == 2


def test_the_key_of_one_person_is_nothing_to_another(
    client: Client, handed: dict[str, Any], other_interviewer: Any
) -> None:
    send(client, handed)
    client.force_login(other_interviewer)
    assert client.get(DESK, {"key": handed["key"]}).json()["arrived"] is None
    answer = send(client, handed)
    assert answer.status_code == 409 and answer.json()["uploads_gone"] is True
    assert Testimony.objects.count() == 1


def test_only_ticked_is_only_ticked(client: Client, handed: dict[str, Any]) -> None:
    handed["spoken"] = {"take": "of a take that was thrown away", "number": 1, "at_ms": 10}
    send(client, handed)
    assert set(Consent.objects.values_list("given", "recording", "spoken_at_ms")) == {(Given.TICKED, None, None)}


def test_without_consent_everything_stays_closed(client: Client, handed: dict[str, Any]) -> None:
    handed |= {"consent": {"language": "en", "uses": {}}, "spoken": None, "people": [], "countries": [], "themes": []}
    number = send(client, handed).json()["number"]
    assert not Consent.objects.exists()
    assert Client().get(f"/en/testimonies/{number}/").status_code == 404


def _with(field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda handed: handed.__setitem__(field, value)


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "no title": (_with("title", "  "), "must not be empty"),
    "a title of a novel": (_with("title", "a" * 201), "at most 200"),
    "NUL in the title": (_with("title", "a\0b"), "control characters"),
    "half a letter": (_with("title", "a\ud800"), "control characters"),
    "a language that nobody speaks": (_with("language", "xx"), "not known here"),
    "spoken too": (_with("spoken_languages", ["xx"]), "not known here"),
    "a country on no map": (_with("countries", [{"country": "XX", "role": "origin"}]), "no country we know"),
    "a theme of no vocabulary": (_with("themes", ["football"]), "not known here"),
    "a use that nobody has": (_with("consent", {"language": "en", "uses": {"film": "public"}}), "not known here"),
    "an audience that is none": (_with("consent", {"language": "en", "uses": {"sound": ""}}), "not known here"),
    "no name to be shown by": (
        _with("people", [{"part": "narrator", "shown_as": "name", "name": " ", "pseudonym": ""}]),
        "must not be empty",
    ),
    "a day to come": (_with("recorded_on", str(timezone.localdate() + timedelta(days=2))), "has not come yet"),
    "an unknown kind": (_with("kind", "tale"), "cannot read"),
    "the 31st of February": (_with("recorded_on", "2024-02-31"), "cannot read"),
    "no takes": (_with("takes", []), "cannot read"),
    "a list for a title": (_with("title", ["a"]), "cannot read"),
    "true for a number": (_with("collection", True), "cannot read"),
    "a key that is none": (_with("key", "../../etc"), "cannot read"),
    "a time before the beginning": (_with("spoken", {"take": "a", "at_ms": -1}), "cannot read"),
    "a digest that is none": (lambda handed: handed["takes"][0].__setitem__("sha256", "0" * 63), "cannot read"),
}


def test_a_fault_is_told_and_nothing_is_half_made(client: Client, handed: dict[str, Any]) -> None:
    untold = {}
    for name, (spoil, told) in FAULTS.items():
        spoilt = json.loads(json.dumps(handed))
        spoil(spoilt)
        answer = send(client, spoilt)
        if answer.status_code != 400 or told not in " ".join(answer.json()["sentences"]):
            untold[name] = (answer.status_code, answer.content)
        assert not Testimony.objects.exists() and not Recording.objects.exists() and not Delivery.objects.exists(), name
    assert not untold
    assert send(client, handed).status_code == 200, "what has come waits for the mended words"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000, b'{"key": NaN}'])
def test_what_is_no_interview_is_refused(client: Client, interviewer: Any, body: bytes) -> None:
    client.force_login(interviewer)
    answer = client.post(SEND, body, content_type="application/json")
    assert answer.status_code == 400
    assert "cannot read" in answer.json()["sentences"][0]


def test_east_of_us_it_is_tomorrow_already(client: Client, handed: dict[str, Any]) -> None:
    handed["recorded_on"] = str(timezone.localdate() + timedelta(days=1))
    assert send(client, handed).status_code == 200
    assert Testimony.objects.get().interview_date == str(timezone.localdate())


def test_other_bytes_than_the_device_counted_are_not_taken(client: Client, handed: dict[str, Any]) -> None:
    handed["takes"][0]["sha256"] = "0" * 64
    assert send(client, handed).json()["uploads_gone"] is True
    assert not Testimony.objects.exists()


def test_an_interpreter_who_is_named_twice_is_there_once(client: Client, handed: dict[str, Any]) -> None:
    twice = {"part": "interpreter", "shown_as": "name", "name": "A. Sharma", "pseudonym": ""}
    handed["people"] = [twice, twice]
    assert send(client, handed).status_code == 200
    assert Testimony.objects.get().participations.count() == 1


def test_who_may_hand_over(client: Client, handed: dict[str, Any], south: Any, visitor: Any, interviewer: Any) -> None:
    assert send(Client(), handed).status_code == 401
    assert Client().get(DESK).status_code == 401
    stranger = Client()
    stranger.force_login(visitor)
    assert send(stranger, handed).status_code == 403
    assert send(client, handed | {"collection": south.pk}).status_code == 403
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(interviewer)
    assert send(careful, handed).status_code == 403
    assert not Testimony.objects.exists()
    token = careful.get(DESK).json()["token"]
    told = {"X-CSRFToken": token}
    answer = careful.post(SEND, json.dumps(handed), content_type="application/json", headers=told)
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_one_moment_make_one_testimony(
    client: Client, handed: dict[str, Any], interviewer: Any
) -> None:
    answers: list[Any] = []

    def once() -> None:
        another = Client()
        another.cookies = client.cookies
        try:
            answers.append(send(another, handed))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=once) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.json()["number"] for answer in answers} == {Testimony.objects.get().accession_number}
    assert Recording.objects.count() == 2
    assert not Upload.objects.of(interviewer).waiting().exists(), "what was taken in waits for nobody any more"


def test_the_originals_are_there_before_the_answer(client: Client, handed: dict[str, Any], settings: Any) -> None:
    for digest in send(client, handed).json()["recordings"]:
        assert originals.digest_of(originals.path_of(Path(settings.MEDIA_ROOT), digest)) == digest


def test_a_time_without_a_recording_is_no_consent(db: None, interviewer: Any, north: Any) -> None:
    testimony = Testimony(collection=north, owner=interviewer, live=False)
    testimony.save()
    with pytest.raises(IntegrityError, match="consent_spoken_in_a_recording"):
        Consent.objects.create(testimony=testimony, use="sound", audience="public", given="spoken", spoken_at_ms=1)
    assert connection.needs_rollback
