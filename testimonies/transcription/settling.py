"""A word begins where it is heard: recognisers let the first word after a pause begin within the pause.

Measured with whisper-mini on the demonstration collection: first words began up to 550 ms too early.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from testimonies.transcript.document import Segment, Word
from testimonies.transcription.listening import FRAME_MS

SHORTEST_SILENCE_MS = 140
"""A word may begin with the closure of a plosive, which is silent for up to so long."""


def settled(segments: Iterable[Segment], heard: np.ndarray) -> Iterator[Segment]:
    """The segments of a piece of sound, no word and no segment beginning in a silence.

    ``heard`` tells for each frame of 20 ms of the piece whether there is sound
    (:func:`testimonies.transcription.listening.seconds`).
    """
    for segment in segments:
        words = tuple(_settled(word, heard) for word in segment.words)
        yield replace(segment, start_ms=words[0].start_ms, words=words) if words else segment


def _settled(word: Word, heard: np.ndarray) -> Word:
    within = heard[word.start_ms // FRAME_MS : word.end_ms // FRAME_MS]
    silent_ms = int(np.argmax(within)) * FRAME_MS if within.any() else 0
    if silent_ms < SHORTEST_SILENCE_MS:
        return word
    return replace(word, start_ms=word.start_ms // FRAME_MS * FRAME_MS + silent_ms)
