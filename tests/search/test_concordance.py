"""The lines of a concordance, their order and company: each place, each at its word, for nobody more than theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from search.company import company
from search.concordance import PER_PAGE, Concordance, concordance
from search.engine import Engine
from search.frequency import frequencies
from search.index import Follower
from search.searchable import EVERYTHING, Narrowing
from testimonies.actions import redacting
from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.models import Segment, listener_for
from tests.factories.testimony import (
    consent,
    make_published,
    make_recording,
    make_segment,
    make_testimony,
    make_transcript,
)


@pytest.fixture
def follower(db: None, settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


def lines(query: str, listener: Listener = VISITOR, sort: str = "", page: int = 1, **chosen: str) -> Concordance:
    narrowing = Narrowing({name: (value,) for name, value in chosen.items()})
    return concordance(query, listener=listener, narrowing=narrowing, sort=sort, page=page)


def told(found: Concordance) -> list[tuple[str, str, str]]:
    return [(one.before.strip(), one.key, one.after.strip()) for one in found.lines]


def test_every_place_has_a_line_of_its_own_and_plays_from_its_word(north: Any, follower: Follower) -> None:
    make_published(north, text=["a passport is a passport", "no word of it"])
    follower.rebuild()
    found = lines("passports")
    assert told(found) == [("a", "passport", "is a passport"), ("a passport is a", "passport", "")]
    assert [one.line.at_ms for one in found.lines] == [1_000, 4_000]
    assert found.total == 1, "one segment, two lines"
    assert all(one.sound_url for one in found.lines)


def test_what_is_said_before_and_after_goes_on_into_the_neighbours(north: Any, follower: Follower) -> None:
    make_published(north, text=["they came at night", "passports were gone", "by the morning"])
    follower.rebuild()
    [one] = lines("passports").lines
    assert (one.further_before, one.before, one.after, one.further_after) == (
        "they came at night ",
        "",
        " were gone",
        " by the morning",
    )


def test_neighbours_that_may_not_be_read_are_not_told(north: Any, follower: Follower, editor: Any) -> None:
    testimony = make_published(north, text=["they came at night", "passports were gone"])
    first = Segment.objects.get(text="they came at night")
    first.doubts = ["repetition"]
    first.save()
    follower.rebuild()
    assert [one.further_before for one in lines("passports").lines] == [""]
    assert testimony.pk and [one.further_before for one in lines("passports", listener_for(editor)).lines] == [
        "they came at night "
    ]


@pytest.mark.parametrize("sort", ["left1", "left2", "right1", "right3"])
def test_lines_stand_in_the_order_of_the_word_beside(sort: str, north: Any, follower: Follower) -> None:
    texts = ["zinc apple passport mango kiwi apple", "apple zinc passport kiwi mango zinc", "kiwi mango passport apple"]
    make_published(north, text=texts)
    follower.rebuild()
    side, place = sort[:-1], int(sort[-1]) - 1
    beside = []
    for before, _key, after in told(lines("passport", sort=sort)):
        words = before.split()[::-1] if side == "left" else after.split()
        beside.append(words[place] if place < len(words) else "")
    assert beside == sorted(beside) and len(set(beside)) > 1


def test_lines_stand_in_the_order_of_speaker_country_and_date(north: Any, follower: Follower) -> None:
    for speaker, country, day in (("Zahra", "NP", "2001"), ("Abdul", "PH", "1999"), ("", "", "")):
        testimony = make_published(
            north, text="the passport", countries=[(country, "origin")] if country else [], interview_date=day
        )
        Segment.objects.filter(transcript__recording__testimony=testimony).update(speaker=speaker)
    follower.rebuild()
    by = {
        sort: [one.line.spoken.segment.speaker for one in lines("passport", sort=sort).lines]
        for sort in ("speaker", "country", "date")
    }
    assert by == {
        "speaker": ["Abdul", "Zahra", ""],
        "country": ["Zahra", "Abdul", ""],
        "date": ["Abdul", "Zahra", ""],
    }, "what is not known comes last"


def test_pages_hold_fifty_and_together_everything(north: Any, follower: Follower) -> None:
    make_published(north, text=[f"the passport {number}" for number in range(PER_PAGE + 7)])
    follower.rebuild()
    for sort in ("", "right1"):
        first, second, third = (lines("passport", sort=sort, page=page) for page in (1, 2, 3))
        assert (len(first.lines), len(second.lines), len(third.lines)) == (PER_PAGE, 7, 0)
        assert first.pages == 2 and len({one.after for one in (*first.lines, *second.lines)}) == PER_PAGE + 7


def test_a_question_without_words_has_nothing_to_put_in_the_middle(north: Any, follower: Follower) -> None:
    make_published(north, text="the passport")
    follower.rebuild()
    found = lines("NOT visa")
    assert found.wordless and not found.lines and not found.total


def test_no_line_no_count_no_company_of_what_is_closed(north: Any, follower: Follower) -> None:
    """Closed while the index still holds it."""
    make_published(north, text=["the kitchen was hot", "a hot kitchen", *(f"nothing of it {n}" for n in range(30))])
    closed = make_published(north, text=["a secret kitchen", "another secret kitchen"], themes=["privacy"])
    follower.rebuild()
    assert lines("kitchen").total == 4 and "secret" in _company("kitchen")
    consent(closed, "transcript", Audience.NOBODY)
    for sort in ("", "left1", "country"):
        found = lines("kitchen", sort=sort)
        assert found.total == 2 and not any("secret" in one.before for one in found.lines)
    assert "secret" not in _company("kitchen")
    tables = {table.name: table for table in frequencies("kitchen", listener=VISITOR, narrowing=EVERYTHING)}
    assert [row.of for row in tables["language"].rows] == [32] and "theme" not in tables


def test_what_is_kept_back_is_in_no_line_for_the_staff_either(north: Any, editor: Any, follower: Follower) -> None:
    """Lines are copied, and leave the house in files."""
    testimony = make_published(north, text=["my cousin Zarquon held the passport", "nothing else was said"])
    recording = testimony.recordings.get()
    span = {"start_ms": 2_000, "end_ms": 2_200, "margin_ms": 250}
    redacting.redact(recording=recording, **span, open_to=Audience.STAFF, reason="other", by=editor)
    follower.rebuild()
    for listener in (VISITOR, listener_for(editor)):
        [one] = lines("passport", listener).lines
        assert (one.before, one.key) == ("my cousin [withheld] held the ", "passport")
        assert not lines("Zarquon", listener).total


def test_drafts_are_for_those_who_work_on_them(
    north: Any, interviewer: Any, foreign_editor: Any, follower: Follower
) -> None:
    draft = make_testimony(north, owner=interviewer)
    make_transcript(make_recording(draft), ["unseen words here", "unseen words there"])
    follower.rebuild()
    assert lines("unseen", listener_for(interviewer)).total == 2
    assert not lines("unseen", listener_for(foreign_editor)).total and not lines("unseen").total


def test_company_is_counted_within_the_window(north: Any, follower: Follower) -> None:
    near = ["the agency kept one passport", "my agency held a passport"]
    far = ["rain fell on all the long roads to the passport", "rain came and after it we went to get a passport"]
    make_published(north, text=[*near, *far, *[f"nothing of it {n}" for n in range(30)]])
    follower.rebuild()
    assert "agency" in _company("passport", window=3) and "rain" not in _company("passport", window=3)
    assert {"agency", "rain"} <= _company("passport", window=10)


def _company(query: str, window: int = 5) -> set[str]:
    found = company(query, listener=VISITOR, narrowing=EVERYTHING, window=window, by="log_dice")
    return {one.written for one in found.collocates}


def test_frequencies_are_parts_of_what_may_be_read(north: Any, follower: Follower) -> None:
    make_published(north, text=["the passport", "b", "c", "d"], countries=[("NP", "origin")], titles={"en": "One"})
    make_published(north, text=["the passport", "b"], countries=[("PH", "origin")], titles={"en": "Two"})
    follower.rebuild()
    found = {table.name: table for table in frequencies("passport", listener=VISITOR, narrowing=EVERYTHING)}
    rows = {row.value: row for row in found["country"].rows}
    assert rows["NP"].places == rows["PH"].places == 1 and rows["NP"].testimonies == 1
    assert rows["NP"].of > rows["PH"].of and rows["NP"].per_thousand < rows["PH"].per_thousand
    assert rows["PH"].bar == 100 and [row.value for row in found["country"].rows] == ["PH", "NP"]


# The file


def read(client: Client, **asked: str) -> list[dict[str, str]]:
    answer = client.get("/en/search/concordance.csv", asked)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    text = b"".join(answer.streaming_content).decode("utf-8")  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_every_line_of_the_file_says_how_to_cite_it_and_when_it_is_said(
    north: Any, follower: Follower, client: Client
) -> None:
    testimony = make_published(north, text=["no", "the passport was gone"], narrator="Asha", titles={"en": "A drawer"})
    follower.rebuild()
    [row] = read(client, q="passport")
    assert (row["before"], row["match"], row["after"]) == ("the", "passport", "was gone")
    assert (row["time"], row["start_ms"], row["narrators"]) == ("0:06", "6250", "Asha")
    assert row["address"] == f"http://testserver/en/testimonies/{testimony.accession_number}/at/1/5000-10000/"
    assert "Asha" in row["citation"] and "A drawer" in row["citation"] and row["address"] in row["citation"]
    assert client.get(row["address"]).status_code == 200


@pytest.mark.parametrize("word", ["=cmd()", "+1", "-1", "@sum", "\tx"])
def test_nothing_in_the_file_is_a_formula(word: str, north: Any, follower: Follower, client: Client) -> None:
    testimony = make_published(north, text=["x"], titles={"en": f"{word}|calc"}, narrator=f"{word}!A1")
    make_segment(testimony.recordings.get().transcripts.get(), f"{word} passport {word}", start_ms=9_000)
    follower.rebuild()
    [row] = read(client, q="passport")
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell


def test_the_other_tables_are_files_too(north: Any, follower: Follower, client: Client) -> None:
    texts = ["the agency kept my passport", "an agency has the passport", *["nothing at all"] * 20]
    make_published(north, text=texts, countries=[("NP", "origin")])
    follower.rebuild()
    assert "agency" in {row["word"] for row in read(client, q="passport", view="collocates")}
    assert {("country", "NP", "2")} <= {
        (row["by"], row["value"], row["places"]) for row in read(client, q="passport", view="frequency")
    }


def test_a_file_holds_nothing_that_is_closed(north: Any, follower: Follower, client: Client) -> None:
    make_published(north, text="the kitchen")
    closed = make_published(north, text="a secret kitchen")
    follower.rebuild()
    consent(closed, "transcript", Audience.NOBODY)
    assert len(read(client, q="kitchen")) == 1 and "secret" not in str(read(client, q="kitchen"))
