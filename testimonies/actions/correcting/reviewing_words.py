"""How far the words of a segment are checked: corrected by one person, verified by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.correcting import holding
from testimonies.exceptions import FaultyWords, NotPermitted, StateForbids
from testimonies.models import Done, Event, ReviewState, Segment, SegmentChange, Transcript, snapshot, writers_of

__all__ = ["check_may_verify", "set_state"]


@transaction.atomic
def set_state(
    *, transcript: Transcript, segment: int, version: int, state: str, by: Any, stroke: UUID | None = None
) -> SegmentChange | None:
    """Say that the words stand as they are: ``corrected`` (somebody went through them) or ``verified``.

    ``None`` where they are so already. Raises :class:`NotPermitted` for whoever would verify their own words, and
    :class:`StateForbids` for making a machine's again what a person looked after: that is undone.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    if state not in ReviewState.values:
        raise FaultyWords(_("Say “corrected” or “verified”."))
    (found,) = holding.seen(held, [(segment, version)])
    if found.review_state == state:
        return None
    if state == ReviewState.MACHINE:
        raise StateForbids(_("A person has looked after these words. Undo that instead."))
    before = snapshot(found)
    if state == ReviewState.VERIFIED:
        check_may_verify(found, by)
        found.review_state, found.verified_by = ReviewState.VERIFIED, by
    else:
        found.review_state, found.verified_by = ReviewState.CORRECTED, None
        found.corrected_by = found.corrected_by or by
    change = holding.keep(Done.REVIEWED, held, by=by, stroke=stroke, before=[before], changed=[found])
    Event.write("words_reviewed", by=by, recording=held.recording, segment=segment, state=state, change=change.pk)
    return change


def check_may_verify(segment: Segment, by: Any) -> None:
    """Nobody verifies what they wrote themselves, alone or with others. Raises :class:`NotPermitted`."""
    pk = getattr(by, "pk", None)
    if pk is not None and (segment.corrected_by_id == pk or pk in writers_of(segment)):
        raise NotPermitted(_("You corrected these words yourself. Another person verifies them."))
