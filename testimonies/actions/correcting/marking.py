"""Marking a span for redaction from the desk: the redaction itself, and its line in the ledger of the transcript."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from testimonies.actions import redacting
from testimonies.actions.correcting import holding
from testimonies.models import Done, Redaction, SegmentChange, Transcript

__all__ = ["lift_again", "mark", "mark_again"]


@transaction.atomic
def mark(
    *,
    transcript: Transcript,
    start_ms: int,
    end_ms: int,
    reason: str,
    open_to: str,
    by: Any,
    note: str = "",
    stroke: UUID | None = None,
) -> SegmentChange:
    """Redact a span of the recording (:func:`testimonies.actions.redacting.redact`, whose refusals it raises)."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    made = redacting.redact(
        recording=held.recording, start_ms=start_ms, end_ms=end_ms, open_to=open_to, reason=reason, note=note, by=by
    )
    return _noted(held, made, by=by, stroke=stroke)


def lift_again(held: Transcript, change: SegmentChange, *, by: Any, stroke: UUID | None) -> SegmentChange:
    """Undo a mark: lift the redaction, where ``by`` may."""
    redaction = Redaction.objects.get(pk=change.data["redaction"])
    redacting.lift(redaction=redaction, by=by)
    return SegmentChange.write(
        Done.UNDONE,
        transcript=held,
        by=by,
        stroke=stroke,
        undoes=change,
        concerns=change.concerns,
        redaction=redaction.pk,
    )


def mark_again(held: Transcript, change: SegmentChange, *, by: Any, stroke: UUID | None) -> SegmentChange:
    """Do again what was undone: the same span anew."""
    lifted = Redaction.objects.get(pk=change.data["redaction"])
    made = redacting.redact(
        recording=held.recording,
        start_ms=lifted.start_ms,
        end_ms=lifted.end_ms,
        open_to=lifted.open_to,
        reason=lifted.reason,
        note=lifted.note,
        margin_ms=lifted.margin_ms,
        by=by,
    )
    return _noted(held, made, by=by, stroke=stroke, verb=Done.REDONE, undoes=change)


def _noted(
    held: Transcript,
    made: Redaction,
    *,
    by: Any,
    stroke: UUID | None,
    verb: str = Done.REDACTED,
    undoes: SegmentChange | None = None,
) -> SegmentChange:
    under = held.segments.filter(start_ms__lt=made.end_ms, end_ms__gt=made.start_ms).values_list("pk", flat=True)
    return SegmentChange.write(
        verb, transcript=held, by=by, stroke=stroke, concerns=under, undoes=undoes, redaction=made.pk
    )
