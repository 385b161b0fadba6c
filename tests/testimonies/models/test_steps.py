"""The steps of a recording: states that follow from what is kept and from who has what in hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from testimonies import jobs
from testimonies.actions import prepare, retrying
from testimonies.exceptions import StateForbids
from testimonies.models import AccessCopy, Chunk, Event, Hands, Recording, Run, StepKind, StepState, Testimony, steps_of
from testimonies.models.hand import CHUNKS_HELD
from testimonies.models.pace import Pace, about
from tests.factories.arrival import deposited
from tests.factories.scripts import SPANISH
from tests.factories.testimony import make_recording, make_segment, make_testimony, make_transcript

WORDS = {"start_ms": 0, "end_ms": 900, "text": "a word", "language": "en", "speaker": "", "doubts": []}
NOBODY = Hands(frozenset(), {})


@pytest.fixture
def testimony(north: Any, interviewer: Any) -> Testimony:
    return make_testimony(north, owner=interviewer)


def states(recording: Recording, hands: Hands = NOBODY) -> dict[str, str]:
    fresh = Recording.objects.select_related("access_copy").get(pk=recording.pk)
    return {step.kind.value: step.state.value for step in steps_of(fresh, hands)}


def run_of(recording: Recording, **more: Any) -> Run:
    make_transcript(recording, finished_at=None, **more)
    return Run.objects.get(transcript__recording=recording)


def chunk(run: Run, number: int, *, heard: bool = True, words: Any = ([0, 900, "word", 0.9],), **more: Any) -> Chunk:
    kept = [{**WORDS, "words": list(words)}] if heard else []
    heard_at = timezone.now() if heard else None
    spans = {"start_ms": number * 30_000, "end_ms": (number + 1) * 30_000}
    return Chunk.objects.create(run=run, segments=kept, **{"heard_at": heard_at, **spans, **more})


def test_a_recording_that_just_came_waits_everywhere_but_at_the_first_step(testimony: Testimony) -> None:
    recording = make_recording(testimony, preparation="waiting")
    run_of(recording, progress="waiting")
    assert states(recording) == {
        "probe": "done",
        "copy": "waiting",
        "waveform": "waiting",
        "small": "waiting",
        "find_speech": "waiting",
        "recognise": "waiting",
        "align": "waiting",
        "translate": "not_asked",
        "index": "waiting",
    }


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"progress": "decoding"}, ("working", "waiting", "waiting")),
        ({"progress": "transcribing", "planned_at": timezone.now()}, ("done", "working", "waiting")),
        ({"progress": "failed", "failure": "undecodable"}, ("failed", "waiting", "waiting")),
        ({"progress": "failed", "failure": "engine", "planned_at": timezone.now()}, ("done", "failed", "waiting")),
        ({"progress": "cancelled", "planned_at": timezone.now()}, ("done", "stopped", "waiting")),
        ({"progress": "needs_weights", "needs": "large"}, ("waiting", "waiting", "waiting")),
    ],
)
def test_each_step_of_a_run_has_its_own_state(
    run: dict[str, Any], expected: tuple[str, ...], testimony: Testimony
) -> None:
    recording = make_recording(testimony)
    made = run_of(recording, **run)
    found = states(recording, Hands(frozenset(), {made.pk: 1}))
    assert (found["find_speech"], found["recognise"], found["align"]) == expected


def test_every_state_has_a_sentence_and_every_failure_a_retry(testimony: Testimony) -> None:
    assert all(state.sentence.endswith(".") for state in StepState)
    recording = make_recording(testimony, preparation="failed")
    run_of(recording, progress="failed", failure="engine", planned_at=timezone.now())
    failed = [step for step in steps_of(recording, NOBODY) if step.state == StepState.FAILED]
    assert [step.kind for step in failed] == [StepKind.COPY, StepKind.RECOGNISE]
    assert all(step.retry and step.kind in retrying.RETRY for step in failed)


def test_working_is_who_holds_it_and_not_what_a_row_says(testimony: Testimony) -> None:
    recording = make_recording(testimony, preparation="preparing")
    run = run_of(recording, progress="transcribing", planned_at=timezone.now())
    held = chunk(run, 0, heard=False)
    assert (states(recording, Hands.now())["copy"], states(recording, Hands.now())["recognise"]) == ("waiting",) * 2
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status)"
            " VALUES ('keeping', 'testimonies.prepare', %s, '{}', 'doing')",
            [f"prepare-{recording.pk}"],
        )
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
    try:
        other.execute("SELECT pg_advisory_lock(%s)", [(CHUNKS_HELD << 32) + held.pk])
        with jobs.in_hand(f"prepare-{recording.pk}"):
            hands = Hands.now()
        assert hands == Hands(frozenset({recording.pk}), {run.pk: 1})
        assert (states(recording, hands)["copy"], states(recording, hands)["recognise"]) == ("working",) * 2
    finally:
        other.close()


def test_a_copy_that_can_be_heard_does_not_depend_on_its_waveform(testimony: Testimony) -> None:
    recording = make_recording(testimony)
    AccessCopy.objects.filter(recording=recording).update(peaks=None)
    assert recording in Recording.objects.unprepared()
    prepare.draw_waveform(recording=recording)  # there is no file behind it
    assert (states(recording)["copy"], states(recording)["waveform"]) == ("done", "failed")
    assert recording not in Recording.objects.unprepared()
    retrying.retry(recording=recording, step="waveform", by=testimony.owner)
    assert states(recording)["waveform"] == "waiting" and recording in Recording.objects.unprepared()
    assert [event.verb for event in Event.objects.all()] == ["waveform_failed", "waveform_asked_again"]


def test_a_waveform_is_drawn_from_the_copy_alone(north: Any, interviewer: Any) -> None:
    recording = deposited(interviewer, north, SPANISH)
    prepare.prepare(recording=recording)
    copy = AccessCopy.objects.get()
    in_one_pass = copy.peaks
    AccessCopy.objects.update(peaks=None)
    recording.original.unlink()
    prepare.draw_waveform(recording=recording)
    again = AccessCopy.objects.get()
    assert again.sha256 == copy.sha256 and abs(again.peaks["length"] - in_one_pass["length"]) <= 2
    assert states(recording)["waveform"] == "done"


def test_a_copy_that_failed_is_tried_again_alone(testimony: Testimony) -> None:
    recording = make_recording(testimony, preparation="failed")
    make_transcript(recording)
    retrying.retry(recording=recording, step="copy", by=testimony.owner)
    found = states(recording)
    assert (found["copy"], found["recognise"]) == ("waiting", "done")


def test_words_without_times_are_heard_again_and_corrected_ones_are_left(testimony: Testimony) -> None:
    recording = make_recording(testimony)
    transcript = make_transcript(recording)
    run = transcript.run
    assert run is not None
    Run.objects.filter(pk=run.pk).update(planned_at=timezone.now(), done_ms=90_000, total_ms=90_000)
    timed, untimed, looked_after = chunk(run, 0), chunk(run, 1, words=()), chunk(run, 2, words=())
    for start_ms in (0, 30_000, 60_000):
        make_segment(transcript, "a word", start_ms=start_ms)
    transcript.segments.filter(start_ms=60_000).update(review_state="corrected")
    assert states(recording)["align"] == "failed"
    retrying.retry(recording=recording, step="align", by=testimony.owner)
    run.refresh_from_db()
    assert (run.progress, run.done_ms) == ("transcribing", 60_000)
    assert list(Chunk.objects.owed()) == [untimed]
    assert list(transcript.segments.values_list("start_ms", flat=True)) == [0, 60_000]
    assert Chunk.objects.filter(pk__in=(timed.pk, looked_after.pk), heard_at__isnull=False).count() == 2


def test_the_search_index_answers_for_its_own_step(testimony: Testimony) -> None:
    recording = make_recording(testimony)
    retrying.retry(recording=recording, step="index", by=testimony.owner)
    assert states(recording)["index"] == "waiting"
    from search.models import Change

    Change.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert states(recording)["index"] == "failed"


def test_a_step_that_cannot_be_tried_again_says_so(testimony: Testimony) -> None:
    with pytest.raises(StateForbids):
        retrying.retry(recording=make_recording(testimony), step="probe", by=testimony.owner)


def test_speed_is_sound_in_a_second_of_the_last_minutes(testimony: Testimony) -> None:
    run = run_of(make_recording(testimony), progress="transcribing", planned_at=timezone.now())
    now = timezone.now()
    chunk(run, 0, heard_at=now - timedelta(seconds=70), took_ms=10_000)
    chunk(run, 1, heard_at=now - timedelta(seconds=40), took_ms=10_000)
    chunk(run, 2, heard_at=now - timedelta(hours=1), took_ms=10_000)
    pace = Pace.now([run.pk])
    assert pace.by_run[run.pk] == pytest.approx(60 / 80, rel=0.1)
    assert pace.left_s(run.pk, 75_000, in_hand=True) == pytest.approx(100, rel=0.1)
    assert pace.left_s(run.pk, None, in_hand=True) is None
    assert Pace({}, None, {}).left_s(run.pk, 75_000, in_hand=True) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "unknown"),
        (20, "less than a minute"),
        (61, "about 1 minute"),
        (4_000, "about 67 minutes"),
        (9_000, "about 2 hours"),
    ],
)
def test_what_is_left_is_said_no_more_exactly_than_it_is_known(seconds: float | None, said: str) -> None:
    assert about(seconds) == said


def test_what_waits_knows_what_stands_before_it_in_the_queue(testimony: Testimony) -> None:
    from testimonies import tasks

    first = run_of(make_recording(testimony), progress="waiting", total_ms=60_000)
    second = run_of(make_recording(testimony), progress="waiting", total_ms=120_000, priority=-1)
    unknown = run_of(make_recording(testimony), progress="waiting", total_ms=None, priority=-2)
    for run in (unknown, second, first):
        tasks.on_transcription_asked(run=run)
    pace = Pace.now([first.pk, second.pk, unknown.pk])
    assert pace.ahead_ms == {first.pk: 0, second.pk: 60_000, unknown.pk: 180_000}
    assert Pace({}, 2.0, pace.ahead_ms).left_s(second.pk, 120_000, in_hand=False) == 90.0


def test_a_translation_is_a_step_of_its_own(testimony: Testimony) -> None:
    recording = make_recording(testimony)
    make_transcript(recording, ["a word"])
    make_transcript(recording, kind="translation", language="en", progress="failed", failure="engine", finished_at=None)
    found = states(recording)
    assert (found["recognise"], found["translate"]) == ("done", "failed")
    retrying.retry(recording=recording, step="translate", by=testimony.owner)
    assert states(recording)["translate"] == "waiting"
