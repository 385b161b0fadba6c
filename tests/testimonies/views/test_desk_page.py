"""The page of the desk: for whom it opens, how rows are written into it, and what it does without script."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from testimonies.models import Segment, State, Testimony, Transcript
from testimonies.views.desk_faces import TOGETHER, _said_by_place, coded, degree, faces, said
from testimonies.views.desk_words import SAID
from tests.factories.testimony import make_published, make_run, make_segment

ROOT = Path(__file__).resolve().parents[3]
ROW: dict[str, Any] = {
    "id": 7,
    "version": 2,
    "start_ms": 1_000,
    "end_ms": 4_000,
    "text": "they kept <my> passport",
    "words": [[1_000, 1_400, "they", 0.95], [1_500, 1_900, "kept", 0.55], [2_000, 2_400, "<my>", 0.3]],
    "speaker": "",
    "language": "en",
    "dir": "ltr",
    "state": "machine",
    "doubts": [],
    "reasons": "",
    "redacted": [],
    "kept": False,
}
ROW["words"].append([2_500, 3_200, "passport", 0.1])


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    return make_published(north, text=["they kept my passport", "for twelve ours"], owner=interviewer)


@pytest.fixture
def transcript(testimony: Testimony) -> Transcript:
    return testimony.recordings.get().transcript  # type: ignore[no-any-return]


@pytest.fixture
def address(testimony: Testimony) -> str:
    return f"/en/desk/{testimony.accession_number}/"


@pytest.mark.parametrize("who", ["interviewer", "editor", "superuser"])
def test_who_works_on_it_has_a_desk(who: str, address: str, client: Client, request: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    page = client.get(address)
    assert page.status_code == 200 and "they kept my passport" in page.content.decode()


@pytest.mark.parametrize("who", ["other_interviewer", "foreign_editor", "visitor"])
def test_nobody_else_can_tell_that_there_is_one(who: str, address: str, client: Client, request: Any) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(address).status_code == client.post(address, {}).status_code == 404


def test_a_stranger_logs_in_first_and_what_was_taken_back_has_no_desk(
    address: str, client: Client, interviewer: Any, testimony: Testimony
) -> None:
    assert client.get(address).status_code == 302
    client.force_login(interviewer)
    Testimony.objects.filter(pk=testimony.pk).update(state=State.WITHDRAWN, live=False)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["x", "0", "99999", "٣", "9" * 40])
def test_a_transcript_that_is_not_there(asked: str, address: str, client: Client, interviewer: Any) -> None:
    client.force_login(interviewer)
    assert client.get(address, {"transcript": asked}).status_code == 404


def test_while_a_machine_writes_it_is_read_only(
    address: str, client: Client, interviewer: Any, transcript: Transcript
) -> None:
    transcript.run = make_run(transcript, progress="transcribing", finished_at=None)
    transcript.save()
    client.force_login(interviewer)
    page = client.get(address).content.decode()
    assert "Until the machine is done" in page and '"writable": false' in page


def test_a_row_is_corrected_as_a_form(address: str, client: Client, interviewer: Any, transcript: Transcript) -> None:
    client.force_login(interviewer)
    segment = transcript.segments.last()
    assert segment is not None
    opened = client.get(address, {"segment": segment.pk}).content.decode()
    assert 'name="version" value="1"' in opened and ">for twelve ours</textarea>" in opened
    sent = {"segment": segment.pk, "version": 1, "text": "for twelve hours", "speaker": "1", "does": "write"}
    assert client.post(address, sent).status_code == 302
    segment.refresh_from_db()
    assert (segment.text, segment.speaker, segment.review_state) == ("for twelve hours", "1", "corrected")

    late = client.post(address, {**sent, "text": "for ten hours"})
    told = late.content.decode()
    assert late.status_code == 409
    assert "Somebody changed these words" in told and ">for ten hours</textarea>" in told and "for twelve hours" in told


def test_right_words_are_accepted_and_an_emptied_row_is_not(
    address: str, client: Client, interviewer: Any, transcript: Transcript
) -> None:
    client.force_login(interviewer)
    segment = transcript.segments.first()
    assert segment is not None
    sent = {"segment": segment.pk, "version": 1, "text": segment.text, "speaker": "", "does": "accept"}
    emptied = client.post(address, {**sent, "text": "  "})
    assert emptied.status_code == 409 and "cannot be empty" in emptied.content.decode()
    assert client.post(address, sent).status_code == 302
    segment.refresh_from_db()
    assert segment.review_state == "corrected"
    client.post(address, {**sent, "version": segment.version})
    assert Segment.objects.get(pk=segment.pk).review_state == "corrected", "nobody verifies their own"


def test_words_are_marked_by_degree_and_nothing_in_them_runs() -> None:
    assert [degree(one, "machine") for one in (0.19, 0.39, 0.59, 0.6, None)] == [3, 2, 1, 0, 0]
    html = said(ROW)
    assert html == (
        'they <span class="doubted" data-doubt="1">kept</span> <span class="doubted" data-doubt="2">&lt;my&gt;</span> '
        '<span class="doubted" data-doubt="3">passport</span>'
    )
    assert said({**ROW, "state": "corrected"}) == "they kept &lt;my&gt; passport"
    kept = said({**ROW, "state": "verified", "redacted": [[2_100, 2_300, "staff"]]})
    assert kept == 'they kept <mark class="kept-back">&lt;my&gt;</mark> passport'


@pytest.mark.parametrize("state", ["machine", "corrected"])
def test_words_between_spaces_are_marked_as_any_others(state: str) -> None:
    words = ["a", "<b>", "a", "&amp;", "é\u200d", '"c"', "a<", "ﷲ"]
    chances = random.Random(4)
    for turn in range(50):
        some = [chances.choice(words) for _ in range(1 + turn % 9)]
        timed = [[at, at + 1, word, chances.choice([None, 0.1, 0.3, 0.5, 0.7])] for at, word in enumerate(some)]
        row = {**ROW, "state": state, "text": " ".join(some), "words": timed}
        assert said(row) == _said_by_place(row, []), row


def test_the_page_is_sent_while_it_is_made(
    address: str, client: Client, interviewer: Any, transcript: Transcript
) -> None:
    client.force_login(interviewer)
    page = client.get(address.replace("/en/", "/ar/"))
    head, *rest = iter(page)
    assert page.streaming and page.cookies["csrftoken"].value and "no-store" in page.headers["Cache-Control"]
    with override("es"):  # another request, served by the same thread in between
        rows = b"".join(rest).decode()
    assert b"js/desk/desk" in head and b'<main class="page"' in head and b"they kept" not in head
    assert rows.index("they kept my passport") < rows.index('id="desk-facts"') < rows.index("</main>")
    with override("ar"):
        assert f'aria-label="{SAID["state_machine"]}"' in rows, "the rest is in the language of its beginning"


def test_rows_lie_in_lists(address: str, client: Client, interviewer: Any, transcript: Transcript) -> None:
    for number in range(TOGETHER * 2):
        make_segment(transcript, f"row {number}", start_ms=60_000 + 1_000 * number)
    opened = transcript.segments.order_by("start_ms")[TOGETHER - 1]
    client.force_login(interviewer)
    page = client.get(address, {"segment": opened.pk}).content.decode()
    lists = page.split('<ol class="desk-rows">')[1:]
    assert [one.count(' data-row="') for one in lists] == [TOGETHER, TOGETHER, 2]
    assert "</form></li></ol>" in "".join(lists[0].split()) and all(one.count("</ol>") == 1 for one in lists[:2])


def test_word_times_are_short_and_exact() -> None:
    assert coded(ROW) == "0,400,95 500,400,55 500,400,30 500,700,10"
    unspaced = {**ROW, "text": "😀我们工作", "words": [[1_000, 1_400, "我们", 0.9], [1_400, 2_000, "工作", 0.9]]}
    assert coded(unspaced) == "2:0,400,90 4:400,600,90", "places count as a browser does"
    assert coded({**ROW, "words": [[1_000, 1_400, "other", 0.9]]}) == ""


def test_a_speaker_is_named_where_they_begin() -> None:
    rows = [{**ROW, "id": number, "speaker": name} for number, name in enumerate(["1", "1", 'a"b<'])]
    first, second, third = (html for _key, html, _row in faces(rows, place="?a=1&b=2"))
    assert "goes-on" not in first and "goes-on" in second and "goes-on" not in third
    assert 'data-speaker="a&quot;b&lt;"' in third and "a&quot;b&lt;</bdi>" in third
    assert 'href="?a=1&amp;b=2&amp;segment=2#s-2"' in third


def test_the_manual_names_every_key() -> None:
    table = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8").split("<!-- keys", 1)[1].split("## ", 1)[0]
    script = (ROOT / "archive" / "static" / "js" / "desk" / "keys.js").read_text(encoding="utf-8")
    defaults = script.split("DEFAULTS = {", 1)[1].split("};", 1)[0]
    keys = dict(re.findall(r'"([\w.]+)": "([^"]+)"', defaults))
    assert len(keys) > 30
    for command, key in keys.items():
        told = SAID[f"key_{command}"]
        if not command.startswith("speakers."):
            assert f"| {key} | {told} |" in table, command
    assert "| Alt+1 to Alt+9 | speaker 1 to 9 |" in table
