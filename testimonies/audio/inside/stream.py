"""The sound of a file at one rate, in one channel or two, written out second by second."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from testimonies.audio.inside import messages
from testimonies.audio.inside.opening import open_sound
from testimonies.audio.inside.timeline import Timeline
from testimonies.audio.limits import Limits


def run(original: BinaryIO, limits: Limits, arguments: dict[str, Any]) -> dict[str, object]:
    opened = open_sound(original, arguments["container"])
    timeline = Timeline(
        opened, rate_hz=arguments["rate_hz"], channels=arguments["channels"], longest_ms=limits.sound_ms
    )
    for block in timeline.blocks():
        messages.send(messages.SOUND, np.ascontiguousarray(block.T).tobytes())  # sample by sample
    return {"duration_ms": timeline.duration_ms, "damaged_after_ms": timeline.damaged_after_ms}
