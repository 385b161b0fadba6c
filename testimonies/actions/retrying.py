"""Trying a single step again, and no other: what the steps before and after it have done stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import asking, making_small, prepare, silencing
from testimonies.exceptions import StateForbids
from testimonies.models import Event, Progress, Recording, ReviewState, Run
from testimonies.models.steps import StepKind, without_times

__all__ = ["RETRY", "index_again", "place_again", "retry"]


def retry(*, recording: Recording, step: str, by: Any) -> None:
    """Try one step again. Raises :class:`StateForbids` for one that cannot be tried by itself."""
    verb = RETRY.get(step)
    if verb is None:
        raise StateForbids(_("This step cannot be tried again by itself."))
    verb(recording, by)


@transaction.atomic
def place_again(*, run: Run, by: Any) -> None:
    """Hear those chunks again whose words stand nowhere in time. A chunk that people have worked on is left alone."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.is_settled:
        return
    chunks = [chunk for chunk in without_times(locked) if not _looked_after(locked, chunk)]
    if not chunks:
        return
    for chunk in chunks:
        if locked.is_own:
            within = {"start_ms__gte": chunk.start_ms, "start_ms__lt": chunk.end_ms}
            locked.transcript.segments.filter(run=locked, **within).delete()
    again = locked.chunks.filter(pk__in=[chunk.pk for chunk in chunks])
    again_ms = again.aggregate(ms=Sum(F("end_ms") - F("start_ms")))["ms"]
    again.update(heard_at=None, took_ms=None, segments=[])
    locked.done_ms = max(0, locked.done_ms - again_ms)
    locked.progress, locked.failure, locked.finished_at = Progress.TRANSCRIBING, "", None
    locked.save(update_fields=["done_ms", "progress", "failure", "finished_at"])
    recording = locked.transcript.recording
    Event.write("placing_asked_again", by=by, recording=recording, run=locked.pk, chunks=len(chunks))
    signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)
    signals.transcription_asked.send(Run, run=locked, delay_s=0)


@transaction.atomic
def index_again(*, recording: Recording, by: Any) -> None:
    """Tell whoever listens that the testimony changed, as if it had: an index takes it in anew."""
    Event.write("indexing_asked_again", by=by, recording=recording)
    signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)


def _looked_after(run: Run, chunk: Any) -> bool:
    touched = run.transcript.segments.exclude(review_state=ReviewState.MACHINE)
    return bool(touched.filter(start_ms__gte=chunk.start_ms, start_ms__lt=chunk.end_ms).exists())


def _own_again(recording: Recording, by: Any) -> None:
    if recording.transcript is not None and recording.transcript.run is not None:
        asking.again(run=recording.transcript.run, by=by)


def _place_own_again(recording: Recording, by: Any) -> None:
    if recording.transcript is not None and recording.transcript.run is not None:
        place_again(run=recording.transcript.run, by=by)


def _translate_again(recording: Recording, by: Any) -> None:
    newest = Run.objects.filter(transcript__recording=recording, transcript__kind="translation").order_by("-pk").first()
    if newest is not None:
        asking.again(run=newest, by=by)


RETRY: Mapping[str, Callable[[Recording, Any], None]] = {
    StepKind.COPY: lambda recording, by: prepare.copy_again(recording=recording, by=by),
    StepKind.WAVEFORM: lambda recording, by: prepare.draw_again(recording=recording, by=by),
    StepKind.SILENCE: lambda recording, by: silencing.again(recording=recording, by=by),
    StepKind.SMALL: lambda recording, by: making_small.again(recording=recording, by=by),
    StepKind.FIND_SPEECH: _own_again,
    StepKind.RECOGNISE: _own_again,
    StepKind.ALIGN: _place_own_again,
    StepKind.TRANSLATE: _translate_again,
    StepKind.INDEX: lambda recording, by: index_again(recording=recording, by=by),
}
"""What each step is tried again by. A file that could not be looked at was not taken in: its upload waits instead."""
