"""What every correction begins and ends with: the transcript in hand, the segments as they were seen, the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import renaming
from testimonies.consent import redaction as rule
from testimonies.exceptions import NotPermitted, Outdated, StateForbids
from testimonies.models import (
    ReviewState,
    Segment,
    SegmentChange,
    State,
    Transcript,
    kept_from,
    listener_for,
    snapshot,
)
from testimonies.models.chunk import words_of
from testimonies.transcript.document import Segment as SpokenSegment

__all__ = ["Seen", "check_open", "corrected", "done_before", "keep", "put", "seen", "take"]

_WRITABLE = [field.name for field in Segment._meta.concrete_fields if field.name not in ("id", "transcript")]

Seen = Sequence[tuple[int, int]]
"""(key, version) of segments, as a person saw them."""


def take(transcript: Transcript) -> Transcript:
    """The transcript, held until the transaction ends: one act comes after the other. Raises :class:`StateForbids`."""
    held = (
        Transcript.objects.select_for_update(of=("self",), no_key=True)
        .select_related("recording__testimony", "run")
        .filter(pk=transcript.pk)
        .first()
    )
    if held is None or held.recording.testimony.state == State.WITHDRAWN:
        raise StateForbids(_("This testimony was taken back. Nothing of it can be changed."))
    if held.run is not None and not held.run.is_settled:
        raise StateForbids(_("The machine still writes here. Wait until it is done, or stop it; then correct."))
    return held


def done_before(held: Transcript, by: Any, stroke: UUID | None) -> SegmentChange | None:
    """The line that this stroke has written already. Raises :class:`NotPermitted` for a stroke of somebody else."""
    done = SegmentChange.objects.filter(stroke=stroke).first() if stroke else None
    if done is not None and (done.transcript_id != held.pk or done.by_id != by.pk):
        raise NotPermitted(_("This was sent before, by somebody else or for another transcript. Load the page anew."))
    return done


def seen(held: Transcript, wanted: Seen) -> list[Segment]:
    """The segments in the order asked, each as it was seen. Raises :class:`Outdated` with those that are not."""
    found = {one.pk: one for one in held.segments.filter(pk__in=[key for key, _version in wanted])}
    for one in found.values():
        one.transcript = held
    if all(key in found and found[key].version == version for key, version in wanted):
        return [found[key] for key, _version in dict(wanted).items()]
    outdated = tuple(found[key] for key, version in wanted if key in found and found[key].version != version)
    if outdated:
        raise Outdated(_("Somebody changed these words in the meantime. Compare the two, and choose."), outdated)
    raise Outdated(_("Somebody merged or removed this segment in the meantime. What you typed is still here."))


def check_open(segments: Iterable[Segment], held: Transcript, by: Any) -> None:
    """Nobody changes words of which a part is kept from themselves: they cannot know what they would write over."""
    spans = kept_from(listener_for(by), [held.recording_id]).get(held.recording_id, ())
    if any(rule.touches(spans, one.start_ms, one.end_ms) for one in segments):
        raise NotPermitted(_("A part of these words is kept from everybody, you too. They cannot be changed here."))


def put(segment: Segment, spoken: SpokenSegment) -> None:
    """Give the noun the times, the text and the words of the frozen form; nothing is saved."""
    segment.start_ms, segment.end_ms, segment.text = spoken.start_ms, spoken.end_ms, spoken.text
    segment.words = words_of(spoken)


def corrected(segment: Segment, by: Any) -> None:
    """From now on these are words of ``by``; nobody has verified them. Nothing is saved."""
    segment.review_state, segment.corrected_by, segment.verified_by = ReviewState.CORRECTED, by, None


def keep(
    verb: str,
    held: Transcript,
    *,
    by: Any,
    stroke: UUID | None,
    before: Sequence[dict[str, Any]],
    changed: Sequence[Segment] = (),
    made: Sequence[Segment] = (),
    gone: Sequence[Segment] = (),
    undoes: SegmentChange | None = None,
    **data: Any,
) -> SegmentChange:
    """Save the segments, each a version later, and write the line of the ledger; whoever copied the words is told.

    ``before`` are snapshots of ``changed`` and ``gone``. ``made`` may have a key: then it comes back under that.
    """
    Segment.objects.filter(pk__in=[one.pk for one in gone]).delete()
    for one in changed:
        one.version += 1
    Segment.objects.bulk_update(changed, _WRITABLE, batch_size=300)
    for one in made:
        one.save(force_insert=True)
    if held.kind == "original":
        texts = {one["id"]: one["text"] for one in before}
        written = [one for one in (*changed, *made) if texts.get(one.pk) != one.text]
        if written:
            whole = " ".join(texts.values())
            renaming.silence(recording=held.recording, segments=written, before=whole, by=by)
    after = [snapshot(one) for one in sorted((*changed, *made), key=lambda one: (one.start_ms, one.pk))]
    change = SegmentChange.write(
        verb, transcript=held, by=by, stroke=stroke, before=before, after=after, undoes=undoes, **data
    )
    signals.testimony_changed.send(Segment, testimony_id=held.recording.testimony_id)
    return change
