"""Taking an act back and doing it again, each person their own; and bringing an earlier version of a segment back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions import passages
from testimonies.actions.correcting import holding, marking
from testimonies.exceptions import FaultyWords, Outdated, StateForbids
from testimonies.models import Done, Event, Segment, SegmentChange, Transcript, segment_of, snapshot
from testimonies.transcript import retiming

__all__ = ["redo", "restore", "undo"]

LOOKED_BACK = 500
"""So many of one's own acts can be undone."""


@transaction.atomic
def undo(*, transcript: Transcript, by: Any, of: UUID | None = None, stroke: UUID | None = None) -> SegmentChange:
    """Take back one's own act ``of`` that stroke; without it the last that was not taken back yet.

    Raises :class:`StateForbids` where there is none, :class:`Outdated` where somebody changed the same words since.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    undoable, _redoable = _acts(held, by)
    acts = [one for one in undoable if of is None or one.stroke == of]
    if not acts and of is not None:
        root = SegmentChange.objects.filter(transcript=held, by=by, stroke=of).first()
        acts = [one for one in undoable if root is not None and _root(one) == root.pk]
    if not acts:
        raise StateForbids(_("There is nothing of yours to undo here."))
    change = _reversed(held, acts[-1], Done.UNDONE, by, stroke)
    Event.write("change_undone", by=by, recording=held.recording, of=acts[-1].pk, change=change.pk)
    return change


@transaction.atomic
def redo(*, transcript: Transcript, by: Any, stroke: UUID | None = None) -> SegmentChange:
    """Do again what oneself undid last. Raises as :func:`undo`."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    _undoable, redoable = _acts(held, by)
    if not redoable:
        raise StateForbids(_("There is nothing of yours to do again here."))
    change = _reversed(held, redoable[-1], Done.REDONE, by, stroke)
    Event.write("change_redone", by=by, recording=held.recording, of=redoable[-1].pk, change=change.pk)
    return change


@transaction.atomic
def restore(
    *,
    transcript: Transcript,
    segment: int,
    version: int,
    change: int,
    by: Any,
    before: bool = False,
    stroke: UUID | None = None,
) -> SegmentChange | None:
    """Bring back a segment's words and language as ``change`` left them, or as they were ``before`` it.

    Where it begins and ends by now stays. ``None`` where they are so already.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    (found,) = holding.seen(held, [(segment, version)])
    line = SegmentChange.objects.filter(transcript=held, pk=change).first()
    some = () if line is None else line.before if before else line.after
    kept = next((one for one in some if one["id"] == segment), None)
    if kept is None:
        raise FaultyWords(_("There is no such version of this segment."))
    if (kept["text"], kept["language"]) == (found.text, found.language):
        return None
    holding.check_open([found], held, by)
    was = snapshot(found)
    then = segment_of(kept, held).as_spoken()
    there = (found.start_ms, found.end_ms)
    holding.put(found, then if (then.start_ms, then.end_ms) == there else retiming.within(then, *there))
    found.language = kept["language"]
    holding.corrected(found, by)
    made = holding.keep(Done.RESTORED, held, by=by, stroke=stroke, before=[was], changed=[found], of=change)
    Event.write("words_restored", by=by, recording=held.recording, segment=segment, change=made.pk)
    return made


def _acts(held: Transcript, by: Any) -> tuple[list[SegmentChange], list[SegmentChange]]:
    """One's own acts that stand, and those that were taken back and can be done again, the last one last.

    Each is the line that is to be turned round: the act itself, or when it was undone or done again last.
    """
    own = SegmentChange.objects.filter(transcript=held, by=by).order_by("-pk")[:LOOKED_BACK]
    stands: dict[int, SegmentChange] = {}
    taken_back: dict[int, SegmentChange] = {}
    for line in reversed(own):
        if line.verb == Done.UNDONE and line.undoes_id is not None:
            stands.pop(line.undoes_id, None)
            taken_back[line.pk] = line
        elif line.verb == Done.REDONE and line.undoes_id is not None:
            taken_back.pop(line.undoes_id, None)
            stands[line.pk] = line
        elif line.verb in UNDOABLE:
            stands[line.pk] = line
            taken_back.clear()
    return list(stands.values()), list(taken_back.values())


def _root(line: SegmentChange) -> int:
    """The act that a line undid or did again."""
    while line.undoes is not None:
        line = line.undoes
    return line.pk


def _reversed(held: Transcript, line: SegmentChange, verb: str, by: Any, stroke: UUID | None) -> SegmentChange:
    if "passage" in line.data:
        return passages.turn_round(held, line, verb=verb, by=by, stroke=stroke)
    if "redaction" in line.data:
        turn = marking.lift_again if verb == Done.UNDONE else marking.mark_again
        return turn(held, line, by=by, stroke=stroke)
    present = {one.pk: one for one in held.segments.filter(pk__in=[one["id"] for one in line.after])}
    for segment in present.values():
        segment.transcript = held
    moved = [present[one["id"]] for one in line.after if one["id"] in present and not _same(present[one["id"]], one)]
    if moved or len(present) != len(line.after):
        raise Outdated(
            _("Somebody changed the same words since. Look at the history to bring an earlier version back."),
            tuple(moved),
        )
    holding.check_open([segment_of(one, held) for one in (*line.before, *line.after)], held, by)
    was = [snapshot(present[one["id"]]) for one in line.after]
    changed, made = [], []
    for kept in line.before:
        back = segment_of(kept, held)
        if back.pk in present:
            back.version = present[back.pk].version
            changed.append(back)
        else:
            back.version = kept["version"] + 1
            made.append(back)
    stay = {one["id"] for one in line.before}
    gone = [one for pk, one in present.items() if pk not in stay]
    return holding.keep(
        verb, held, by=by, stroke=stroke, before=was, changed=changed, made=made, gone=gone, undoes=line
    )


def _same(segment: Segment, kept: dict[str, Any]) -> bool:
    return {**snapshot(segment), "version": 0} == {**kept, "version": 0}


UNDOABLE = (
    *(Done.WRITTEN, Done.SPLIT, Done.MERGED, Done.ASSIGNED, Done.RENAMED, Done.TIMED, Done.REVIEWED, Done.REPLACED),
    *(Done.RESTORED, Done.STRUCK, Done.REDACTED, Done.PASSAGE_MADE, Done.PASSAGE_CHANGED, Done.PASSAGE_REMOVED),
)
