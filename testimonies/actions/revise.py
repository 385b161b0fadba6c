"""What people do about words that a machine wrote and doubts itself: say that they are right, or that nobody said them.

Nothing is lost: the run that wrote the words keeps them in its chunks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions.correcting.reviewing_words import check_may_verify
from testimonies.exceptions import StateForbids
from testimonies.models import Done, Event, ReviewState, Segment, SegmentChange, Transcript, snapshot

__all__ = ["confirm", "strike"]


@transaction.atomic
def confirm(*, segment: Segment, by: Any) -> None:
    """Somebody listened, and the words are right: they are shown from now on.

    Raises :class:`~testimonies.exceptions.NotPermitted` for whoever wrote any of them.
    """
    held = _held(segment)
    if held.review_state != ReviewState.MACHINE:
        return
    check_may_verify(held, by)
    before = snapshot(held)
    held.review_state, held.verified_by = ReviewState.VERIFIED, by if getattr(by, "pk", None) else None
    held.version += 1
    held.save(update_fields=["review_state", "verified_by", "version"])
    SegmentChange.write(Done.REVIEWED, transcript=held.transcript, by=by, before=[before], after=[snapshot(held)])
    Event.write("words_confirmed", by=by, recording=held.transcript.recording, **_place(held))
    _tell(held)


@transaction.atomic
def strike(*, segment: Segment, by: Any) -> None:
    """Somebody listened, and nobody said this: the segment goes, with what a machine made of it in translation.

    Raises :class:`StateForbids` for words that a person has looked after.
    """
    held = _held(segment)
    if held.review_state != ReviewState.MACHINE:
        raise StateForbids(_("A person has looked after these words. Correct them instead of striking them out."))
    Event.write("words_struck", by=by, recording=held.transcript.recording, **_place(held))
    _tell(held)
    if held.transcript.kind == "original":
        made_of_it = Segment.objects.filter(
            transcript__recording=held.transcript.recording_id,
            transcript__kind="translation",
            review_state=ReviewState.MACHINE,
            start_ms__lte=held.end_ms,
            end_ms__gte=held.start_ms,
        ).order_by("transcript_id", "start_ms")
        _strike([one for one in made_of_it if _mostly_within(one, held)], by)
    _strike([held], by)


def _strike(segments: Sequence[Segment], by: Any) -> None:
    for transcript, some in groupby(segments, key=lambda one: one.transcript):
        gone = list(some)
        SegmentChange.write(Done.STRUCK, transcript=transcript, by=by, before=[snapshot(one) for one in gone])
        Segment.objects.filter(pk__in=[one.pk for one in gone]).delete()


def _held(segment: Segment) -> Segment:
    """The segment as it is now, and its transcript, held: acts on one transcript come one after the other."""
    Transcript.objects.select_for_update(of=("self",), no_key=True).get(pk=segment.transcript_id)
    return Segment.objects.select_for_update(of=("self",)).select_related("transcript__recording").get(pk=segment.pk)


def _mostly_within(one: Segment, other: Segment) -> bool:
    shared_ms = min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
    return 2 * shared_ms >= one.end_ms - one.start_ms


def _place(segment: Segment) -> dict[str, int]:
    return {"segment": segment.pk, "start_ms": segment.start_ms, "end_ms": segment.end_ms}


def _tell(segment: Segment) -> None:
    signals.testimony_changed.send(Segment, testimony_id=segment.transcript.recording.testimony_id)
