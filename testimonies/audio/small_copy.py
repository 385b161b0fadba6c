"""The sound for a slow line: speech in Opus at 24 kbit/s, a third of the size of what is streamed elsewhere."""

from __future__ import annotations

from pathlib import Path

from testimonies.audio import access_copy, redacting
from testimonies.audio.access_copy import AccessCopy
from testimonies.audio.limits import COPYING, Limits
from testimonies.audio.redacting import Spans
from testimonies.exceptions import NotSilent

MEDIA_TYPE = "audio/ogg"
EXTENSION = ".opus"
MOST_SHORTER = 0.02
"""Of its length: a coder's last frame may be cut off, a word may not."""


def make(source: Path, target: Path, *, spans: Spans = (), limits: Limits = COPYING) -> AccessCopy:
    """Make a small copy of ``source``, a copy that is given out; ``spans`` are silent there, and looked at here.

    ``target`` appears whole or not at all. Raises NotSilent, DecodingFailed and OSError.
    """

    def check(made: Path) -> None:
        found = redacting.compare(made, source, spans, limits=limits)
        if abs(found.samples - found.samples_full) > max(4_800, MOST_SHORTER * found.samples_full):
            raise NotSilent("length")
        if found.loudest > redacting.SILENT:
            raise NotSilent("loud")

    return access_copy.make(source, target, limits=limits, form="small", spans=spans, check=check if spans else None)
