"""Where does somebody make a sound? Levels of a stream of sound, measured against its own background noise.

The answer errs on the side of hearing: what is kept by mistake costs the engine a moment, what is dropped is a word
of a narrator lost. So a frame counts as silent only when it is hardly louder than the quietest tenth of the half minute
around it, or quieter than anything a microphone records.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

SAMPLE_RATE = 16_000
FRAME_MS = 20
FRAME_SAMPLES = SAMPLE_RATE * FRAME_MS // 1_000

LOWEST_DBFS = -80.0
"""Below this, after pre-emphasis, there is no sound at all: digital silence and what a codec makes of it."""
ABOVE_NOISE_DB = 4.5
"""White noise varies by about 0.4 dB from frame to frame; speech that stays within 4.5 dB of the noise is inaudible."""
NOISE_QUANTILE = 0.10
REACH_S = 15
"""The background is judged from so many seconds before and after."""
PRE_EMPHASIS = 0.97
"""The usual first difference of speech recognition: takes rumble and any constant offset out of the measurement."""


@dataclass(frozen=True, slots=True, eq=False)
class Second:
    """One second of sound, judged (the last one of a stream may be shorter).

    ``samples``: float32, at most 16,000. ``levels``: dBFS per frame of 20 ms, at most 50. ``heard``: bool per frame.
    """

    samples: np.ndarray
    levels: np.ndarray
    heard: np.ndarray


def seconds(blocks: Iterable[np.ndarray]) -> Iterator[Second]:
    """Judge a stream of float32 mono 16 kHz blocks of any sizes, holding half a minute of it at most."""
    around: deque[tuple[np.ndarray, np.ndarray]] = deque()  # samples and raw levels of up to 2 * REACH_S + 1 seconds
    current = 0
    for second in _measured(blocks):
        around.append(second)
        if len(around) - current > REACH_S:
            yield _judged(around, current)
            current = _advance(around, current)
    while current < len(around):
        yield _judged(around, current)
        current = _advance(around, current)


def _advance(around: deque[tuple[np.ndarray, np.ndarray]], current: int) -> int:
    if current == REACH_S:
        around.popleft()
        return current
    return current + 1


def _judged(around: deque[tuple[np.ndarray, np.ndarray]], current: int) -> Second:
    samples, raw = around[current]
    noise = float(np.quantile(np.concatenate([levels for _, levels in around]), NOISE_QUANTILE))
    before = around[current - 1][1][-2:] if current else raw[:0]
    after = around[current + 1][1][:2] if current + 1 < len(around) else raw[:0]
    levels = _median_of_five(before, raw, after)
    return Second(samples, levels, levels > max(LOWEST_DBFS, noise + ABOVE_NOISE_DB))


def _median_of_five(before: np.ndarray, levels: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Levels without the clicks and drop-outs shorter than three frames (60 ms): no syllable is so short."""
    row = np.concatenate([before, levels, after])
    row = np.pad(row, (2 - len(before), 2 - len(after)), mode="symmetric")
    return np.median(np.lib.stride_tricks.sliding_window_view(row, 5), axis=1)


def _measured(blocks: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Samples and levels, one second at a time, whatever the sizes of the blocks."""
    last: float | None = None
    for samples in _even(blocks):
        emphasised = samples - PRE_EMPHASIS * np.concatenate([[samples[0] if last is None else last], samples[:-1]])
        last = float(samples[-1])
        frames = np.pad(emphasised, (0, -len(samples) % FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
        power = np.mean(np.square(frames, dtype=np.float64), axis=1)
        yield samples, 10 * np.log10(power + 1e-12)


def _even(blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    waiting: list[np.ndarray] = []
    count = 0
    for block in blocks:
        waiting.append(np.nan_to_num(np.asarray(block, dtype=np.float32).reshape(-1)))
        count += len(waiting[-1])
        if count < SAMPLE_RATE:
            continue
        sound = np.concatenate(waiting)
        whole = count - count % SAMPLE_RATE
        yield from np.split(sound[:whole], whole // SAMPLE_RATE)
        waiting, count = [sound[whole:].copy()], count - whole
    if count:
        yield np.concatenate(waiting)
