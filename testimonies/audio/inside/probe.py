"""The facts of a file, and a second of its sound as proof."""

from __future__ import annotations

from typing import Any, BinaryIO

from testimonies.audio.inside.messages import Failure
from testimonies.audio.inside.opening import open_sound
from testimonies.audio.inside.timeline import Timeline
from testimonies.audio.limits import Limits

ENOUGH_MS = 1000
RATE_HZ = 16_000


def run(original: BinaryIO, limits: Limits, arguments: dict[str, Any]) -> dict[str, object]:
    """Decode one second of sound, or all of a shorter file."""
    opened = open_sound(original, arguments["container"])
    timeline = Timeline(opened, rate_hz=RATE_HZ, channels=1, longest_ms=limits.sound_ms)
    for _block in timeline.blocks():
        if timeline.duration_ms >= ENOUGH_MS:
            break
    if not timeline.duration_ms:
        raise Failure("zero_length")
    codec = opened.stream.codec_context
    declared_s = opened.declared_s
    believable = declared_s is not None and 0 < declared_s * 1000 <= limits.sound_ms
    return {
        "container": opened.container.name,
        "codec": codec.codec.canonical_name,
        "channels": codec.layout.nb_channels,
        "sample_rate_hz": codec.sample_rate,
        "bit_rate": codec.bit_rate or opened.input.bit_rate or None,
        "has_pictures": opened.has_pictures,
        "duration_ms": round(declared_s * 1000) if declared_s and believable else None,
    }
