"""The doors of the desk: what they answer to those who work on a testimony, and to nobody else."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testimonies.models import Event, Redaction, Segment, SegmentChange, State, Testimony, Transcript
from tests.factories.testimony import make_published, make_run

MINE = ("interviewer", "editor", "superuser")
OTHERS = ("other_interviewer", "foreign_editor", "visitor", None)
OF_ONE = ("", "split/", "merge/", "strike/", "times/", "state/", "restore/")
ACTS = (*(f"segments/1/{act}" for act in OF_ONE), "speaker/", "speakers/", "replace/", "redact/", "undo/", "redo/")


@pytest.fixture
def transcript(north: Any, interviewer: Any) -> Transcript:
    made = make_published(north, text=["they kept my passport", "for twelve ours"], owner=interviewer)
    return made.recordings.get().transcript  # type: ignore[no-any-return]


@pytest.fixture
def base(transcript: Transcript) -> str:
    return f"/en/desk/{transcript.recording.testimony.accession_number}/{transcript.pk}/"


class Desk:
    """Somebody's browser."""

    def __init__(self, base: str, user: Any) -> None:
        self.base, self.client = base, Client(enforce_csrf_checks=False)
        if user is not None:
            self.client.force_login(user)

    def post(self, address: str, status: int = 200, **said: Any) -> dict[str, Any]:
        said = {"stroke": str(uuid.uuid4()), **said}
        answer = self.client.post(self.base + address, json.dumps(said), content_type="application/json")
        assert answer.status_code == status, answer.content.decode()[:500]
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture
def desk(base: str, interviewer: Any) -> Desk:
    return Desk(base, interviewer)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_comes_in(who: str | None, base: str, transcript: Transcript, request: Any) -> None:
    other = Desk(base, request.getfixturevalue(who) if who else None)
    for act in ACTS:
        assert set(other.post(act, 404 if who else 401)) == {"error"}
    assert other.client.get(f"{base}changes/").status_code == (404 if who else 302)
    assert not SegmentChange.objects.exists()


def test_nobody_comes_in_by_another_testimony(base: str, north: Any, desk: Desk) -> None:
    elsewhere = make_published(north, text="not mine").recordings.get().transcript
    desk.base = base.rpartition("/")[0].rpartition("/")[0] + f"/{elsewhere.pk}/"
    desk.post(f"segments/{elsewhere.segments.get().pk}/", 404, version=1, text="now it is")


def test_a_segment_of_another_transcript_is_none_of_this_one(desk: Desk, north: Any) -> None:
    elsewhere = make_published(north, text="not mine").recordings.get().transcript.segments.get()
    told = desk.post(f"segments/{elsewhere.pk}/", 409, version=1, text="now it is")
    assert told["current"] is None and Segment.objects.get(pk=elsewhere.pk).text == "not mine"


@pytest.mark.parametrize("who", MINE)
def test_those_who_work_on_it_write(who: str, base: str, transcript: Transcript, request: Any) -> None:
    person = request.getfixturevalue(who)
    second = transcript.segments.get(text="for twelve ours")
    told = Desk(base, person).post(f"segments/{second.pk}/", version=1, text="for twelve hours", since=0)
    (row,) = told["segments"]
    assert (row["id"], row["version"], row["text"], row["state"]) == (second.pk, 2, "for twelve hours", "corrected")
    assert (row["dir"], row["by"], told["removed"]) == ("ltr", person.get_username(), [])
    assert row["words"][:2] == second.words[:2] and told["last"] == SegmentChange.objects.get().pk
    assert SegmentChange.objects.get().by == person == Event.objects.get(verb="words_written").by


def test_the_second_is_shown_both_texts(desk: Desk, base: str, transcript: Transcript, editor: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    desk.post(f"segments/{first.pk}/", version=1, text="they took my passport")
    told = Desk(base, editor).post(f"segments/{first.pk}/", 409, version=1, text="they hid my passport")
    assert told["yours"] == "they hid my passport" and told["current"]["text"] == "they took my passport"
    assert told["current"]["version"] == 2 and "Compare" in told["error"]
    kept = Desk(base, editor).post(f"segments/{first.pk}/", version=2, text="they hid my passport")
    assert kept["segments"][0]["by"] == "editor"


def test_the_same_stroke_gets_the_same_answer(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    said = {"version": 1, "at": 10, "stroke": str(uuid.uuid4())}
    once = desk.post(f"segments/{first.pk}/split/", **said)
    assert [one["text"] for one in once["segments"]] == ["they kept", "my passport"]
    assert desk.post(f"segments/{first.pk}/split/", **said) == once and transcript.segments.count() == 3
    merged = desk.post(f"segments/{first.pk}/merge/", version=2, next_version=1)
    assert merged["removed"] == [once["segments"][1]["id"]] and merged["segments"][0]["text"] == "they kept my passport"
    undone = desk.post("undo/")
    assert [one["text"] for one in undone["segments"]] == ["they kept", "my passport"]
    assert desk.post("undo/", of=said["stroke"])["removed"] == [once["segments"][1]["id"]]
    assert desk.post("undo/", 422)["error"]
    assert len(desk.post("redo/")["segments"]) == 2


def test_where_a_browser_counts_a_letter_twice_the_cut_is_where_the_caret_was(
    desk: Desk, transcript: Transcript
) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    desk.post(f"segments/{first.pk}/", version=1, text="𐐷𐐷 𐐷𐐷 they kept")
    told = desk.post(f"segments/{first.pk}/split/", version=2, at=10)
    assert [one["text"] for one in told["segments"]] == ["𐐷𐐷 𐐷𐐷", "they kept"]


def test_others_work_is_fetched(desk: Desk, base: str, transcript: Transcript, editor: Any) -> None:
    whole = desk.client.get(f"{base}changes/").json()
    assert [one["text"] for one in whole["segments"]] == ["they kept my passport", "for twelve ours"] and not whole[
        "writing"
    ]
    first = whole["segments"][0]["id"]
    Desk(base, editor).post(f"segments/{first}/split/", version=1, at=10)
    since = desk.client.get(f"{base}changes/?since={whole['last']}").json()
    assert [one["text"] for one in since["segments"]] == ["they kept", "my passport"]
    assert since["segments"][0]["by"] == "", "nobody corrected words by splitting"
    assert desk.client.get(f"{base}changes/?since={since['last']}").json()["segments"] == []
    Desk(base, editor).post(f"segments/{first}/merge/", version=2, next_version=1)
    assert desk.client.get(f"{base}changes/?since={since['last']}").json()["removed"] == [since["segments"][1]["id"]]


def test_speakers_are_said_by_key_by_span_and_named_once(desk: Desk, transcript: Transcript) -> None:
    first, _second = transcript.segments.order_by("start_ms")
    desk.post("speaker/", segments=[[first.pk, 1]], speaker="Amina")
    desk.post("speaker/", start_ms=5_000, end_ms=10_000, speaker="1")
    desk.post("speakers/", old="1", new="Interviewer")
    assert list(transcript.segments.order_by("start_ms").values_list("speaker", flat=True)) == ["Amina", "Interviewer"]
    assert "at most" in desk.post("speaker/", 422, segments=[[first.pk, 2]], speaker="x" * 61)["error"]


def test_times_may_not_cross_or_leave_the_recording(desk: Desk, transcript: Transcript) -> None:
    first, second = transcript.segments.order_by("start_ms")
    for start_ms, end_ms in ((0, 5_001), (300, 300), (400, 300), (-1, 3_000)):
        assert desk.post(f"segments/{first.pk}/times/", 422, version=1, start_ms=start_ms, end_ms=end_ms)["error"]
    assert desk.post(f"segments/{second.pk}/times/", 422, version=1, start_ms=5_000, end_ms=60_001)["error"]
    told = desk.post(f"segments/{second.pk}/times/", version=1, start_ms=5_000, end_ms=60_000)
    assert told["segments"][0]["end_ms"] == 60_000 and told["segments"][0]["words"] == second.words


def test_nobody_verifies_their_own(desk: Desk, base: str, transcript: Transcript, editor: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    desk.post(f"segments/{first.pk}/", version=1, text="they took my passport")
    assert "Another person" in desk.post(f"segments/{first.pk}/state/", 403, version=2, state="verified")["error"]
    told = Desk(base, editor).post(f"segments/{first.pk}/state/", version=2, state="verified")
    assert (told["segments"][0]["state"], told["segments"][0]["by"]) == ("verified", "editor")
    mine = desk.client.get(f"{desk.base}changes/").json()["segments"][0]
    assert (mine["state"], mine["by"]) == ("verified", "a colleague"), "who it was is told to the staff"
    again = desk.post(f"segments/{first.pk}/", version=3, text="they took my passport away")
    assert again["segments"][0]["state"] == "corrected"
    split = desk.post(f"segments/{first.pk}/split/", version=4, at=10)
    part = split["segments"][1]
    desk.post(f"segments/{part['id']}/state/", 403, version=part["version"], state="verified")


def test_find_and_replace_shows_first_and_does_what_was_chosen(desk: Desk, transcript: Transcript) -> None:
    first, second = transcript.segments.order_by("start_ms")
    what: dict[str, Any] = {"find": "p", "replace": "🇵", "preview": True}
    assert desk.post("replace/", **what)["matches"] == [
        {"id": first.pk, "version": 1, "start_ms": 0, "before": "they kept my passport",
         "after": "they ke🇵t my 🇵ass🇵ort", "spans": [[7, 8], [13, 14], [17, 18]]},
    ]  # fmt: skip
    assert desk.post("replace/", **(what | {"find": "our", "whole_words": True}))["matches"] == []
    assert desk.post("replace/", **(what | {"find": "FOR", "match_case": True}))["matches"] == []
    assert not SegmentChange.objects.exists()
    chosen = [[second.pk, 1]]
    told = desk.post("replace/", find="ours", replace="hours", preview=False, chosen=chosen)
    assert told["segments"][0]["text"] == "for twelve hours"
    assert (
        desk.post("replace/", 409, find="for", replace="of", preview=False, chosen=chosen)["outdated"][0]["version"]
        == 2
    )
    assert desk.post("replace/", 422, find="for twelve hours", replace="", preview=False, chosen=[[second.pk, 2]])[
        "error"
    ]


def test_a_span_is_marked_for_redaction_and_that_is_undone(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    said = {"start_ms": 0, "end_ms": 1_000, "reason": "third_person", "open_to": "staff", "stroke": str(uuid.uuid4())}
    told = desk.post("redact/", **said)
    assert told["segments"][0]["redacted"] == [[0, 1_000, "staff"]] and told["segments"][0]["text"] == first.text
    assert desk.post("redact/", **said)["redaction"] == told["redaction"] and Redaction.objects.count() == 1
    assert desk.post("redact/", 422, **(said | {"stroke": str(uuid.uuid4()), "reason": "because"}))["error"]
    Testimony.objects.update(state=State.CLOSED, live=False)
    assert desk.post("undo/")["segments"] is not None and not Redaction.objects.in_force().exists()


def test_what_is_kept_from_everybody_is_not_written_over(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    desk.post("redact/", start_ms=0, end_ms=500, reason="child", open_to="nobody")
    row = desk.client.get(f"{desk.base}changes/").json()["segments"][0]
    assert row["kept"] and "they" not in row["text"]
    assert "kept from everybody" in desk.post(f"segments/{first.pk}/", 403, version=1, text=row["text"])["error"]
    found = desk.post("replace/", find="passport", replace="x", preview=True)
    assert found["matches"] == [] and Segment.objects.get(pk=first.pk).text == "they kept my passport"


def test_bad_bodies_are_told_what_is_wrong(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    address = f"{desk.base}segments/{first.pk}/"
    for body in (b"", b"[]", b"{", b"\xff", b'{"version": 1}', b'{"version": true, "text": "a", "stroke": "x"}'):
        answer = desk.client.post(address, body, content_type="application/json")
        assert answer.status_code == 400 and answer.json()["error"], body
    assert desk.post(f"segments/{first.pk}/", 400, version="1", text="a")["error"]
    assert desk.post("speaker/", 400, segments=[[1]], speaker="a")["error"]
    assert desk.post(f"segments/{first.pk}/", 422, version=1, text="\x00")["error"]
    assert desk.client.get(address).status_code == 405
    assert desk.client.get(f"{desk.base}changes/?since=x").status_code == 200
    for number in ("9" * 18, "9" * 30):
        answer = desk.client.post(f"{desk.base}segments/{number}/", '{"version": 1}', content_type="application/json")
        assert answer.status_code in (400, 404)
        assert desk.client.get(f"{desk.base}segments/{number}/history/").status_code == 404
    desk.post("speaker/", 409, segments=[[9 * 10**17, 1]], speaker="a")


def test_while_the_machine_writes_it_can_be_read_only(desk: Desk, transcript: Transcript) -> None:
    transcript.run = make_run(transcript, progress="transcribing", finished_at=None)
    transcript.save()
    first = transcript.segments.order_by("start_ms")[0]
    assert "machine" in desk.post(f"segments/{first.pk}/", 422, version=1, text="a")["error"]
    assert desk.client.get(f"{desk.base}changes/").json()["writing"] is True


def test_what_was_taken_back_has_no_doors(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    Testimony.objects.update(state=State.WITHDRAWN, live=False)
    desk.post(f"segments/{first.pk}/", 404, version=1, text="a")
    assert desk.client.get(f"{desk.base}changes/").status_code == 404


def test_a_save_asks_the_database_a_few_times_whatever_the_length(desk: Desk, transcript: Transcript) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.post(f"segments/{first.pk}/", version=1, text="they took my passport")
    assert len(queries) < 60, len(queries)
