"""A transcript as it stood at a moment: what stands now, with every act since turned round."""

from __future__ import annotations

from datetime import datetime

from testimonies.consent.audiences import Listener
from testimonies.models.segment_change import SegmentChange, segment_of, snapshot
from testimonies.models.shown import Reader
from testimonies.models.transcript import Segment, Transcript

__all__ = ["as_stood"]


def as_stood(transcript: Transcript, listener: Listener, moment: datetime) -> list[Segment]:
    """The segments at ``moment``, in order; what is kept from ``listener`` today is blanked in them, as in any text.

    Whoever asks has seen to it that ``listener`` works on the testimony (:meth:`SegmentChangeQuerySet.visible_to`
    shows nobody else a line). Words of a machine count as there from the beginning.
    """
    stood = {one.pk: snapshot(one) for one in transcript.segments.all()}
    since = SegmentChange.objects.visible_to(listener).filter(transcript=transcript, at__gt=moment)
    for change in since.order_by("-pk").iterator():
        for one in change.after:
            stood.pop(one["id"], None)
        stood |= {one["id"]: one for one in change.before}
    segments = sorted(
        (segment_of(one, transcript) for one in stood.values()), key=lambda one: (one.start_ms, one.end_ms, one.pk)
    )
    recording = transcript.recording
    reader = Reader.of(listener, [recording.pk], [recording.testimony_id])
    for segment in segments:
        reader.conceal(segment, recording.pk, recording.testimony_id)
    return segments
