"""Where a segment begins and ends: splitting, merging, moving its times."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.correcting import holding
from testimonies.exceptions import FaultyWords, Outdated
from testimonies.models import Done, Event, ReviewState, Segment, SegmentChange, Transcript, snapshot
from testimonies.transcript import retiming, typed

__all__ = ["merge", "set_times", "split"]

LONGEST_MS = 120_000
"""Beyond that nobody finds a place in a segment any more."""


@transaction.atomic
def split(
    *, transcript: Transcript, segment: int, version: int, at: int, by: Any, stroke: UUID | None = None
) -> SegmentChange:
    """Cut a segment in two, between the words nearest to the ``at``-th character of its text. The first part keeps the
    key. How far the words are checked does not change."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    (found,) = holding.seen(held, [(segment, version)])
    holding.check_open([found], held, by)
    parts = retiming.cut(found.as_spoken(), at)
    if parts is None:
        raise FaultyWords(_("Put the caret between two words: both parts must hold some."))
    times = [(one.start_ms, one.end_ms) for one in parts]
    others = held.segments.exclude(pk=found.pk).filter(start_ms__gte=found.start_ms, end_ms__lte=found.end_ms)
    if times[0] == times[1] or any((one.start_ms, one.end_ms) in times for one in others):
        raise FaultyWords(_("There is no time to split here: move the times of the segment first."))
    before = snapshot(found)
    second = _copy(found)
    holding.put(found, parts[0])
    holding.put(second, parts[1])
    change = holding.keep(Done.SPLIT, held, by=by, stroke=stroke, before=[before], changed=[found], made=[second])
    Event.write("words_split", by=by, recording=held.recording, segment=segment, made=second.pk, change=change.pk)
    return change


@transaction.atomic
def merge(
    *,
    transcript: Transcript,
    segment: int,
    version: int,
    next_version: int,
    by: Any,
    stroke: UUID | None = None,
) -> SegmentChange:
    """Put a segment and the one that follows it together, under the key of the first. What is the less checked of the
    two says how far both are."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    (first,) = holding.seen(held, [(segment, version)])
    second = _following(held, first)
    if second is None:
        raise FaultyWords(_("Nothing follows this segment that it could be merged with."))
    if second.version != next_version:
        raise Outdated(_("Somebody changed the following segment in the meantime. Look at it, then merge."), (second,))
    holding.check_open([first, second], held, by)
    if len(first.text) + len(second.text) >= typed.LONGEST or second.end_ms - first.start_ms > LONGEST_MS:
        raise FaultyWords(_("Together they would be too long. Readers find a place only in short segments."))
    before = [snapshot(first), snapshot(second)]
    spoken = retiming.joined(first.as_spoken(), second.as_spoken())
    doubts = list(dict.fromkeys((*first.doubts, *second.doubts)))
    least = min(first, second, key=lambda one: ReviewState.values.index(one.review_state))
    holding.put(first, spoken)
    first.speaker, first.language, first.doubts = spoken.speaker, spoken.language, doubts
    first.review_state = least.review_state
    first.corrected_by = first.corrected_by or second.corrected_by
    first.verified_by = least.verified_by
    change = holding.keep(Done.MERGED, held, by=by, stroke=stroke, before=before, changed=[first], gone=[second])
    Event.write("words_merged", by=by, recording=held.recording, segment=segment, change=change.pk)
    return change


@transaction.atomic
def set_times(
    *,
    transcript: Transcript,
    segment: int,
    version: int,
    start_ms: int,
    end_ms: int,
    by: Any,
    stroke: UUID | None = None,
) -> SegmentChange | None:
    """Let a segment begin and end elsewhere: within the recording, and not over its neighbours."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    (found,) = holding.seen(held, [(segment, version)])
    if (start_ms, end_ms) == (found.start_ms, found.end_ms):
        return None
    _check_times(held, found, start_ms, end_ms)
    holding.check_open([found], held, by)
    before = snapshot(found)
    holding.put(found, retiming.within(found.as_spoken(), start_ms, end_ms))
    change = holding.keep(Done.TIMED, held, by=by, stroke=stroke, before=[before], changed=[found])
    Event.write("words_timed", by=by, recording=held.recording, segment=segment, change=change.pk)
    return change


def _copy(segment: Segment) -> Segment:
    """A segment without a key that is in all else what this one is."""
    kept = {field.attname: getattr(segment, field.attname) for field in Segment._meta.concrete_fields}
    return Segment(**{**kept, "id": None, "version": 1, "doubts": list(segment.doubts)})


def _following(held: Transcript, first: Segment) -> Segment | None:
    keys = list(held.segments.order_by("start_ms", "pk").values_list("pk", flat=True))
    place = keys.index(first.pk) + 1
    return held.segments.get(pk=keys[place]) if place < len(keys) else None


def _check_times(held: Transcript, found: Segment, start_ms: int, end_ms: int) -> None:
    if end_ms <= start_ms:
        raise FaultyWords(_("A segment must end after it begins."))
    duration_ms = held.recording.duration_ms
    if start_ms < 0 or (duration_ms is not None and end_ms > max(duration_ms, found.end_ms)):
        raise FaultyWords(_("A segment cannot begin before the recording or end after it."))
    others = held.segments.exclude(pk=found.pk)
    before = others.filter(start_ms__lt=found.start_ms).order_by("-end_ms").first()
    after = others.filter(start_ms__gte=found.end_ms).order_by("start_ms").first()
    if before is not None and start_ms < min(before.end_ms, found.start_ms):
        raise FaultyWords(_("It would begin before the segment in front of it has ended. Move that one first."))
    if after is not None and end_ms > after.start_ms:
        raise FaultyWords(_("It would end after the following segment has begun. Move that one first."))
