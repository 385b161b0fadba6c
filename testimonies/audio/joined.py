"""What :mod:`testimonies.audio.joining` makes, known before it is made: MP3 at a constant rate, because every podcast
app plays it and because its length in bytes follows from its length.

At 48,000 Hz and 64 kbit/s each frame of 1,152 samples is 192 bytes (ISO/IEC 11172-3, 2.4.3.1: 144 × bit rate / rate).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MEDIA_TYPE = "audio/mpeg"
RATE_HZ = 48_000
BIT_RATE = 64_000
FRAME_SAMPLES = 1_152
FRAME_BYTES = 144 * BIT_RATE // RATE_HZ
LATE_FRAMES = 1
"""The encoder holds back so many frames and gives them in the end."""
GAP_MS = 800
"""Silence between two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """From ``start_ms`` to ``end_ms`` of an access copy."""

    path: Path
    start_ms: int
    end_ms: int


def length_ms(parts: Sequence[Part]) -> int:
    """With the silences between them."""
    return sum(part.end_ms - part.start_ms for part in parts) + GAP_MS * max(0, len(parts) - 1)


def length_bytes(parts: Sequence[Part]) -> int:
    """Of the file that :func:`testimonies.audio.joining.join` makes of them, to the byte."""
    frames = -(-length_ms(parts) * RATE_HZ // 1_000 // FRAME_SAMPLES)
    return (frames + LATE_FRAMES) * FRAME_BYTES
