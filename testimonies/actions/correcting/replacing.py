"""Find and replace: first what would change, then what was chosen of it, in one act."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.actions.correcting import holding
from testimonies.consent import redaction as rule
from testimonies.exceptions import FaultyWords
from testimonies.models import Done, Event, Segment, SegmentChange, Transcript, kept_from, listener_for, snapshot
from testimonies.transcript import retiming, typed

__all__ = ["Match", "find", "replace"]

LONGEST_WANTED = 200


@dataclass(frozen=True, slots=True)
class Match:
    """A segment in which something was found: at ``spans`` of its text (characters); ``becomes`` its new text."""

    segment: Segment
    spans: tuple[tuple[int, int], ...]
    becomes: str


def find(
    *, transcript: Transcript, wanted: str, instead: str, by: Any, whole_words: bool = False, match_case: bool = False
) -> list[Match]:
    """Every segment that holds ``wanted``, in order. Words of which a part is kept from ``by`` are left out."""
    pattern = _pattern(wanted, match_case)
    spans = kept_from(listener_for(by), [transcript.recording_id]).get(transcript.recording_id, ())
    found = []
    for segment in transcript.segments.order_by("start_ms", "pk"):
        if rule.touches(spans, segment.start_ms, segment.end_ms):
            continue
        places = tuple(_places(pattern, segment.text, whole_words))
        if places:
            segment.transcript = transcript
            found.append(Match(segment, places, _put_in(segment.text, places, instead)))
    return found


@transaction.atomic
def replace(
    *,
    transcript: Transcript,
    wanted: str,
    instead: str,
    chosen: Sequence[tuple[int, int]],
    by: Any,
    whole_words: bool = False,
    match_case: bool = False,
    stroke: UUID | None = None,
) -> SegmentChange | None:
    """Do it in the ``chosen`` segments (key, version), in all of them or in none; ``None`` where nothing changes."""
    held = holding.take(transcript)
    if done := holding.done_before(held, by, stroke):
        return done
    segments = holding.seen(held, chosen)
    if not segments:
        raise FaultyWords(_("Choose at least one segment in which it shall be replaced."))
    holding.check_open(segments, held, by)
    pattern = _pattern(wanted, match_case)
    changing, before = [], []
    for one in segments:
        places = tuple(_places(pattern, one.text, whole_words))
        text = typed.clean(_put_in(one.text, places, instead), longest=max(typed.LONGEST, len(one.text)))
        if places and text != one.text:
            before.append(snapshot(one))
            holding.put(one, retiming.rewritten(one.as_spoken(), text))
            holding.corrected(one, by)
            changing.append(one)
    if not changing:
        return None
    change = holding.keep(Done.REPLACED, held, by=by, stroke=stroke, before=before, changed=changing)
    Event.write("words_replaced", by=by, recording=held.recording, segments=len(changing), change=change.pk)
    return change


def _pattern(wanted: str, match_case: bool) -> re.Pattern[str]:
    wanted = unicodedata.normalize("NFC", wanted)
    if not wanted.strip() or len(wanted) > LONGEST_WANTED:
        raise FaultyWords(_("Write what is to be found, in at most %(most)s characters.") % {"most": LONGEST_WANTED})
    return re.compile(re.escape(wanted), 0 if match_case else re.IGNORECASE)


def _places(pattern: re.Pattern[str], text: str, whole_words: bool) -> Iterator[tuple[int, int]]:
    for found in pattern.finditer(text):
        begins = found.start() == 0 or not (_of_word(text[found.start() - 1]) and _of_word(text[found.start()]))
        ends = found.end() == len(text) or not (_of_word(text[found.end() - 1]) and _of_word(text[found.end()]))
        if not whole_words or (begins and ends):
            yield found.span()


def _of_word(letter: str) -> bool:
    """Marks above and below belong to the word, and joiners in it; letters of a script without spaces are words."""
    return (unicodedata.category(letter)[0] in "LMN" and not typed.is_unspaced(letter)) or letter in "\u200c\u200d"


def _put_in(text: str, places: Sequence[tuple[int, int]], instead: str) -> str:
    for start, end in reversed(places):
        text = text[:start] + instead + text[end:]
    return text
