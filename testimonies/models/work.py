"""All work in hand: a line for every run and every preparation, with what somebody who waits for it wants to know.

However much the archive holds, a page costs the same few queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.models.hand import Hands
from testimonies.models.pace import Pace
from testimonies.models.recording import Preparation, Recording
from testimonies.models.run import Progress, Run
from testimonies.models.steps import Step, StepState, preparation_step, run_step
from testimonies.models.stuck import Signs
from testimonies.models.testimony import Testimony

__all__ = ["Line", "Shown", "lines", "lines_of", "listed"]

LATELY = timedelta(days=7)
RUN, RECORDING = "run", "recording"
FINISHED = (StepState.DONE, StepState.FAILED, StepState.STOPPED)


class Shown(models.TextChoices):
    """Which lines are wanted."""

    IN_HAND = "in_hand", _("Waiting and in hand")
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("In hand")
    FAILED = "failed", _("Failed or stopped")
    DONE = "done", _("Done lately")


@dataclass(frozen=True, slots=True)
class Line:
    """One run, or the preparation of one recording (``run`` is ``None``).

    ``speed`` is seconds of sound in a second, ``left_s`` seconds until it is through, both ``None`` where nobody can
    know; ``since`` is since when it has been in its state; ``stuck`` says in words why nothing moves.
    """

    recording: Recording
    run: Run | None
    step: Step
    speed: float | None
    left_s: float | None
    workers: int
    since: datetime | None
    stuck: str
    may_wish: bool

    @property
    def key(self) -> str:
        return f"{RUN}-{self.run.pk}" if self.run else f"{RECORDING}-{self.recording.pk}"

    @property
    def is_settled(self) -> bool:
        return self.step.state in FINISHED

    @property
    def may_cancel(self) -> bool:
        return self.run is not None and not self.run.is_settled


def listed(listener: Listener, shown: str, hands: Hands) -> models.QuerySet[Any]:
    """``(kind, key)`` of every line of the listener's own work, in the order of the page."""
    runs = Run.objects.visible_to(listener)
    recordings = Recording.objects.filter(testimony__in=Testimony.objects.worked_on_by(listener))
    runs, recordings = _SHOWN[Shown(shown)](runs, recordings, hands)
    ended = shown in (Shown.DONE, Shown.FAILED)
    when = models.F("finished_at" if shown == Shown.DONE else "asked_at")
    begun = models.F("access_copy__made_at" if shown == Shown.DONE else "uploaded_at")
    both = _keyed(runs, RUN, hands.hearing, models.F("priority"), when).union(
        _keyed(recordings, RECORDING, hands.preparing, models.Value(0), begun), all=True
    )
    return both.order_by("-at", "-key") if ended else both.order_by("rank", "-wish", "at", "key")


def lines(page: Sequence[tuple[Any, ...]], listener: Listener, hands: Hands) -> list[Line]:
    """The lines that :func:`listed` named, in the same order."""
    run_ids = [key for kind, key, *_rest in page if kind == RUN]
    recording_ids = [key for kind, key, *_rest in page if kind == RECORDING]
    runs = Run.objects.visible_to(listener).filter(pk__in=run_ids)
    copy = "transcript__recording__access_copy"
    runs = runs.select_related("transcript__recording__testimony", copy).defer(f"{copy}__peaks")
    recordings = Recording.objects.filter(pk__in=recording_ids).select_related("testimony").with_copies()
    found: dict[tuple[str, int], Line] = {}
    for line in lines_of(list(runs), list(recordings), listener, hands):
        found[RUN if line.run else RECORDING, line.run.pk if line.run else line.recording.pk] = line
    return [found[kind, key] for kind, key, *_rest in page if (kind, key) in found]


def lines_of(runs: list[Run], recordings: list[Recording], listener: Listener, hands: Hands) -> list[Line]:
    """A line for each of these runs and for the preparation of each of these recordings."""
    open_runs = [run.pk for run in runs if not run.is_settled]
    pace = Pace.now(open_runs)
    signs = Signs.of(runs, recordings, hands)
    made = []
    for run in runs:
        recording = run.transcript.recording
        step = run_step(run, hands)
        workers = hands.hearing.get(run.pk, 0)
        open_ = not run.is_settled and run.progress != Progress.NEEDS_WEIGHTS
        left_ms = None if run.total_ms is None else max(0, run.total_ms - run.done_ms)
        made.append(
            Line(
                recording=recording,
                run=run,
                step=step,
                speed=pace.by_run.get(run.pk) if workers else None,
                left_s=pace.left_s(run.pk, left_ms, in_hand=bool(workers)) if open_ else None,
                workers=workers,
                since=signs.since_of_run(run, step.state),
                stuck=signs.of_run(run, step.state),
                may_wish=recording.testimony.collection_id in listener.staff_of and not run.is_settled,
            )
        )
    for recording in recordings:
        step = preparation_step(recording, hands)
        made.append(
            Line(
                recording=recording,
                run=None,
                step=step,
                speed=None,
                left_s=None,
                workers=int(recording.pk in hands.preparing),
                since=signs.since_of_preparation(recording, step.state),
                stuck=signs.of_preparation(recording, step.state),
                may_wish=False,
            )
        )
    return made


def _keyed(found: models.QuerySet[Any], kind: str, held: Any, wish: Any, at: Any) -> models.QuerySet[Any]:
    """What both kinds are sorted by together."""
    return (
        found.order_by()
        .annotate(
            kind=models.Value(kind, output_field=models.CharField()),
            key=models.F("pk"),
            rank=models.Case(models.When(pk__in=list(held), then=0), default=1, output_field=models.IntegerField()),
            wish=models.ExpressionWrapper(wish, output_field=models.IntegerField()),
            at=at,
        )
        .values_list("kind", "key", "rank", "wish", "at")
    )


def _in_hand(runs: Any, recordings: Any, hands: Hands) -> tuple[Any, Any]:
    return runs.unsettled(), recordings.unprepared()


def _waiting(runs: Any, recordings: Any, hands: Hands) -> tuple[Any, Any]:
    waiting = runs.unsettled().exclude(pk__in=list(hands.hearing))
    return waiting, recordings.unprepared().exclude(pk__in=list(hands.preparing))


def _working(runs: Any, recordings: Any, hands: Hands) -> tuple[Any, Any]:
    return runs.unsettled().filter(pk__in=list(hands.hearing)), recordings.filter(pk__in=list(hands.preparing))


def _failed(runs: Any, recordings: Any, hands: Hands) -> tuple[Any, Any]:
    undone = models.Q(preparation=Preparation.FAILED) | models.Q(access_copy__undrawable=True)
    return runs.filter(progress__in=(Progress.FAILED, Progress.CANCELLED)), recordings.filter(undone)


def _done_lately(runs: Any, recordings: Any, hands: Hands) -> tuple[Any, Any]:
    since = timezone.now() - LATELY
    ready = recordings.filter(preparation=Preparation.READY, access_copy__made_at__gte=since)
    return runs.filter(progress=Progress.DONE, finished_at__gte=since), ready


_SHOWN: dict[Shown, Callable[[Any, Any, Hands], tuple[Any, Any]]] = {
    Shown.IN_HAND: _in_hand,
    Shown.WAITING: _waiting,
    Shown.WORKING: _working,
    Shown.FAILED: _failed,
    Shown.DONE: _done_lately,
}
