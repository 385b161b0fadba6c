"""Signs of life: since when a piece of work has been where it is, and whether it is stuck there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.models.chunk import Chunk
from testimonies.models.event import Event
from testimonies.models.hand import Hands
from testimonies.models.recording import Recording
from testimonies.models.run import Progress, Run, RunTask
from testimonies.models.steps import StepState

__all__ = ["STUCK_AFTER", "Signs"]

STUCK_AFTER = timedelta(minutes=15)
"""A chunk is half a minute of sound: nothing heard for so long is no slowness any more."""
STUMBLED_WITHIN_S = 3_600
ENDINGS = ("transcription_failed", "transcription_cancelled", "access_copy_failed", "waveform_failed")


@dataclass(frozen=True, slots=True)
class Signs:
    """``heard`` is when each run's latest chunk was, ``ended`` when it failed or was stopped, by key of the run;
    ``unprepared`` the same of recordings; ``stumbled`` holds the names of jobs that ended in an error lately."""

    hands: Hands
    heard: Mapping[int, datetime]
    ended: Mapping[int, datetime]
    unprepared: Mapping[int, datetime]
    stumbled: frozenset[str]

    @classmethod
    def of(cls, runs: list[Run], recordings: list[Recording], hands: Hands) -> Self:
        """Three queries at most."""
        at_work = [run.pk for run in runs if run.planned_at and not run.is_settled]
        heard = Chunk.objects.filter(run__in=at_work, heard_at__isnull=False).order_by().values_list("run")
        ended, unprepared = _endings([run for run in runs if run.is_settled], recordings)
        return cls(
            hands,
            dict(heard.annotate(Max("heard_at"))) if at_work else {},
            ended,
            unprepared,
            _stumbled([f"hear-{run.pk}-" for run in runs], [f"prepare-{one.pk}" for one in recordings]),
        )

    def since_of_run(self, run: Run, state: StepState) -> datetime | None:
        """Since when a run is in its state."""
        if state == StepState.DONE:
            return run.finished_at
        if state in (StepState.FAILED, StepState.STOPPED):
            return self.ended.get(run.pk)
        return run.begun_at or run.asked_at

    def since_of_preparation(self, recording: Recording, state: StepState) -> datetime | None:
        """Since when a preparation is in its state."""
        if state == StepState.DONE:
            return recording.access_copy.made_at
        return self.unprepared.get(recording.pk) if state == StepState.FAILED else recording.uploaded_at

    def of_run(self, run: Run, state: StepState) -> str:
        """Why a run is stuck, in words; nothing where it is not."""
        if state not in (StepState.WAITING, StepState.WORKING) or run.progress == Progress.NEEDS_WEIGHTS:
            return ""
        if run.task == RunTask.TRANSLATE and run.begun_at is None:
            return ""  # it waits for the words of its original, however long they take
        last = max(sign for sign in (self.heard.get(run.pk), run.begun_at, run.asked_at) if sign is not None)
        return self._stuck(last, held=state == StepState.WORKING, busy=bool(self.hands.hearing), job=f"hear-{run.pk}-")

    def of_preparation(self, recording: Recording, state: StepState) -> str:
        """Why a preparation is stuck, in words; nothing where it is not."""
        if state not in (StepState.WAITING, StepState.WORKING):
            return ""
        return self._stuck(
            recording.uploaded_at,
            held=state == StepState.WORKING,
            busy=bool(self.hands.preparing),
            job=f"prepare-{recording.pk}",
        )

    def _stuck(self, last: datetime, *, held: bool, busy: bool, job: str) -> str:
        if not held and job in self.stumbled:
            return _("Stuck: a worker stopped on it with an error. It is tried again every few minutes.")
        if timezone.now() - last < STUCK_AFTER:
            return ""
        if held:
            return _("Stuck: a worker has had it in hand for long, and nothing comes. Stop it and try it again.")
        if not busy:
            return _("Stuck: nobody takes it, although nothing else is in hand. Is a worker for it running?")
        return ""


def _endings(runs: list[Run], recordings: list[Recording]) -> tuple[dict[int, datetime], dict[int, datetime]]:
    of = [run.transcript.recording_id for run in runs] + [one.pk for one in recordings]
    if not of:
        return {}, {}
    events = Event.objects.filter(recording__in=of, verb__in=ENDINGS).order_by("pk")
    ended, unprepared = {}, {}
    for recording_id, run_id, at in events.values_list("recording_id", "data__run", "at"):
        if run_id is None:
            unprepared[recording_id] = at
        else:
            ended[run_id] = at
    return ended, unprepared


def _stumbled(hearing: list[str], preparing: list[str]) -> frozenset[str]:
    """Those names under which a job failed lately. Few jobs fail, and those that succeeded are gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT regexp_replace(job.lock, '^(hear-[0-9]+-)[0-9]+$', '\\1') FROM procrastinate_jobs job
            WHERE job.status = 'failed' AND job.lock IS NOT NULL AND EXISTS (
                SELECT 1 FROM procrastinate_events event
                WHERE event.job_id = job.id AND event.at > now() - make_interval(secs => %s))
            """,
            [STUMBLED_WITHIN_S],
        )
        return frozenset(row[0] for row in cursor.fetchall()) & {*hearing, *preparing}
