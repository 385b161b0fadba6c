"""Plain text: one segment a line, after its speaker where one is named; how far it is checked where that changes."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from testimonies.transcript import doubts, review
from testimonies.transcript.document import Document, Segment
from testimonies.transcript.speakers import named
from testimonies.transcript.timecode import format_clock

_CONTROLS = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0))}


def write(document: Document, *, title: str = "") -> str:
    """The words for reading. The title, if any, stands above them with an empty line between."""
    heading = [one_line(title), ""] if title else []
    return "".join(f"{line}\n" for line in [*heading, *_lines(document)])


def _lines(document: Document) -> Iterator[str]:
    for segment, checked in review.with_changes(spoken(document)):
        if checked:
            yield f"[{checked}]"
        yield _timed_where_withheld(segment)


def spoken(document: Document) -> Iterator[Segment]:
    """The segments in which something is said: a caption without words would only wipe the one before it."""
    return (segment for segment in document if segment.withheld or one_line(segment.text))


def spoken_line(segment: Segment) -> str:
    """``"Amina: We worked twelve hours."``; what is withheld or doubtful says so in square brackets."""
    if segment.withheld:
        return f"[{doubts.withheld()}]"
    line = ": ".join(filter(None, [one_line(named(segment.speaker)), one_line(segment.text)]))
    return f"[{_('doubtful')}] {line}" if segment.doubts else line


def one_line(text: str) -> str:
    """Line breaks would end a line, a cue or a header too early: white space and control characters become a space."""
    return " ".join(text.translate(_CONTROLS).split())


def _timed_where_withheld(segment: Segment) -> str:
    if not segment.withheld:
        return spoken_line(segment)
    return f"[{format_clock(segment.start_ms)}–{format_clock(segment.end_ms)}: {doubts.withheld()}]"
