"""Which language is spoken where in a piece of sound: one for most, several where a narrator changes language.

A recogniser writes a whole window in one language. What is said in another one is then translated, mangled or left out.
So a piece in which a change is possible is divided at a silence, and each part heard in its own language. Where its
sound alone does not tell the language of a stretch, it is written in each that it may be, and the words are weighed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

import numpy as np

from testimonies.transcript.document import Segment
from testimonies.transcription.engine import Engine
from testimonies.transcription.listening import FRAME_MS, SAMPLE_RATE

SHORTEST_SILENCE_MS = 300
"""Nobody changes language within a word; between two phrases there is a breath."""
SHORTEST_STRETCH_MS = 1_000
"""In less than that no language is detected with any certainty."""
CALM = 0.98
"""A stretch that, heard within its piece, is so surely in the piece's language is in it; the others are heard by
themselves. Measured with whisper-mini: of 40 pieces in one language 37 hold such stretches only, of 40 in two
languages two or three."""
SURE = 0.9
"""From here on a stretch heard by itself is in the language detected; below, it is written in each that it may be."""
POSSIBLE, MOST_TRIED = 0.05, 3
"""A language less probable than that is not tried, and no more of them than that."""
MOST_WORDS_A_SECOND = 10
"""Nobody speaks faster, in a language that is written without spaces not either, where each character counts."""
STAYS = 2.0
"""So many times more probable is the language of a neighbour, and twice that of both: narrators change seldom."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a piece, in samples from its beginning, in one language (BCP 47 tag)."""

    start: int
    end: int
    language: str


def parts(engine: Engine, samples: np.ndarray, heard: np.ndarray, languages: Sequence[str] = ()) -> list[Part]:
    """The parts of a piece (float32 mono 16 kHz) by language, in order and without a gap; at least one.

    ``heard`` tells for each frame of 20 ms whether somebody speaks, ``languages`` are those declared.
    """
    spans_ms = list(stretches(heard))
    whole, *within = engine.detect(samples, languages=languages, spans_ms=[(0, len(samples) // 16), *spans_ms])
    prevailing = _best(whole)
    if not spans_ms or all(told.get(prevailing, 0.0) >= CALM for told in within):
        return [Part(0, len(samples), prevailing)]
    sounds = [samples[start_ms * 16 : end_ms * 16] for start_ms, end_ms in spans_ms]
    alone = [
        told if told.get(prevailing, 0.0) >= CALM else engine.detect(sound, languages=languages)[0]
        for sound, told in zip(sounds, within, strict=True)
    ]
    spoken = _spoken(engine, sounds, alone, prevailing)
    cuts = [(end_ms + start_ms) * 16 // 2 for (_, end_ms), (start_ms, _) in pairwise(spans_ms)]
    edges = [0, *cuts, len(samples)]
    found: list[Part] = []
    for (start, end), language in zip(pairwise(edges), spoken, strict=True):
        if found and found[-1].language == language:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Part(start, end, language))
    return found


def language(engine: Engine, sound: np.ndarray, languages: Sequence[str] = (), *, neighbour: str) -> str:
    """The language (BCP 47 tag) of a stretch of sound, heard by itself, beside something in that of ``neighbour``."""
    (told,) = engine.detect(sound, languages=languages)
    return _best(told) if max(told.values()) >= SURE else _weighed(engine, sound, told, [neighbour]) or neighbour


def stretches(heard: np.ndarray) -> Iterator[tuple[int, int]]:
    """What is spoken between silences, in ms, stretches too short to tell their language joined to the next one."""
    sounds = np.flatnonzero(heard)
    if not len(sounds):
        return
    silences = np.flatnonzero(np.diff(sounds) > SHORTEST_SILENCE_MS // FRAME_MS)
    starts = [int(sounds[0]), *(int(sounds[at + 1]) for at in silences)]
    ends = [*(int(sounds[at]) + 1 for at in silences), int(sounds[-1]) + 1]
    begun, last = starts[0], len(starts) - 1
    kept: list[tuple[int, int]] = []
    for number, (_start, end) in enumerate(zip(starts, ends, strict=True)):
        if (end - begun) * FRAME_MS >= SHORTEST_STRETCH_MS or (number == last and not kept):
            kept.append((begun * FRAME_MS, end * FRAME_MS))
            begun = starts[number + 1] if number < last else begun
        elif number == last:
            kept[-1] = (kept[-1][0], end * FRAME_MS)
    yield from kept


def _spoken(
    engine: Engine, sounds: Sequence[np.ndarray], alone: Sequence[Mapping[str, float]], prevailing: str
) -> list[str]:
    """The language of each stretch: its own where that is sure, else the one in which its words are most probable;
    where nothing is written in any, that of the one before it, else of the next."""
    sure = [_best(told) if max(told.values()) >= SURE else "" for told in alone]
    spoken = list(sure)
    for at, language in enumerate(sure):
        if not language:
            neighbours = [*sure[max(at - 1, 0) : at], *sure[at + 1 : at + 2]]
            spoken[at] = _weighed(engine, sounds[at], alone[at], neighbours)
    for order in (range(1, len(spoken)), range(len(spoken) - 2, -1, -1)):
        step = 1 if order.step > 0 else -1
        for at in order:
            spoken[at] = spoken[at] or spoken[at - step]
    return [one or prevailing for one in spoken]


def _weighed(engine: Engine, sound: np.ndarray, told: Mapping[str, float], neighbours: Sequence[str]) -> str:
    """The language in which sound and words together are most probable; ``""`` where nothing but doubtful is written.

    Words count by their mean, taken as often as in the language with most of them: to leave some out is no proof. It is
    not written in a language that could not win even if every word were certain.
    """
    tried = sorted((one for one in told if told[one] >= POSSIBLE), key=lambda one: -told[one])[:MOST_TRIED]
    if len(tried) < 2:
        return _best(told)
    before = {one: math.log(told[one]) + neighbours.count(one) * math.log(STAYS) for one in tried}
    most_words = math.ceil(MOST_WORDS_A_SECOND * len(sound) / SAMPLE_RATE)
    written: dict[str, list[float]] = {}
    for language in sorted(tried, key=lambda one: -before[one]):
        if any(before[language] < before[one] + most_words * fmean(words) for one, words in written.items()):
            break  # and those after it are less probable still
        document = engine.transcribe(sound, languages=(language,))
        if found := [segment for segment in document if not segment.doubts]:
            written[language] = _logarithms(found) or [0.0]
    most = max(map(len, written.values()), default=0)
    weights = {language: before[language] + most * fmean(words) for language, words in written.items()}
    return _best(weights) if weights else ""


def _logarithms(segments: Iterable[Segment]) -> list[float]:
    probabilities = (word.probability for segment in segments for word in segment.words)
    return [math.log(max(one, 1e-4)) for one in probabilities if one is not None]


def _best(told: Mapping[str, float]) -> str:
    return max(told, key=lambda language: told[language])
