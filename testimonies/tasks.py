"""The jobs, on procrastinate: each calls one verb with one identifier.

A job may run twice and must then do no harm: every verb here looks first at what is done already. A job whose worker
was killed is taken up again by :func:`mend`, and so is one whose announcement was lost.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from testimonies import jobs, signals
from testimonies.actions import making_small, paper_forms, silencing, uploading
from testimonies.actions import prepare as preparing
from testimonies.actions import transcribe as transcribing
from testimonies.models import Recording, Run, SmallCopy
from testimonies.transcription import turn
from testimonies.upload import receiving
from testimonies.watching import ending_after

log = logging.getLogger(__name__)

KEEPING, TRANSCRIPTION = "keeping", "transcription"
WORKER_SILENT_S = 20
"""A worker that sent no heartbeat for so long is dead; its jobs go to another."""
A_TURN_S = 60
"""A worker turns to the most urgent run after so long; the chunk in hand is finished first."""
LONGEST_STEP_S = 1_800
"""More than the slowest engine needs for the longest chunk, and a decoder for a day of sound."""
A_PLACE_MS = 30_000
"""Speech for which one more place is worth its while: a piece, with real weights."""
MOST_PLACES = 16
ABANDONED_AFTER_S = 24 * 3600
SCANS_ABANDONED_AFTER_S = 3600
URGENT, LEISURELY = 50, -50
AT_A_TIME = 100
"""Of the small copies that an older archive owes, so many are announced at once."""
TRIED_AGAIN_AFTER_S = 300
"""So long after a job failed with an error that is no state of its own (a full disk), it is announced anew."""
AGAIN_WHEN_THE_DATABASE_IS_BACK = RetryStrategy(
    max_attempts=20, wait=5, retry_exceptions=[OperationalError, InterfaceError]
)


@app.task(queue=KEEPING, name="testimonies.prepare", retry=AGAIN_WHEN_THE_DATABASE_IS_BACK)
def prepare(recording_id: int) -> None:
    """Make the access copy and waveform of a recording."""
    with jobs.in_hand(f"prepare-{recording_id}"):
        preparing.prepare(recording=Recording.objects.get(pk=recording_id))


@app.task(queue=KEEPING, name="testimonies.silence", retry=AGAIN_WHEN_THE_DATABASE_IS_BACK)
def silence(recording_id: int) -> None:
    """Make and check the silenced copies of a recording."""
    with jobs.in_hand(f"silence-{recording_id}"):
        silencing.make(recording=Recording.objects.get(pk=recording_id))


@app.task(queue=KEEPING, name="testimonies.make_small", retry=AGAIN_WHEN_THE_DATABASE_IS_BACK)
def make_small(recording_id: int) -> None:
    """Make the small copies of a recording, for slow lines."""
    with jobs.in_hand(f"small-{recording_id}"):
        making_small.make(recording=Recording.objects.get(pk=recording_id))


@app.task(queue=TRANSCRIPTION, name="testimonies.hear", retry=AGAIN_WHEN_THE_DATABASE_IS_BACK)
def hear(run_id: int, place: int) -> None:
    """Work on a run for a while beside others, then stand in the queue again: nobody waits behind a long recording.

    A worker whose engine does not come back ends itself, and with its connection lets go of the chunk.
    """
    with jobs.in_hand(_hearing(run_id, place)), ending_after(A_TURN_S + LONGEST_STEP_S):
        run = Run.objects.select_related("transcript__recording").get(pk=run_id)
        if transcribing.hear(run=run, for_s=A_TURN_S):
            _defer_hear(run, place)


@receiver(signals.recording_taken_in)
def on_recording_taken_in(recording: Recording, **kwargs: Any) -> None:
    _defer_prepare(recording.pk)
    for run in Run.objects.unsettled().filter(transcript__recording=recording):
        _announce(run)


@receiver(signals.preparation_asked)
def on_preparation_asked(recording: Recording, **kwargs: Any) -> None:
    _defer_prepare(recording.pk)


@receiver(signals.silence_asked)
def on_silence_asked(recording: Recording, **kwargs: Any) -> None:
    _defer_silence(recording.pk)


@receiver(signals.small_copy_asked)
def on_small_copy_asked(recording: Recording, **kwargs: Any) -> None:
    _defer_small(recording.pk)


@receiver(signals.transcription_asked)
def on_transcription_asked(run: Run, delay_s: int = 0, **kwargs: Any) -> None:
    _announce(run, delay_s)


def _announce(run: Run, delay_s: int = 0) -> None:
    """One job finds speech and begins; once there are chunks, more of them give other workers a place."""
    left_ms = (run.total_ms or 0) - run.done_ms if run.planned_at else 0
    for place in range(max(1, min(MOST_PLACES, left_ms // A_PLACE_MS))):
        _defer_hear(run, place, delay_s)


def _defer_prepare(recording_id: int) -> None:
    _defer(prepare, f"prepare-{recording_id}", recording_id=recording_id)


def _defer_silence(recording_id: int) -> None:
    """Before all else: until it is done nobody outside the staff hears the recording."""
    _defer(silence, f"silence-{recording_id}", priority=URGENT, recording_id=recording_id)


def _defer_small(recording_id: int) -> None:
    """After all else: whoever waits for it hears the ordinary copy."""
    _defer(make_small, f"small-{recording_id}", priority=LEISURELY, recording_id=recording_id)


def _defer_hear(run: Run, place: int, delay_s: int = 0) -> None:
    left_ms = None if run.total_ms is None else max(0, run.total_ms - run.done_ms)
    waited_s = (timezone.now() - run.asked_at).total_seconds()
    its_turn = turn.priority(left_ms=left_ms, waited_s=waited_s, wish=run.priority)
    _defer(hear, _hearing(run.pk, place), delay_s, its_turn, run_id=run.pk, place=place)


def _hearing(run_id: int, place: int) -> str:
    return f"hear-{run_id}-{place}"


def _defer(task: Any, lock: str, delay_s: int = 0, priority: int = 0, **arguments: int) -> None:
    """Announce a job in the caller's transaction; one that waits already is enough, with its priority as it is now."""
    options: dict[str, Any] = {"lock": lock, "queueing_lock": lock, "priority": priority}
    if delay_s:
        options["schedule_in"] = {"seconds": delay_s}
    try:
        with transaction.atomic():
            task.configure(**options).defer(**arguments)
    except AlreadyEnqueued:
        jobs.prefer(lock, priority)


@app.periodic(cron="* * * * * */10")
@app.task(queue=KEEPING, name="testimonies.mend", queueing_lock="mend", priority=100, pass_context=True)
async def mend(context: JobContext, timestamp: int) -> None:
    """Every ten seconds: give the jobs that nobody has in hand to others, and announce what is owed but nowhere."""
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=WORKER_SILENT_S)
    forgotten = await asyncio.to_thread(_forgotten, WORKER_SILENT_S)
    for job_id in {job.id for job in stalled if job.id} | forgotten:
        log.warning("job %s is taken up again", job_id)
        try:
            await manager.retry_job_by_id_async(job_id, retry_at=datetime.now(UTC))
        except UniqueViolation:  # it waits under its name already: this one must not stand in its way
            await manager.finish_job_by_id_async(job_id, Status.FAILED, delete_job=True)
    await asyncio.to_thread(_announce_what_is_owed)


def _forgotten(begun_before_s: float) -> set[int]:
    """:func:`jobs.in_nobodys_hand`, on a thread that keeps no connection: one broken once would stay so."""
    try:
        return jobs.in_nobodys_hand(begun_before_s)
    finally:
        connection.close()


def _announce_what_is_owed() -> None:
    """Recordings and transcripts that wait, and have no job that waits or runs (a restored database, a lost job)."""
    try:
        announced = jobs.announced(failed_within_s=TRIED_AGAIN_AFTER_S)
        for pk in Recording.objects.unprepared().values_list("pk", flat=True):
            if f"prepare-{pk}" not in announced:
                _defer_prepare(pk)
        for pk in Recording.objects.unsilenced().values_list("pk", flat=True):
            if f"silence-{pk}" not in announced:
                _defer_silence(pk)
        for pk in SmallCopy.owing().order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]:
            if f"small-{pk}" not in announced:
                _defer_small(pk)
        for run in Run.objects.ready().select_related("transcript"):
            if _hearing(run.pk, 0) not in announced:
                _announce(run)
        transcribing.sweep()
        receiving.sweep(Path(settings.MEDIA_ROOT), older_than_s=ABANDONED_AFTER_S)
        uploading.sweep(older_than_s=ABANDONED_AFTER_S)
    finally:
        connection.close()


@app.periodic(cron="17 * * * *")
@app.task(queue=KEEPING, name="testimonies.sweep_scans", queueing_lock="sweep-scans")
def sweep_scans(timestamp: int) -> None:
    """Every hour: scans of signed forms that no form holds, because their sitting was refused, do not stay."""
    try:
        paper_forms.sweep(older_than_s=SCANS_ABANDONED_AFTER_S)
    finally:
        connection.close()
