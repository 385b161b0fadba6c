"""SubRip subtitles: numbered cues, a comma in the time, no header, and so no place for language or origin."""

from __future__ import annotations

from testimonies.interchange.plain import spoken_line
from testimonies.transcript.document import Document
from testimonies.transcript.timecode import format_srt


def write(document: Document, *, title: str = "") -> str:
    """The cues. SubRip knows no title and no escapes: the words stand as they are, each cue's on one line."""
    cues = enumerate(document, start=1)
    return "\n".join(
        f"{number}\n{format_srt(cue.start_ms)} --> {format_srt(max(cue.end_ms, cue.start_ms + 1))}\n{spoken_line(cue)}\n"
        for number, cue in cues
    )
