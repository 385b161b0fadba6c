"""Silence for spans of a sound, block by block: nothing is cut, so that every time stays true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FADE_MS = 40
"""The ramps lie outside what is silenced."""
GUARD_MS = 100
"""Digital silence on each side of a span. An AAC frame smears sound over the 2,048 samples of its window (46 ms at
44.1 kHz), before what is loud too; within the span itself nothing of that may be left."""


class Silencer:
    """``spans`` are (start_ms, end_ms). Gain is 0 within each span and its guard, and rises outside of that."""

    def __init__(self, spans: Sequence[tuple[int, int]], rate_hz: int) -> None:
        self._fade = FADE_MS * rate_hz // 1000
        self._zones = [
            ((start_ms - GUARD_MS) * rate_hz // 1000, -(-(end_ms + GUARD_MS) * rate_hz // 1000))
            for start_ms, end_ms in spans
        ]

    def apply(self, block: np.ndarray, at_sample: int) -> np.ndarray:
        """A block of shape (channels, n) whose first sample is number ``at_sample``."""
        length = block.shape[1]
        near = [
            (start, end)
            for start, end in self._zones
            if start - self._fade < at_sample + length and end + self._fade > at_sample
        ]
        if not near:
            return block
        place = np.arange(at_sample, at_sample + length, dtype=np.float64)
        gain = np.ones(length)
        for start, end in near:
            away = np.maximum(start - place, place - (end - 1))
            gain = np.minimum(gain, np.clip(away / self._fade, 0.0, 1.0))
        return np.asarray(block * gain, dtype=np.float32)
