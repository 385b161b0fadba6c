"""Loudness over time, for drawing: pairs of lowest and highest sample, few enough for any length of recording.

The JSON is that of the BBC's audiowaveform, version 2 (8 bits, one channel), which drawing libraries read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

MAX_POINTS = 4000
"""Past this, neighbours are merged: between 2000 and 4000 points remain of any long recording."""


@dataclass(frozen=True, slots=True)
class Waveform:
    """``data`` is lowest, highest, lowest, highest, …, each -128 to 127; a point covers ``samples_per_point``."""

    sample_rate_hz: int
    samples_per_point: int
    data: tuple[int, ...]

    def __len__(self) -> int:
        """The number of points."""
        return len(self.data) // 2

    def to_json(self) -> str:
        return json.dumps(
            {
                "version": 2,
                "channels": 1,
                "sample_rate": self.sample_rate_hz,
                "samples_per_pixel": self.samples_per_point,
                "bits": 8,
                "length": len(self),
                "data": self.data,
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Waveform:
        """Read what ``to_json`` wrote. Raises KeyError or ValueError for anything else."""
        values = json.loads(text)
        return cls(int(values["sample_rate"]), int(values["samples_per_pixel"]), tuple(map(int, values["data"])))

    def to_svg_path(self, columns: int = 800, height: int = 100) -> str:
        """The ``d`` of one closed SVG path in a box of ``columns`` by ``height`` units, silence along its middle."""
        if not self.data:
            return f"M0 {height // 2}H{columns}"
        lows, highs = np.array(self.data[0::2]), np.array(self.data[1::2])
        edges = (np.arange(columns) * len(self)) // columns
        if len(self) >= columns:
            lows, highs = np.minimum.reduceat(lows, edges), np.maximum.reduceat(highs, edges)
        else:
            lows, highs = lows[edges], highs[edges]
        return f"M{_line(highs, height)}L{_line(lows, height, backwards=True)}Z"


def _line(levels: np.ndarray, height: int, backwards: bool = False) -> str:
    points = [f"{x} {round(height / 2 - level * height / 256)}" for x, level in enumerate(levels.tolist())]
    return "L".join(reversed(points) if backwards else points)


def draw(blocks: Iterable[np.ndarray], sample_rate_hz: int) -> Waveform:
    """The waveform of a sound, from blocks of its samples in order. Raises what the blocks raise."""
    peaks = Peaks(sample_rate_hz)
    for block in blocks:
        peaks.add(block)
    return peaks.waveform()


class Peaks:
    """Gathers the waveform while the sound goes by, in constant memory.

    Starts with ``peaks_per_second`` points and halves their number whenever they outgrow ``MAX_POINTS``.
    """

    def __init__(self, sample_rate_hz: int, peaks_per_second: int = 10, max_points: int = MAX_POINTS) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.samples_per_point = max(1, sample_rate_hz // peaks_per_second)
        self.max_points = max_points + max_points % 2
        self._points = np.empty((0, 2), dtype=np.float32)
        self._rest = np.empty(0, dtype=np.float32)
        self._rest_low = self._rest

    def add(self, block: np.ndarray) -> None:
        """Take in float samples of shape ``(channels, n)`` or ``(n,)`` within [-1, 1]; the loudest channel counts."""
        block = np.atleast_2d(block)
        self._rest = np.concatenate([self._rest, block.max(axis=0)])
        self._rest_low = np.concatenate([self._rest_low, block.min(axis=0)])
        whole = len(self._rest) // self.samples_per_point
        if whole:
            self._take(whole)
        while len(self._points) > self.max_points:
            self._merge()

    def waveform(self) -> Waveform:
        """What was gathered so far; the last point may cover less than a whole stretch."""
        points = self._points
        if len(self._rest):
            points = np.concatenate([points, [[self._rest_low.min(), self._rest.max()]]])
        levels = np.clip(np.round(points * 127), -128, 127).astype(int)
        return Waveform(self.sample_rate_hz, self.samples_per_point, tuple(levels.ravel().tolist()))

    def _take(self, whole: int) -> None:
        length = whole * self.samples_per_point
        high = self._rest[:length].reshape(whole, -1).max(axis=1)
        low = self._rest_low[:length].reshape(whole, -1).min(axis=1)
        self._points = np.concatenate([self._points, np.stack([low, high], axis=1)])
        self._rest, self._rest_low = self._rest[length:], self._rest_low[length:]

    def _merge(self) -> None:
        """Make one point of every two. An odd one at the end waits with the rest, as two samples would."""
        even = len(self._points) // 2 * 2
        low, high = self._points[:even, 0].reshape(-1, 2).min(axis=1), self._points[:even, 1].reshape(-1, 2).max(axis=1)
        odd = self._points[even:]
        self._points = np.stack([low, high], axis=1)
        if len(odd):
            self._rest = np.concatenate([np.repeat(odd[:, 1], self.samples_per_point), self._rest])
            self._rest_low = np.concatenate([np.repeat(odd[:, 0], self.samples_per_point), self._rest_low])
        self.samples_per_point *= 2
