"""Hear a piece of sound as well as it can be heard: each part in its language, what is doubtful again and otherwise.

An engine writes what it makes of a piece and names its doubts. Here a doubtful stretch is heard again with other
settings, and cut smaller; the least doubtful outcome stays. What stays doubtful is marked and never left out, save
where by voice activity nobody speaks at all: that text was invented, and is not written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from statistics import median_high

import numpy as np

from testimonies.transcript.document import Document, Segment, prevailing_language
from testimonies.transcription import tongues, voice
from testimonies.transcription.engine import Engine
from testimonies.transcription.listening import FRAME_MS, SAMPLE_RATE

FURTHER_ATTEMPTS = (1, 2, 3)
"""Rows of :data:`testimonies.transcription.dialect.ATTEMPTS`. The halves of a stretch are heard after the first."""
SHORTEST_HALF_MS = 1_000
LEAST_SURE = math.log(0.7)
"""Mean logarithm of the probability of words below which a stretch's language is looked at once more."""
STANDS_OUT, LEAST_OUTSTANDING = 4.0, math.log(0.9)
"""So many times less sure than most beside it, and less than this: so it reads where a language was not noticed."""
MARGIN_MS = 200
LEAST_VOICED, LONG_MS = 0.2, 2_500
"""The share of its time in which somebody must speak where a segment is doubted or shorter than this: what is invented
after a sentence begins in the last breath of it."""
SHORTEST_MEASURED_MS = 300
"""Of sound in which a voice is looked for."""


def hear(
    engine: Engine, samples: np.ndarray, *, languages: Sequence[str] = (), prompt: str = "", task: str = "transcribe"
) -> Document:
    """The words in ``samples`` (float32 mono 16 kHz, at most the engine's longest piece), times relative to them.

    Same sound, same words. ``languages``, ``prompt`` and ``task`` as in
    :meth:`testimonies.transcription.engine.Engine.transcribe`, which this calls once for a sound piece and up to five
    times more for each doubtful stretch. One language forces it on the whole piece.
    """
    duration_ms = len(samples) * 1_000 // SAMPLE_RATE
    heard = voice.heard(samples)
    segments: list[Segment] = []
    if heard.any():
        for part in tongues.parts(engine, samples, heard, languages):
            ask = _Asking(engine, part.language, languages, prompt, task)
            segments += _moved(ask.heard_well(samples[part.start : part.end]), part.start // 16)
    return Document(prevailing_language(segments), tuple(segments), engine.describe(), duration_ms)


class _Asking:
    """One engine, asked in one way: only the number of the attempt changes, and the language where it was another."""

    def __init__(self, engine: Engine, language: str, languages: Sequence[str], prompt: str, task: str) -> None:
        self.engine, self.language, self.languages = engine, language, languages
        self.prompt, self.task = prompt, task

    def heard_well(self, samples: np.ndarray) -> list[Segment]:
        first = self.attempt(samples, 0) or self._spoken_after_all(samples)
        questionable = _questionable(first)
        if not any(map(questionable, first)):
            return first
        return [
            segment
            for stretch in _stretches(first, questionable, samples)
            for segment in self._settled(samples, *stretch)
        ]

    def _spoken_after_all(self, samples: np.ndarray) -> list[Segment]:
        """Somebody speaks, and nothing was written: once more without the silence around, and with other settings."""
        sounds = np.flatnonzero(voice.heard(samples)) * FRAME_MS
        start_ms, end_ms = (int(sounds[0]), int(sounds[-1]) + FRAME_MS) if len(sounds) else (0, 0)
        start_ms = max(start_ms - MARGIN_MS, 0)
        sound = samples[start_ms * 16 : (end_ms + MARGIN_MS) * 16]
        tries = (self.attempt(sound, number) for number in (0, FURTHER_ATTEMPTS[0]) if voice.speaks(sound))
        return _moved(next((found for found in tries if found), []), start_ms)

    def attempt(self, samples: np.ndarray, number: int, language: str = "") -> list[Segment]:
        """What is written in which somebody speaks."""
        document = self.engine.transcribe(
            samples, languages=(language or self.language,), prompt=self.prompt, task=self.task, attempt=number
        )
        return [segment for segment in document if _voiced(segment, samples)]

    def _settled(
        self, samples: np.ndarray, segments: list[Segment], questionable: bool, within_ms: tuple[int, int]
    ) -> list[Segment]:
        if not questionable:
            return segments
        start_ms, end_ms = within_ms
        sound = samples[start_ms * 16 : end_ms * 16]
        best = segments
        for outcome in self._outcomes(sound):
            found = _moved(outcome, start_ms)
            if found and _doubt(found) < _doubt(best):
                best = found
            if not any(segment.doubts for segment in best):
                break
        return best

    def _outcomes(self, sound: np.ndarray) -> Iterator[list[Segment]]:
        """One after the other, each made when it is asked for; first in the language that the sound by itself is in."""
        language = tongues.language(self.engine, sound, self.languages, neighbour=self.language)
        yield self.attempt(sound, 0, language) if language != self.language else []
        first, *others = FURTHER_ATTEMPTS
        yield self.attempt(sound, first)
        if cut := _inner_silence(sound):
            yield [*self.attempt(sound[:cut], first), *_moved(self.attempt(sound[cut:], first), cut // 16)]
        for number in others:
            yield self.attempt(sound, number)


def _questionable(segments: Sequence[Segment]) -> Callable[[Segment], bool]:
    """Which of them are doubted, or hardly sure: at all, or beside the others."""
    others = median_high([_sureness([segment]) for segment in segments] or [0.0])
    least = max(LEAST_SURE, min(LEAST_OUTSTANDING, STANDS_OUT * others))
    return lambda segment: bool(segment.doubts) or _sureness([segment]) < least


def _voiced(segment: Segment, samples: np.ndarray) -> bool:
    """Whether anybody speaks where this is written. What has hardly any length is measured by the moment around it."""
    length_ms = segment.end_ms - segment.start_ms
    margin_ms = max(0, SHORTEST_MEASURED_MS - length_ms) // 2
    sound = samples[max(segment.start_ms - margin_ms, 0) * 16 : (segment.end_ms + margin_ms) * 16]
    return voice.speaks(sound, LEAST_VOICED if segment.doubts or length_ms < LONG_MS else 0.0)


def _stretches(
    segments: Sequence[Segment], questionable: Callable[[Segment], bool], samples: np.ndarray
) -> Iterator[tuple[list[Segment], bool, tuple[int, int]]]:
    """Neighbours that are sound, or questionable, together: they, which of the two, and from when until when no other
    words lie."""
    runs = [(doubtful, list(run)) for doubtful, run in groupby(segments, key=questionable)]
    for number, (doubtful, run) in enumerate(runs):
        before_ms = runs[number - 1][1][-1].end_ms if number else 0
        after_ms = runs[number + 1][1][0].start_ms if number + 1 < len(runs) else len(samples) // 16
        yield run, doubtful, (min(before_ms, run[0].start_ms), max(after_ms, run[-1].end_ms))


def _inner_silence(sound: np.ndarray) -> int:
    """Where to cut: the middle of the longest silence with enough speech on both sides, in samples; 0 for none."""
    sounds = np.flatnonzero(voice.heard(sound))
    gaps = np.diff(sounds)
    least = SHORTEST_HALF_MS // FRAME_MS
    places = [
        (int(gaps[at]), (int(sounds[at]) + 1 + int(sounds[at + 1])) // 2)
        for at in np.flatnonzero(gaps > tongues.SHORTEST_SILENCE_MS // FRAME_MS)
        if sounds[at] - sounds[0] >= least and sounds[-1] - sounds[at + 1] >= least
    ]
    return max(places)[1] * FRAME_MS * 16 if places else 0


def _doubt(segments: Sequence[Segment]) -> tuple[float, float]:
    """How doubtful it is: the share of time that is doubted, once for each reason; then how unsure its words are."""
    whole_ms = sum(max(segment.end_ms - segment.start_ms, FRAME_MS) for segment in segments)
    doubted_ms = sum(len(one.doubts) * max(one.end_ms - one.start_ms, FRAME_MS) for one in segments)
    return doubted_ms / whole_ms, -_sureness(segments)


def _sureness(segments: Sequence[Segment]) -> float:
    told = [word.probability for one in segments for word in one.words if word.probability is not None]
    return sum(math.log(max(one, 1e-4)) for one in told) / len(told) if told else 0.0


def _moved(segments: Sequence[Segment], by_ms: int) -> list[Segment]:
    return [segment.shifted(by_ms) for segment in segments]
