"""Making the access copy and the waveform of a recording, as often as it is asked, with the same result."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction

from testimonies import signals
from testimonies.audio import access_copy
from testimonies.exceptions import DecodingFailed
from testimonies.models import AccessCopy, Event, Preparation, Recording, Run

__all__ = ["make_access_copy"]


def make_access_copy(*, recording: Recording, by: object = None) -> None:
    """Make what is heard and drawn. Does nothing where it is made already; a failure is kept as a state."""
    if recording.preparation == Preparation.READY and _exists(recording):
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
        return
    with transaction.atomic():
        AccessCopy.objects.update_or_create(
            recording=recording,
            defaults={
                "file": file,
                "sha256": made.digest,
                "size_bytes": made.size_bytes,
                "peaks": json.loads(made.peaks.to_json()),
            },
        )
        Recording.objects.filter(pk=recording.pk).update(
            preparation=Preparation.READY, duration_ms=made.duration_ms, damaged_after_ms=made.damaged_after_ms
        )
        unplanned = Run.objects.filter(transcript__recording=recording, planned_at__isnull=True, until_ms__isnull=True)
        unplanned.update(total_ms=made.duration_ms)
        Event.write("access_copy_made", by=by, recording=recording, sha256=made.digest)
        signals.testimony_changed.send(Recording, testimony_id=recording.testimony_id)


def _exists(recording: Recording) -> bool:
    copy = AccessCopy.objects.filter(recording=recording).first()
    return copy is not None and copy.path.exists()
