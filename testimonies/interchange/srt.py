"""SubRip subtitles: numbered cues, a comma in the time, no header, and so no place for language or origin."""

from __future__ import annotations

from testimonies.interchange.plain import spoken, spoken_line
from testimonies.transcript import review
from testimonies.transcript.document import Document, Segment
from testimonies.transcript.timecode import format_srt


def write(document: Document, *, title: str = "") -> str:
    """The cues. SubRip knows no title and no escapes: the words stand as they are, each cue's on one line. It knows no
    notes either: how far words are checked stands in brackets before the first to which it applies."""
    cues = review.with_changes(spoken(document))
    return "\n".join(f"{number}\n{_cue(*cue)}\n" for number, cue in enumerate(cues, start=1))


def _cue(segment: Segment, checked: str) -> str:
    end_ms = max(segment.end_ms, segment.start_ms + 1)  # players drop a cue that ends when it begins
    mark = f"[{checked}] " if checked else ""
    return f"{format_srt(segment.start_ms)} --> {format_srt(end_ms)}\n{mark}{spoken_line(segment)}"
