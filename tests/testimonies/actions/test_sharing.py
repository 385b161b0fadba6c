"""The chunks of one recording among several workers: each in one hand, none twice, none for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from archive import demonstration
from testimonies.actions import asking, planning, transcribe
from testimonies.exceptions import EngineUnavailable, StateForbids, UnknownModel
from testimonies.models import Chunk, Event, Failure, Progress, Run, Segment
from tests.cast import collection, granted
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import DEMONSTRATION, script, word_error

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "the-door-of-the-house.opus"


@pytest.fixture
def run() -> Run:
    north = collection("North")
    interviewer = granted("interviewer", north, ("add_testimony",), "interviewers")
    return deposited(interviewer, north, demonstration.DATA / LONG).transcript.run


@pytest.fixture
def planned(run: Run) -> Run:
    planning.find_speech(run=run, engine=planning.engine_of(run))
    return run


def test_two_at_once_share_the_chunks(planned: Run) -> None:
    def work() -> None:
        try:
            transcribe.transcribe(run=Run.objects.get(pk=planned.pk))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    planned.refresh_from_db()
    assert planned.progress == Progress.DONE and planned.done_ms == planned.total_ms
    assert set(planned.chunks.values_list("attempts", flat=True)) == {1}, "no chunk was heard twice"
    assert word_error(script(DEMONSTRATION / LONG), planned.transcript.segments.all()) < 0.1
    assert Event.objects.filter(verb="transcribed").count() == 1
    assert stored("working") == []


def test_a_chunk_in_another_s_hand_is_passed_over(planned: Run) -> None:
    taken, let_go, seen = threading.Event(), threading.Event(), []

    def other() -> None:
        with Run.objects.get(pk=planned.pk).chunks.one_in_hand() as chunk:
            seen.append(chunk.pk)
            taken.set()
            let_go.wait(30)
        connection.close()

    worker = threading.Thread(target=other)
    worker.start()
    taken.wait(30)
    with planned.chunks.one_in_hand() as mine:
        assert mine.pk != seen[0]
    let_go.set()
    worker.join()
    with planned.chunks.one_in_hand() as mine:
        assert mine.pk == seen[0], "let go, it is the next"


def test_after_its_turn_a_worker_says_whether_something_is_left(planned: Run) -> None:
    assert transcribe.hear(run=planned, for_s=0)
    assert not planned.chunks.exclude(heard_at=None).exists()
    assert not transcribe.hear(run=planned)


def test_a_chunk_over_which_workers_die_is_left_out_and_the_others_go_on(planned: Run) -> None:
    poison = planned.chunks.first()
    Chunk.objects.filter(pk=poison.pk).update(attempts=transcribe.MOST_ATTEMPTS)
    transcribe.transcribe(run=planned)
    assert (planned.progress, planned.failure) == (Progress.FAILED, Failure.ENGINE)
    assert not planned.chunks.owed().exists() and planned.chunks.filter(failed=True).get() == poison
    assert planned.transcript.segments.exists(), "what was heard is kept"
    asking.again(run=planned, by=None)
    planned.refresh_from_db()
    transcribe.transcribe(run=planned)
    assert planned.progress == Progress.DONE
    assert word_error(script(DEMONSTRATION / LONG), planned.transcript.segments.all()) < 0.1


def test_a_person_stops_it_and_asks_for_it_again(planned: Run) -> None:
    with planned.chunks.one_in_hand() as chunk:
        transcribe._hear_chunk(planned, chunk, planning.engine_of(planned), None)
    asking.cancel(run=planned, by=None)
    transcribe.transcribe(run=planned)
    planned.refresh_from_db()
    assert planned.progress == Progress.CANCELLED and planned.chunks.exclude(heard_at=None).count() == 1
    assert stored("working") == [], "the sound is not kept for what nobody works on"
    asking.again(run=planned, by=None)
    planned.refresh_from_db()
    transcribe.transcribe(run=planned)
    assert planned.progress == Progress.DONE and planned.done_ms == planned.total_ms


def test_what_a_person_stops_stays_stopped_whatever_a_worker_is_about_to_write(planned: Run) -> None:
    """The worker looked at the run before the person pressed, and writes after."""
    asking.cancel(run=Run.objects.get(pk=planned.pk), by=None)
    assert planned.progress == Progress.TRANSCRIBING, "as the worker knows it"
    transcribe._wait_for_weights(planned)
    assert planned.progress == Progress.CANCELLED
    stale = Run.objects.get(pk=planned.pk)
    stale.progress = Progress.TRANSCRIBING
    planning.begin_anew(run=stale)
    assert stale.progress == Progress.CANCELLED and stale.chunks.exists(), (
        "what was planned is kept for the next asking"
    )


def test_another_run_is_kept_beside_what_stands(planned: Run) -> None:
    transcribe.transcribe(run=planned)
    stands = list(Segment.objects.values())
    span = asking.ask(transcript=planned.transcript, by=None, from_ms=10_000, until_ms=25_000, languages=["es"])
    transcribe.transcribe(run=span)
    assert span.progress == Progress.DONE and span.adopted_at is None and not span.is_own
    assert list(Segment.objects.values()) == stands
    assert {segment.language for segment in span.spoken()} == {"es"}
    assert all(10_000 <= segment.start_ms < segment.end_ms <= 25_100 for segment in span.spoken())


def test_hearing_copies_that_nobody_wants_are_swept(planned: Run) -> None:
    transcribe.sweep()
    assert stored("working"), "it is being worked on"
    Run.objects.update(progress=Progress.CANCELLED)
    transcribe.sweep()
    assert stored("working") == []


@pytest.fixture(autouse=True)
def nothing_left_locked() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone()[0] == 0


def test_settings_that_cannot_be_are_refused_when_asked(planned: Run) -> None:
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (UnknownModel, {"engine": "whisperer"}),
        (UnknownModel, {"model": "smallish"}),
        (EngineUnavailable, {"compute": "int8", "engine": "whisper"}),
        (StateForbids, {"from_ms": 9_000, "until_ms": 9_000}),
        (StateForbids, {"from_ms": 9_000}),
    ]
    for error, settings in wrong:
        with pytest.raises(error):
            asking.ask(transcript=planned.transcript, by=None, **settings)
    assert Run.objects.count() == 1
