"""Who speaks: said of segments one by one, of all within a span, and of all that bear one name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions import naming
from testimonies.actions.correcting import holding
from testimonies.exceptions import FaultyWords, SealBroken
from testimonies.models import (
    Done,
    Event,
    NameReplacement,
    Person,
    Segment,
    SegmentChange,
    Testimony,
    Transcript,
    snapshot,
)
from testimonies.transcript import typed
from testimonies.transcript.blanking import replace_names

__all__ = ["assign", "rename"]


@transaction.atomic
def assign(
    *,
    transcript: Transcript,
    speaker: str,
    by: Any,
    segments: Sequence[tuple[int, int]] = (),
    span: tuple[int, int] | None = None,
    stroke: UUID | None = None,
) -> SegmentChange | None:
    """Say who speaks in ``segments`` (key, version), and in all whose middle lies in ``span`` (milliseconds).

    ``None`` where that was said already. Raises :class:`FaultyWords` for a name that is not to be shown.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    label = _label(speaker, held.recording.testimony)
    found = {one.pk: one for one in holding.seen(held, segments)}
    if span is not None:
        found |= {one.pk: one for one in held.segments.all() if span[0] <= (one.start_ms + one.end_ms) // 2 < span[1]}
    changing = [one for one in found.values() if one.speaker != label]
    if not changing:
        return None
    change = _named(Done.ASSIGNED, held, changing, label, by=by, stroke=stroke)
    Event.write("speaker_assigned", by=by, recording=held.recording, segments=len(changing), change=change.pk)
    return change


@transaction.atomic
def rename(*, transcript: Transcript, old: str, new: str, by: Any, stroke: UUID | None = None) -> SegmentChange | None:
    """Call a speaker otherwise wherever they speak in this transcript. ``old`` may be the number of a channel."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    label = _label(new, held.recording.testimony)
    changing = list(held.segments.filter(speaker=old).exclude(speaker=label))
    if not changing:
        return None
    change = _named(Done.RENAMED, held, changing, label, by=by, stroke=stroke)
    Event.write("speaker_renamed", by=by, recording=held.recording, segments=len(changing), change=change.pk)
    return change


def _named(verb: str, held: Transcript, changing: Sequence[Segment], label: str, **more: Any) -> SegmentChange:
    before = [snapshot(one) for one in changing]
    for one in changing:
        one.speaker = label
    return holding.keep(verb, held, before=before, changed=changing, **more)


def _label(speaker: str, testimony: Testimony) -> str:
    """The label, unless it is a name that somebody in the testimony is not to be shown by."""
    label = typed.clean_label(speaker)
    if not label:
        return label
    names = NameReplacement.objects.in_force().filter(testimony=testimony).values_list("name", "shown")
    otherwise = replace_names(label, names)
    if otherwise == label and (person := _hidden_by(label, testimony)):
        otherwise = person.shown_name
    if otherwise != label:
        raise FaultyWords(_("This name is not to be shown. Write “%(shown)s” instead.") % {"shown": otherwise})
    return label


def _hidden_by(label: str, testimony: Testimony) -> Person | None:
    """The person whose sealed name this is. Without the key nobody can know."""
    people = Person.objects.filter(participations__testimony=testimony, real_name__isnull=False)
    try:
        return naming.known_again(people=people, name=label) if people.exists() else None
    except SealBroken:
        return None
