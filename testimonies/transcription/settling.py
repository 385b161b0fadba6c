"""A word stands where it is heard: recognisers let the first word after a pause begin within the pause, and where they
lose the time altogether, draw one word out over seconds in which nobody speaks and press the next ones into nothing.

Measured with whisper-mini on the demonstration collection: first words began up to 550 ms too early; after the noise of
an engine that fades away, up to 3 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from testimonies.transcript.document import Segment, Word
from testimonies.transcription.listening import FRAME_MS

SHORTEST_SILENCE_MS = 140
"""A word may begin with the closure of a plosive, which is silent for up to so long."""
MOST_MS, MOST_MS_A_LETTER = 300, 100
"""A word longer than this and so much more for each of its letters is drawn out. Of 6,000 words of half hours in three
languages that were in their places, two were."""
LEAST_MS = 20
"""No word is as short as that."""
INNER_SILENCE_MS = 300
"""A word in which nobody speaks for so long, or for half of it, is out of its place."""

Voiced = Callable[[int, int], np.ndarray]
"""From when until when, in ms of the piece → for each frame of 20 ms between the two, whether there is a voice."""


def settled(segments: Iterable[Segment], heard: np.ndarray, voiced: Voiced) -> Iterator[Segment]:
    """The segments of a piece of sound, no word and no segment beginning in a silence.

    ``heard`` tells for each frame of 20 ms of the piece whether there is sound
    (:func:`testimonies.transcription.listening.seconds`). ``voiced`` is dearer and sees better: it is asked only
    where a word's length cannot be true. Such words are laid into the time in which somebody speaks, in their order.
    """
    for segment in segments:
        words = tuple(_settled(word, heard) for word in segment.words)
        # within a segment, a word that would begin later leaves those before it alone on the other side of a pause
        if any(map(_impossible, words[:1])) or any(map(_impossible, segment.words[1:])):
            words = tuple(_settled(word, heard) for word in _among_voices(segment.words, voiced))
        yield replace(segment, start_ms=words[0].start_ms, end_ms=words[-1].end_ms, words=words) if words else segment


def _settled(word: Word, heard: np.ndarray) -> Word:
    within = heard[word.start_ms // FRAME_MS : word.end_ms // FRAME_MS]
    silent_ms = int(np.argmax(within)) * FRAME_MS if within.any() else 0
    if silent_ms < SHORTEST_SILENCE_MS:
        return word
    return replace(word, start_ms=word.start_ms // FRAME_MS * FRAME_MS + silent_ms)


def _impossible(word: Word) -> bool:
    length_ms = word.end_ms - word.start_ms
    return length_ms <= LEAST_MS or length_ms > MOST_MS + MOST_MS_A_LETTER * len(word.text)


def _among_voices(words: Sequence[Word], voiced: Voiced) -> tuple[Word, ...]:
    """Words of which those that are out of place share the voiced time between the others."""
    first = words[0].start_ms // FRAME_MS
    voices = voiced(first * FRAME_MS, words[-1].end_ms)
    runs = [(stray, list(run)) for stray, run in groupby(words, key=lambda word: _out_of_place(word, voices, first))]
    laid: list[Word] = []
    for number, (stray, run) in enumerate(runs):
        from_ms = laid[-1].end_ms if laid else words[0].start_ms
        until_ms = runs[number + 1][1][0].start_ms if number + 1 < len(runs) else words[-1].end_ms
        within = np.arange(-(-from_ms // FRAME_MS), until_ms // FRAME_MS)
        frames = within[voices[within - first]]
        laid += _shared(run, frames) if stray and len(frames) else run
    return tuple(laid)


def _out_of_place(word: Word, voices: np.ndarray, first: int) -> bool:
    start = word.start_ms // FRAME_MS - first
    within = voices[start : max(-(-word.end_ms // FRAME_MS) - first, start + 1)]
    silent_ms = int(np.count_nonzero(~within)) * FRAME_MS
    return silent_ms >= INNER_SILENCE_MS or 2 * silent_ms > len(within) * FRAME_MS


def _shared(words: Sequence[Word], frames: np.ndarray) -> Iterator[Word]:
    """Each word by its letters gets of ``frames``, in order, its share; of a share in pieces, the longest piece."""
    reached = np.cumsum([0, *(max(len(word.text), 1) for word in words)])
    edges = reached * len(frames) // reached[-1]
    for word, start, end in zip(words, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        share = frames[start:end]
        if not len(share):  # more words than frames
            at_ms = int(frames[min(start, len(frames) - 1)]) * FRAME_MS
            yield replace(word, start_ms=at_ms, end_ms=at_ms)
            continue
        longest = max(np.split(share, np.flatnonzero(np.diff(share) > 1) + 1), key=len)
        yield replace(word, start_ms=int(longest[0]) * FRAME_MS, end_ms=int(longest[-1] + 1) * FRAME_MS)
