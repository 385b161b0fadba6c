"""Writing the words of a segment, and striking out what nobody said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.correcting import holding
from testimonies.description import languages
from testimonies.exceptions import FaultyWords, Outdated
from testimonies.models import Done, Event, SegmentChange, Transcript, snapshot
from testimonies.transcript import retiming, typed

__all__ = ["strike", "write"]


@transaction.atomic
def write(
    *,
    transcript: Transcript,
    segment: int,
    version: int,
    text: str,
    by: Any,
    stroke: UUID | None = None,
    language: str | None = None,
) -> SegmentChange | None:
    """Put ``text`` in the place of a segment's words, and say with ``language`` (BCP 47) which one it is in.

    Words that did not change keep their times. ``None`` where it stands there so already: then nothing was done.
    """
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    if language is not None and language and languages.base(language) not in languages.SPOKEN_LANGUAGES:
        raise FaultyWords(_("The archive does not know this language. Give its tag, such as “es” or “ar”."))
    try:
        (found,) = holding.seen(held, [(segment, version)])
    except Outdated as outdated:
        if any(one.text == text.strip() and language in (None, one.language) for one in outdated.current):
            return None
        raise
    text = typed.clean(text, longest=max(typed.LONGEST, len(found.text)))
    if text == found.text and language in (None, found.language):
        return None
    holding.check_open([found], held, by)
    before = snapshot(found)
    holding.put(found, retiming.rewritten(found.as_spoken(), text))
    found.language = found.language if language is None else language
    holding.corrected(found, by)
    change = holding.keep(Done.WRITTEN, held, by=by, stroke=stroke, before=[before], changed=[found])
    Event.write("words_written", by=by, recording=held.recording, segment=segment, change=change.pk)
    return change


@transaction.atomic
def strike(*, transcript: Transcript, segment: int, version: int, by: Any, stroke: UUID | None = None) -> SegmentChange:
    """Nobody said this: the segment goes. It can be brought back by undoing."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    (found,) = holding.seen(held, [(segment, version)])
    holding.check_open([found], held, by)
    change = holding.keep(Done.STRUCK, held, by=by, stroke=stroke, before=[snapshot(found)], gone=[found])
    Event.write("words_struck", by=by, recording=held.recording, segment=segment, change=change.pk)
    return change
