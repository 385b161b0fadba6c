"""What is heard next, whose hand it is in, and that nobody verifies their own words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.utils import timezone

from testimonies.actions import taking, withdrawing
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    STRETCH_MS,
    Event,
    Finding,
    Segment,
    Stretch,
    Testimony,
    Transcript,
    ahead,
    listener_for,
    progress,
)
from tests.cast import collection
from tests.factories.testimony import make_recording, make_segment, make_testimony, make_transcript

pytestmark = pytest.mark.django_db


def transcript(north: Any, owner: Any, *, stretches: int = 1) -> Transcript:
    """One line of words for each stretch."""
    made = make_transcript(make_recording(make_testimony(north, owner=owner), duration_ms=stretches * STRETCH_MS))
    for number in range(stretches):
        make_segment(made, f"words of stretch {number}", start_ms=number * STRETCH_MS + 1_000)
    return made


def order(user: Any, **more: Any) -> list[tuple[int, int]]:
    return [(one.transcript.pk, one.number) for one in ahead(listener_for(user), **more)]


def find(segment: Segment, kind: str) -> None:
    Finding.objects.create(
        testimony=segment.transcript.recording.testimony, place="segment", scope=f"transcript:{segment.transcript_id}",
        record=segment.pk, start=0, end=5, kind=kind, why="named", mark="x",
    )  # fmt: skip


def test_names_come_first_then_doubt_and_danger_then_the_collections_priority(
    north: Any, south: Any, superuser: Any
) -> None:
    plain, doubted, unsure, dangerous, named, sooner = [
        transcript(where, superuser) for where in (north, north, north, north, north, south)
    ]
    Segment.objects.filter(transcript=doubted).update(doubts=["loop"])
    words = [[0, 100, "words", 0.2], [100, 200, "of", 0.9], [200, 300, "x", 0.49], [300, 400, "y", None]]
    Segment.objects.filter(transcript=unsure).update(words=words)
    find(dangerous.segments.get(), "employer")
    find(named.segments.get(), "name")
    assert unsure.segments.get().unsure == 2
    assert order(superuser) == [
        (one.pk, 0) for one in (named, doubted, dangerous, unsure, plain, sooner)
    ]  # fmt: skip
    taking.prefer(collection=south, priority=1, by=superuser)
    assert order(superuser)[-2:] == [(sooner.pk, 0), (plain.pk, 0)]
    assert order(superuser, collection=south.pk) == [(sooner.pk, 0)]
    Finding.objects.update(decision="kept", decided_at=timezone.now())
    assert order(superuser)[0] == (doubted.pk, 0)


def test_a_stretch_is_in_one_hand_until_it_is_left_or_its_time_is_over(
    north: Any, editor: Any, interviewer: Any, superuser: Any
) -> None:
    made = transcript(north, interviewer, stretches=2)
    first = taking.take(by=editor)
    assert (first.number, taking.take(by=editor)) == (0, first), "who has something goes on with it"
    assert taking.take(by=interviewer).number == 1
    with pytest.raises(StateForbids):
        taking.take(by=superuser)
    with pytest.raises(StateForbids):
        taking.take(by=superuser, transcript=made.pk, number=0)
    with pytest.raises(NotPermitted):
        taking.leave(stretch=first, by=superuser)
    taking.leave(stretch=first, by=editor)
    taking.leave(stretch=first, by=editor)
    assert taking.take(by=superuser).number == 0
    Stretch.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert taking.take(by=editor, transcript=made.pk, number=1).number == 1
    assert taking.take(by=editor, transcript=made.pk, number=0).number == 0, "and leaves the other"
    assert Stretch.objects.held().count() == 1
    assert Event.objects.filter(verb="stretch_left").count() == 2


def test_one_goes_on_where_one_stopped_and_is_given_more_when_it_is_done(north: Any, editor: Any) -> None:
    made = transcript(north, editor, stretches=2)
    second = make_segment(made, "more words", start_ms=9_000)
    held = taking.take(by=editor)
    assert held.goes_on_at_ms == 1_000
    made.segments.filter(start_ms=1_000).update(review_state="corrected", corrected_by=editor)
    assert taking.take(by=editor).goes_on_at_ms == second.start_ms
    made.segments.filter(start_ms__lt=STRETCH_MS).update(review_state="verified")
    assert taking.take(by=editor).number == 1


def test_what_is_corrected_is_verified_by_another_and_comes_last(north: Any, editor: Any, superuser: Any) -> None:
    made = transcript(north, editor, stretches=2)
    made.segments.filter(start_ms=1_000).update(review_state="corrected", corrected_by=editor)
    assert order(editor) == [(made.pk, 1)]
    assert order(superuser) == [(made.pk, 1), (made.pk, 0)]
    made.segments.update(review_state="verified")
    assert order(superuser) == []


def test_everybody_is_given_their_own_work_alone(
    north: Any, interviewer: Any, other_interviewer: Any, foreign_editor: Any, visitor: Any, editor: Any
) -> None:
    made = transcript(north, interviewer)
    for stranger in (other_interviewer, foreign_editor, visitor):
        assert order(stranger) == [] and progress(listener_for(stranger)) == []
        with pytest.raises(StateForbids):
            taking.take(by=stranger)
        with pytest.raises(StateForbids):
            taking.take(by=stranger, transcript=made.pk, number=0)
    with pytest.raises(NotPermitted):
        taking.prefer(collection=north, priority=1, by=interviewer)
    assert order(interviewer) == [(made.pk, 0)]
    withdrawing.withdraw(testimony=Testimony.objects.get(), by=editor)
    assert order(interviewer) == [] and order(editor) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_are_given_different_stretches(north: Any, editor: Any, interviewer: Any) -> None:
    transcript(north, interviewer, stretches=2)

    def one(user: int) -> int:
        try:
            return taking.take(by=get_user_model().objects.get(pk=user)).number
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(one, (editor.pk, interviewer.pk))) == [0, 1]


def test_the_page_gives_out_resumes_and_leaves(client: Client, north: Any, editor: Any, interviewer: Any) -> None:
    made = transcript(north, interviewer, stretches=2)
    find(made.segments.order_by("start_ms")[1], "name")
    collection("South")
    client.force_login(editor)
    page = client.get("/en/desk/").content.decode()
    assert "1 name of another person" in page and "words of stretch" not in page and "North" in page
    number = made.recording.testimony.accession_number
    answer = client.post("/en/desk/take/")
    assert answer["Location"] == f"/en/desk/{number}/?transcript={made.pk}#t=181"
    held = Stretch.objects.get()
    assert f"/en/desk/{held.pk}/leave/" in client.get("/en/desk/").content.decode()
    other = Client()
    other.force_login(interviewer)
    assert other.post(f"/en/desk/{held.pk}/leave/").status_code == 404
    assert other.post("/en/desk/take/", {"transcript": made.pk, "number": "1"})["Location"] == "/en/desk/"
    assert other.post("/en/desk/take/", {"transcript": "9" * 30, "number": "x"}).status_code == 302
    assert client.post(f"/en/desk/{held.pk}/leave/").status_code == 302
    assert client.post(f"/en/desk/collections/{north.pk}/prefer/", {"priority": "-1"}).status_code == 302
    assert client.post(f"/en/desk/collections/{north.pk}/prefer/", {"priority": "7"}).status_code == 404
    assert other.post(f"/en/desk/collections/{north.pk}/prefer/", {"priority": "1"}).status_code == 404


def test_who_works_nowhere_finds_no_queue(client: Client, visitor: Any) -> None:
    assert client.get("/en/desk/").status_code == 302
    client.force_login(visitor)
    assert client.get("/en/desk/").status_code == 404 and client.post("/en/desk/take/").status_code == 404
