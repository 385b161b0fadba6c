"""Plain text: one segment a line, the speaker before it where one is named."""

from __future__ import annotations

from collections.abc import Iterator

from testimonies.transcript.document import Document, Segment

_CONTROLS = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0))}


def write(document: Document, *, title: str = "") -> str:
    """The words for reading. The title, if any, stands above them with an empty line between."""
    heading = [one_line(title), ""] if title else []
    return "".join(f"{line}\n" for line in [*heading, *map(spoken_line, spoken(document))])


def spoken(document: Document) -> Iterator[Segment]:
    """The segments in which something is said: a caption without words would only wipe the one before it."""
    return (segment for segment in document if one_line(segment.text))


def spoken_line(segment: Segment) -> str:
    """``"Amina: We worked twelve hours."``"""
    return ": ".join(filter(None, [one_line(segment.speaker), one_line(segment.text)]))


def one_line(text: str) -> str:
    """Line breaks would end a line, a cue or a header too early: white space and control characters become a space."""
    return " ".join(text.translate(_CONTROLS).split())
