"""Plain text: one segment a line, the speaker before it where one is named."""

from __future__ import annotations

from testimonies.transcript.document import Document, Segment


def write(document: Document, *, title: str = "") -> str:
    """The words for reading. The title, if any, stands above them with an empty line between."""
    heading = [one_line(title), ""] if title else []
    return "".join(f"{line}\n" for line in [*heading, *map(spoken_line, document)])


def spoken_line(segment: Segment) -> str:
    """``"Amina: We worked twelve hours."``"""
    text = one_line(segment.text)
    return f"{one_line(segment.speaker)}: {text}" if segment.speaker else text


def one_line(text: str) -> str:
    """Line breaks would end a line, a cue or a header too early: every run of white space becomes one space."""
    return " ".join(text.split())
