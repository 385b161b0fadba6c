"""Making the access copy and the waveform of a recording, as often as it is asked, with the same result.

Two steps: both come out of one pass where all goes well, and a copy that can be heard does not wait for its drawing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from testimonies import signals
from testimonies.actions import silencing
from testimonies.audio import access_copy, decoding, waveform
from testimonies.exceptions import DecodingFailed
from testimonies.models import AccessCopy, Event, Preparation, Recording, Run, State, Testimony

__all__ = ["copy_again", "draw_again", "draw_waveform", "make_access_copy", "prepare"]


def prepare(*, recording: Recording, by: Any = None) -> None:
    """Bring a recording to where it can be heard and is drawn; what is made already stays."""
    make_access_copy(recording=recording, by=by)
    draw_waveform(recording=recording, by=by)


def make_access_copy(*, recording: Recording, by: Any = None) -> None:
    """Make what is heard. Does nothing where it is made already; a failure is kept as a state."""
    if recording.preparation == Preparation.READY and _exists(recording):
        return
    if _is_withdrawn(recording):
        return
    Recording.objects.filter(pk=recording.pk).update(preparation=Preparation.PREPARING)
    file = f"access/{recording.sha256[:2]}/{recording.uuid}.m4a"
    target = Path(settings.MEDIA_ROOT) / file
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = access_copy.make(recording.original, target)
    except (DecodingFailed, FileNotFoundError) as error:
        with transaction.atomic():
            Recording.objects.filter(pk=recording.pk).update(preparation=Preparation.FAILED)
            Event.write("access_copy_failed", by=by, recording=recording, error=type(error).__name__)
            signals.preparation_settled.send(Recording, recording=recording)
        return
    with transaction.atomic():
        if _is_withdrawn(recording, held=True):  # taken back while the copy was being made
            access_copy.burn(target)
            return
        AccessCopy.objects.update_or_create(
            recording=recording,
            defaults={
                "file": file,
                "sha256": made.digest,
                "size_bytes": made.size_bytes,
                "peaks": _peaks(made.peaks),
                "undrawable": False,
                "must_move": False,
            },
        )
        Recording.objects.filter(pk=recording.pk).update(
            preparation=Preparation.READY, duration_ms=made.duration_ms, damaged_after_ms=made.damaged_after_ms
        )
        silencing.settle(recording=Recording.objects.select_for_update().get(pk=recording.pk))
        unplanned = Run.objects.filter(transcript__recording=recording, planned_at__isnull=True, until_ms__isnull=True)
        unplanned.update(total_ms=made.duration_ms)
        Event.write("access_copy_made", by=by, recording=recording, sha256=made.digest)
        signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)
        signals.preparation_settled.send(Recording, recording=recording)


def draw_waveform(*, recording: Recording, by: Any = None) -> None:
    """Draw the waveform of an access copy that has none. A failure is kept as a state; the copy is not touched."""
    copy = AccessCopy.objects.filter(recording=recording, peaks__isnull=True, undrawable=False).first()
    if copy is None:
        return
    try:
        with decoding.stream(copy.path) as sound:
            drawn = waveform.draw(sound, decoding.SAMPLE_RATE_HZ)
    except (DecodingFailed, FileNotFoundError) as error:
        with transaction.atomic():
            AccessCopy.objects.filter(pk=copy.pk).update(undrawable=True)
            Event.write("waveform_failed", by=by, recording=recording, error=type(error).__name__)
        return
    with transaction.atomic():
        AccessCopy.objects.filter(pk=copy.pk).update(peaks=_peaks(drawn))
        Event.write("waveform_drawn", by=by, recording=recording)


@transaction.atomic
def copy_again(*, recording: Recording, by: Any) -> None:
    """Try once more to make an access copy that failed."""
    failed = Recording.objects.filter(pk=recording.pk, preparation=Preparation.FAILED)
    if failed.update(preparation=Preparation.WAITING):
        Event.write("access_copy_asked_again", by=by, recording=recording)
        signals.preparation_asked.send(Recording, recording=recording)


@transaction.atomic
def draw_again(*, recording: Recording, by: Any) -> None:
    """Try once more to draw a waveform that could not be drawn."""
    if AccessCopy.objects.filter(recording=recording, undrawable=True).update(undrawable=False):
        Event.write("waveform_asked_again", by=by, recording=recording)
        signals.preparation_asked.send(Recording, recording=recording)


def _peaks(drawn: waveform.Waveform | None) -> dict[str, Any] | None:
    return None if drawn is None else dict(json.loads(drawn.to_json()))


def _is_withdrawn(recording: Recording, *, held: bool = False) -> bool:
    """Whether its narrator has taken it back; with ``held`` nobody takes it back before the transaction ends."""
    asked = Testimony.objects.filter(pk=recording.testimony_id)
    return bool((asked.select_for_update() if held else asked).values_list("state", flat=True).get() == State.WITHDRAWN)


def _exists(recording: Recording) -> bool:
    copy = AccessCopy.objects.filter(recording=recording).first()
    return copy is not None and copy.path.exists()
