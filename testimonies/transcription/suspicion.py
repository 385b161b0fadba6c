"""Text that nobody may have spoken, found by measure, never by lists of phrases: the same limits hold in any script.

Recognisers fill silence and noise with loops and set phrases. Nothing here is dropped: a suspicion is a reason to try
again with other settings, or to mark the segment doubtful.
"""

from __future__ import annotations

import math
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from testimonies.transcript.document import Segment
from testimonies.transcription.listening import FRAME_MS

MOST_REPEATS = 4
"""The same letters more often than this without anything between, and not only a short "no, no, no, no, no"."""
SHORTEST_LOOP_BYTES = 20
"""Of UTF-8, so that a loop of Chinese, a syllable a letter, counts as early as one of English."""
MOST_COMPRESSION = 2.4
"""Whisper's own limit against repetition, here of letters and not of bytes: Hindi and Burmese, three bytes a letter,
of which two are always alike, would fall under suspicion by their script alone."""
SHORTEST_COMPRESSED = 40
"""Letters. In less than this compression measures nothing."""
MOST_LETTERS_PER_S = 35.0
"""Auctioneers reach ten syllables a second, of two to three letters each."""
LETTERS_PER_SYLLABLE = 2.5
"""What a letter that writes a whole syllable counts for."""
FEWEST_LETTERS = 10
"""Below this a slip in the times of one word would look like haste."""
LEAST_LOG_PROBABILITY = -1.0
"""Of the words, on average: Whisper's own limit for its tokens."""
LEAST_HEARD = 0.2
"""Share of a segment's time in which there must be some sound."""
MOST_NO_SPEECH = 0.6
"""Whisper's own limit for its token of no speech."""
MOST_READ_OUT = 4
"""Words of the word list in its own order, and nothing else: nobody speaks a glossary."""
MOST_READ_OUT_UNHEARD = 0
"""The same where there is sound in less than half of the time, or the recogniser rather heard no speech."""
LEAST_HEARD_OF_A_LIST, MOST_NO_SPEECH_OF_A_LIST = 0.5, 0.3

_SYLLABIC = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ETHIOPIC", "YI SYLLABLE", "CHEROKEE", "CANADIAN SYLLABICS")


class Reason(StrEnum):
    LOOP = "loop"
    """The same letters again and again, one after the other."""
    COMPRESSION = "compression"
    """Hardly anything new in the whole text."""
    SPEED = "speed"
    """More letters than anybody can speak in that time."""
    PROBABILITY = "probability"
    """The recogniser itself doubts its words."""
    SILENCE = "silence"
    """Text where hardly anything can be heard."""
    NO_SPEECH = "no_speech"
    """Text where the recogniser heard no speech."""
    PROMPT = "prompt"
    """The word list that was given along, read out."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One reason to doubt a segment, with what was measured and the limit it broke."""

    reason: Reason
    measured: float
    limit: float


def suspicions(
    segment: Segment, *, heard: np.ndarray | None = None, no_speech: float | None = None, prompt: str = ""
) -> tuple[Suspicion, ...]:
    """Every reason to doubt ``segment``; none for a sound one.

    ``heard`` tells for each frame of 20 ms, counted from the same moment as the segment's times, whether there is sound
    (:func:`testimonies.transcription.listening.seconds`); ``no_speech`` is the recogniser's probability of no speech.
    Both may be unknown. ``prompt`` is the word list that the recogniser was given. Words that a person typed have no
    probability and are never doubted for it.
    """
    return (*_found(segment, heard, no_speech), *_read_out(segment, heard, no_speech, prompt))


def _found(segment: Segment, heard: np.ndarray | None, no_speech: float | None) -> Iterator[Suspicion]:
    letters = _letters(segment.text)
    if not letters:
        return
    if (often := repeats(letters)) > MOST_REPEATS:
        yield Suspicion(Reason.LOOP, often, MOST_REPEATS)
    if len(letters) >= SHORTEST_COMPRESSED and (dense := compression(letters)) > MOST_COMPRESSION:
        yield Suspicion(Reason.COMPRESSION, dense, MOST_COMPRESSION)
    if (fast := letters_per_s(letters, segment.end_ms - segment.start_ms)) > MOST_LETTERS_PER_S:
        yield Suspicion(Reason.SPEED, fast, MOST_LETTERS_PER_S)
    told = [word.probability for word in segment.words if word.probability is not None]
    if told and (sure := sum(math.log(max(one, 1e-4)) for one in told) / len(told)) < LEAST_LOG_PROBABILITY:
        yield Suspicion(Reason.PROBABILITY, sure, LEAST_LOG_PROBABILITY)
    if heard is not None and (share := _share(heard, segment)) < LEAST_HEARD:
        yield Suspicion(Reason.SILENCE, share, LEAST_HEARD)
    if no_speech is not None and no_speech > MOST_NO_SPEECH:
        yield Suspicion(Reason.NO_SPEECH, no_speech, MOST_NO_SPEECH)


def _read_out(segment: Segment, heard: np.ndarray | None, no_speech: float | None, prompt: str) -> Iterator[Suspicion]:
    said, listed = _words(segment.text), _words(prompt)
    if not said or f" {' '.join(said)} " not in f" {' '.join([*listed, *listed])} ":
        return
    unheard = heard is not None and _share(heard, segment) < LEAST_HEARD_OF_A_LIST
    unheard = unheard or (no_speech is not None and no_speech > MOST_NO_SPEECH_OF_A_LIST)
    limit = MOST_READ_OUT_UNHEARD if unheard else MOST_READ_OUT
    if len(said) > limit:
        yield Suspicion(Reason.PROMPT, len(said), limit)


def _words(text: str) -> list[str]:
    return [letters for word in text.replace(",", " ").split() if (letters := _letters(word))]


def repeats(letters: str) -> int:
    """How often the most repeated stretch stands in a row; 1 where none does, or where the row is short."""
    codes = np.array([ord(letter) for letter in letters])
    most = 1
    for period in range(1, len(codes) // (MOST_REPEATS + 1) + 1):
        ends = np.flatnonzero(np.diff(np.concatenate([[0], codes[period:] == codes[:-period], [0]])))
        for start, end in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
            row = letters[start : end + period]
            if len(row.encode()) >= SHORTEST_LOOP_BYTES:
                most = max(most, len(row) // period)
    return most


def compression(letters: str) -> float:
    """Length over compressed length, each letter a number of the same size whatever its script."""
    numbers = {letter: number for number, letter in enumerate(dict.fromkeys(letters))}
    plain = np.array([numbers[letter] for letter in letters], dtype=np.uint8 if len(numbers) <= 256 else np.uint16)
    return len(plain.tobytes()) / len(zlib.compress(plain.tobytes()))


def letters_per_s(letters: str, duration_ms: int) -> float:
    """Speed in letters of an alphabet; 0 for a text too short to tell."""
    spoken = sum(_weight(letter) for letter in letters)
    return spoken * 1_000 / max(duration_ms, 1) if spoken >= FEWEST_LETTERS else 0.0


def _letters(text: str) -> str:
    """Letters, digits and the marks that belong to them, in one case: neither spaces nor punctuation."""
    return "".join(
        one for one in unicodedata.normalize("NFC", text).casefold() if unicodedata.category(one)[0] in "LNM"
    )


def _weight(letter: str) -> float:
    if unicodedata.category(letter)[0] == "M":
        return 0.0
    return LETTERS_PER_SYLLABLE if unicodedata.name(letter, "").startswith(_SYLLABIC) else 1.0


def _share(heard: np.ndarray, segment: Segment) -> float:
    within = heard[segment.start_ms // FRAME_MS : max(segment.end_ms, segment.start_ms + FRAME_MS) // FRAME_MS]
    return float(np.mean(within)) if len(within) else 0.0
