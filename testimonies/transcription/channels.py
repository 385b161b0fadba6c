"""Speakers for free: where each person had a microphone and each microphone a channel, the louder channel speaks.

Nothing here knows a voice. Whether the channels differ at all is measured; where they do not, nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from testimonies.transcript.document import Segment, Word
from testimonies.transcription.listening import FRAME_MS, FRAME_SAMPLES

SPEAKERS = ("1", "2")
"""By channel, first and second."""
SILENT_DBFS = -80.0
ABOVE_QUIET_DB = 10.0
"""A frame counts when one of its channels is so much louder than that channel's quiet moments."""
QUIET_QUANTILE = 0.10
LEAST_APART_DB = 9.0
"""Between the two ways in which the channels differ in loudness. A person's own microphone hears them 10 to 20 dB
louder than the other one does; the two of a stereo recorder hear everybody within 2 to 4 dB alike."""
LEAST_SHARE = 0.03
"""Of the time somebody speaks: whoever says less has said nothing."""
UNSURE_DB = 2.0
"""Nearer to the middle both speak, or it cannot be told: the words go with those around them."""
MOST_DB = 40.0
CANCELLED = 1 / 8
"""Power of the mean against that of the louder channel. One channel alone leaves a quarter; less is a cable soldered
the wrong way round, and the mean would be silence."""


class Meter:
    """Listens to both channels on their way to one."""

    def __init__(self) -> None:
        self._waiting = np.zeros((0, 2), dtype=np.float32)
        self._levels: list[np.ndarray] = []

    def mono(self, blocks: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """The mean of blocks of float32 samples of shape ``(n, 2)``, each of shape ``(n,)``; where two channels cancel
        each other, the louder one alone."""
        for block in blocks:
            self._measure(block)
            mean = block.mean(axis=1)
            powers = np.mean(np.square(block, dtype=np.float64), axis=0)
            cancels = np.mean(np.square(mean, dtype=np.float64)) < CANCELLED * powers.max()
            yield block[:, int(powers.argmax())].copy() if cancels else mean

    @property
    def levels(self) -> np.ndarray:
        """dBFS of each frame of 20 ms so far and of each channel: float32 of shape ``(frames, 2)``."""
        last = [_levels(np.pad(self._waiting, ((0, -len(self._waiting) % FRAME_SAMPLES), (0, 0))))]
        return np.concatenate([*self._levels, *last])

    def _measure(self, block: np.ndarray) -> None:
        sound = np.concatenate([self._waiting, block])
        whole = len(sound) - len(sound) % FRAME_SAMPLES
        self._levels.append(_levels(sound[:whole]))
        self._waiting = sound[whole:].copy()


def packed(levels: np.ndarray) -> bytes:
    """Levels as a byte each, in whole decibels below full scale: two hours are 0.7 MB."""
    return np.clip(np.round(-levels), 0, 255).astype(np.uint8).tobytes()


def unpacked(kept: bytes) -> np.ndarray:
    return -np.frombuffer(kept, dtype=np.uint8).astype(np.float32).reshape(-1, 2)


def differ(levels: np.ndarray) -> bool:
    """Whether each channel is somebody's own, by the levels of a whole recording."""
    return middle_db(levels) is not None


def middle_db(levels: np.ndarray) -> float | None:
    """The difference between the first channel and the second, in dB, above which the first one's person speaks;
    ``None`` where the channels are alike, or one of them is hardly ever the louder one."""
    apart = _apart(levels[_sounding(levels)])
    if not len(apart):
        return None
    low, high = (float(np.quantile(apart, share)) for share in (0.05, 0.95))
    for _round in range(20):
        middle = (low + high) / 2
        lower, upper = apart[apart <= middle], apart[apart > middle]
        if min(len(lower), len(upper)) < LEAST_SHARE * len(apart):
            return None
        low, high = float(np.median(lower)), float(np.median(upper))
    return (low + high) / 2 if high - low >= LEAST_APART_DB else None


def assign(segments: Iterable[Segment], levels: np.ndarray) -> tuple[Segment, ...]:
    """The segments with the speaker of each by channel, cut in two at the word where another one speaks.

    ``levels`` are those of the whole recording, and the segments' times counted from its beginning. Where the channels
    are alike, the segments stay as they are.
    """
    middle = middle_db(levels)
    if middle is None:
        return tuple(segments)
    return tuple(part for segment in segments for part in _assigned(segment, levels, middle))


def _assigned(segment: Segment, levels: np.ndarray, middle: float) -> Iterator[Segment]:
    whole = _speaker(segment, levels, middle, unsure=0.0)
    told = [_speaker(word, levels, middle, unsure=UNSURE_DB) for word in segment.words]
    texts = _texts(segment)
    if not texts or len({one for one in told if one}) < 2:
        yield replace(segment, speaker=next((one for one in told if one), whole))
        return
    for at in range(1, len(told)):
        told[at] = told[at] or told[at - 1]
    first = next(one for one in told if one)
    told = [one or first for one in told]
    edges = [0, *(at for at in range(1, len(told)) if told[at] != told[at - 1]), len(told)]
    for begin, end in pairwise(edges):
        words = segment.words[begin:end]
        yield replace(
            segment,
            start_ms=segment.start_ms if begin == 0 else words[0].start_ms,
            end_ms=segment.end_ms if end == len(told) else words[-1].end_ms,
            text="".join(texts[begin:end]).strip(),
            words=words,
            speaker=told[begin],
        )


def _texts(segment: Segment) -> list[str]:
    """The text cut before each word, punctuation and spaces kept; none where the words are not those of the text."""
    starts, at = [], 0
    for word in segment.words:
        at = segment.text.find(word.text, at)
        if at < 0:
            return []
        starts.append(at)
        at += len(word.text)
    edges = [0, *starts[1:], len(segment.text)]
    return [segment.text[begin:end] for begin, end in pairwise(edges)] if starts else []


def _speaker(spoken: Segment | Word, levels: np.ndarray, middle: float, *, unsure: float) -> str:
    """By the power of each channel while it is spoken; ``""`` where it cannot be told."""
    first = spoken.start_ms // FRAME_MS
    within = levels[first : max(-(-spoken.end_ms // FRAME_MS), first + 1)]
    if not len(within):
        return ""
    powers = np.mean(np.power(10.0, within.astype(np.float64) / 10), axis=0)
    off = float(_apart(10 * np.log10(powers)[None])[0]) - middle
    return "" if abs(off) <= unsure and unsure else SPEAKERS[0] if off > 0 else SPEAKERS[1]


def _sounding(levels: np.ndarray) -> np.ndarray:
    if not len(levels):
        return np.zeros(0, dtype=bool)
    quiet = np.maximum(np.quantile(levels, QUIET_QUANTILE, axis=0), SILENT_DBFS)
    return np.any(levels > quiet + ABOVE_QUIET_DB, axis=1)


def _apart(levels: np.ndarray) -> np.ndarray:
    return np.clip(levels[:, 0] - levels[:, 1], -MOST_DB, MOST_DB)


def _levels(sound: np.ndarray) -> np.ndarray:
    power = np.mean(np.square(sound.reshape(-1, FRAME_SAMPLES, 2), dtype=np.float64), axis=1)
    return np.maximum(10 * np.log10(power + 1e-12), SILENT_DBFS).astype(np.float32)
