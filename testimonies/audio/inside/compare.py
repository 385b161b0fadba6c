"""A silenced copy beside the full one: how loud is what must be silent, and did anything else change?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from testimonies.audio.inside.opening import Opened, open_sound
from testimonies.audio.inside.silencing import FADE_MS, GUARD_MS
from testimonies.audio.inside.timeline import Timeline
from testimonies.audio.limits import Limits

WINDOW_MS = 200
"""What is unchanged is looked at in pieces of this length: a word that is lost is longer."""
FAINT = 1e-6
"""The energy of −60 dBFS: fainter sound is measured against this."""
REACH_MS = GUARD_MS + FADE_MS + 60
"""So far beside a span the sound may differ: guard, ramp, and one frame more."""


def run(made: BinaryIO, limits: Limits, arguments: dict[str, Any]) -> dict[str, object]:
    """``loudest``: the largest sample within the spans, in millionths of full scale; ``samples`` and ``samples_full``;
    ``difference``: of the window outside them that differs most, the energy of the difference over the energy of the
    full copy's, in millionths (windows quieter than −60 dBFS are measured against that)."""
    with open(arguments["target"], "rb", closefd=False) as beside:
        mine, full = open_sound(made, arguments["container"]), open_sound(beside, arguments["container_full"])
        rate_hz = int(full.stream.codec_context.sample_rate or 0)
        channels = min(2, full.stream.codec_context.layout.nb_channels)
        spans = [(start, end) for start, end in arguments["spans"]]
        return _measured(_Sound(mine, rate_hz, channels, limits), _Sound(full, rate_hz, channels, limits), spans)


class _Sound:
    """Samples in pieces of the length that is asked for."""

    def __init__(self, opened: Opened, rate_hz: int, channels: int, limits: Limits) -> None:
        self.rate_hz = rate_hz
        self._timeline = Timeline(opened, rate_hz=rate_hz, channels=channels, longest_ms=limits.sound_ms)
        self._blocks: Iterator[np.ndarray] = self._timeline.blocks()
        self._rest = np.zeros((channels, 0), dtype=np.float32)
        self.given = 0

    def take(self, length: int) -> np.ndarray:
        """The next ``length`` samples, fewer at the end."""
        while self._rest.shape[1] < length and (block := next(self._blocks, None)) is not None:
            self._rest = np.concatenate([self._rest, block], axis=1)
        taken, self._rest = self._rest[:, :length], self._rest[:, length:]
        self.given += taken.shape[1]
        return taken


def _measured(mine: _Sound, full: _Sound, spans: list[tuple[int, int]]) -> dict[str, object]:
    rate_hz = full.rate_hz
    window = WINDOW_MS * rate_hz // 1000
    zones = [(start * rate_hz // 1000, -(-end * rate_hz // 1000)) for start, end in spans]
    reach = REACH_MS * rate_hz // 1000
    loudest, difference = 0.0, 0.0
    while True:
        at = full.given
        theirs, ours = full.take(window), mine.take(window)
        if not theirs.shape[1] and not ours.shape[1]:
            break
        for start, end in zones:
            within = ours[:, max(0, start - at) : max(0, end - at)]
            if within.size:
                loudest = max(loudest, float(np.abs(within).max()))
        length = min(theirs.shape[1], ours.shape[1])
        if length == window and not any(start - reach < at + length and at < end + reach for start, end in zones):
            voice, same = _voice(theirs), _voice(ours)
            difference = max(
                difference, float(np.square(voice - same).mean()) / max(float(np.square(voice).mean()), FAINT)
            )
    return {
        "loudest": _millionths(loudest),
        "difference": _millionths(difference),
        "samples": mine.given,
        "samples_full": full.given,
        "rate_hz": rate_hz,
    }


def _voice(samples: np.ndarray) -> np.ndarray:
    """The lower band, in which voices are: the mean of every eight samples."""
    length = samples.shape[1] // 8 * 8
    return samples[:, :length].reshape(samples.shape[0], -1, 8).mean(axis=2)


def _millionths(value: float) -> int:
    return int(np.ceil(value * 1_000_000))
