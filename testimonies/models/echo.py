"""Where else the words stand that were kept back: descriptions, passages, keywords, other places of the recordings.

Told to staff alone, so that they can be edited by hand: no machine knows what a summary means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.consent import redaction as rule
from testimonies.consent.audiences import Audience
from testimonies.models.recording import Recording
from testimonies.models.redaction import Redaction
from testimonies.models.transcript import Segment
from testimonies.transcript.blanking import pieces_of, replace_names
from testimonies.transcript.timecode import format_clock

__all__ = ["Echo", "echoes"]

SHORTEST = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Echo:
    """``where`` says in which text, ``words`` which of the words that were kept back stand in it."""

    where: str
    words: tuple[str, ...]


def echoes(*, recording: Recording, redactions: Iterable[Redaction]) -> list[Echo]:
    """Every text of the testimony that holds distinctive words of what was kept back: those that are spoken nowhere
    else in the recording. Words that are closed to everyone are looked for as well, and not named."""
    held = list(redactions)
    spoken = _distinctive(recording, held)
    closed = _distinctive(recording, [one for one in held if one.open_to == Audience.NOBODY])
    found = []
    for where, text in _texts(recording) if spoken else ():
        words = [word for word in spoken if replace_names(text, [(word, "")]) != text]
        if words:
            found.append(Echo(where, tuple(word for word in words if word not in closed)))
    return found


def _distinctive(recording: Recording, redactions: Iterable[Redaction]) -> tuple[str, ...]:
    spans = rule.kept_from([one.as_kept() for one in redactions], Audience.PUBLIC)
    if not spans:
        return ()
    kept: dict[str, str] = {}
    elsewhere: set[str] = set()
    for segment in Segment.objects.filter(transcript__recording=recording, transcript__kind="original"):
        for piece in pieces_of(segment.text, segment.spoken_words, segment.start_ms, segment.end_ms, spans):
            words = [word for word in _WORD.findall(piece.text) if len(word) >= SHORTEST]
            if piece.kept:
                kept.update({word.casefold(): word for word in words})
            else:
                elsewhere.update(word.casefold() for word in words)
    return tuple(word for folded, word in kept.items() if folded not in elsewhere)


def _texts(recording: Recording) -> Iterator[tuple[str, str]]:
    testimony = recording.testimony
    for one in testimony.descriptions.all():
        yield _("description (%(language)s)") % {"language": one.language}, f"{one.title} {one.summary} {one.context}"
    for keyword in testimony.keywords.all():
        yield _("keyword"), str(keyword)
    for other in testimony.recordings.prefetch_related("passages__descriptions"):
        for passage in other.passages.all():
            for one in passage.descriptions.all():
                at = format_clock(passage.start_ms)
                yield _("passage at %(time)s") % {"time": at}, f"{one.title} {one.synopsis}"
    others = Segment.objects.filter(transcript__recording__testimony=testimony, transcript__kind="original")
    for segment in others.exclude(transcript__recording=recording).select_related("transcript__recording"):
        place = {"number": segment.transcript.recording.position, "time": format_clock(segment.start_ms)}
        yield _("recording %(number)s, spoken at %(time)s") % place, segment.text
