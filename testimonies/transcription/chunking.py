"""Cut a stream of sound at its silences into pieces that an engine can take, in constant memory.

Whatever was spoken lies in exactly one piece; long silences lie in none. The cuts depend on the sound alone, never on
the sizes of the blocks it arrives in, so that work interrupted and begun again makes the same pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from testimonies.transcription import listening, voice
from testimonies.transcription.listening import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE

MARGIN_MS = 200
"""Kept before and after speech: the breath of a soft beginning, the fall of a last syllable."""
SHORTEST_SILENCE_MS = 300
"""A plosive closes the mouth for up to 150 ms; from twice that on a silence is a place to cut."""
LONGEST_PAUSE_MS = 2_000
"""A longer silence always ends a piece: recognisers lose their times, or invent words, over inner silences."""
SHORTEST_LIMIT_MS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A stretch of sound that holds speech: times from the beginning of the stream, samples float32 mono 16 kHz."""

    start_ms: int
    end_ms: int
    samples: np.ndarray


def pieces(
    blocks: Iterable[np.ndarray],
    *,
    longest_ms: int,
    longest_pause_ms: int = LONGEST_PAUSE_MS,
    heard: Callable[[Iterable[np.ndarray]], Iterator[listening.Second]] = voice.seconds,
) -> Iterator[Piece]:
    """The pieces of a stream of float32 mono 16 kHz ``blocks``, in order, none longer than ``longest_ms``.

    Neighbours are joined over pauses of up to ``longest_pause_ms`` while they fit. What is too long is cut at the
    longest silence of its second half, or, where nobody pauses, at the quietest moment of it: there nothing is left out
    between the two pieces. ``heard`` tells speech from silence; the sound in which nobody speaks for long lies in no
    piece. Raises :class:`ValueError` for a limit under two seconds.
    """
    if longest_ms < SHORTEST_LIMIT_MS:
        raise ValueError(f"pieces of at most {longest_ms} ms are too short for speech")
    tape = _Tape()
    for span in _spans(heard(blocks), tape, longest_ms // FRAME_MS, longest_pause_ms // FRAME_MS):
        yield tape.piece(span)


_MARGIN = MARGIN_MS // FRAME_MS
_SILENCE = SHORTEST_SILENCE_MS // FRAME_MS


@dataclass
class _Stretch:
    """Speech that is being gathered. Everything is counted in frames from the beginning of the stream."""

    start: int
    """Where the piece will begin: up to a margin before the first sound."""
    heard_from: int
    heard_until: int
    levels: list[float] = field(default_factory=list)
    """From ``heard_from`` on."""
    silences: list[tuple[int, int]] = field(default_factory=list)

    def hear(self, frame: int) -> None:
        if frame - self.heard_until >= _SILENCE:
            self.silences.append((self.heard_until, frame))
        self.heard_until = frame + 1

    def divide(self, longest: int) -> tuple[int, _Stretch]:
        """The end of the piece that is cut off, and the rest."""
        end, start, heard_from = self._at_silence(longest) or self._at_quietest(longest)
        levels = self.levels[heard_from - self.heard_from :]
        silences = [silence for silence in self.silences if silence[0] >= heard_from]
        return end, _Stretch(start, heard_from, self.heard_until, levels, silences)

    def _at_silence(self, longest: int) -> tuple[int, int, int] | None:
        late = [silence for silence in self.silences if sum(silence) // 2 >= self.start + longest // 2]
        if not late:
            return None
        before, after = max(late, key=lambda silence: (silence[1] - silence[0], silence[1]))
        middle = (before + after) // 2
        return min(before + _MARGIN, middle), max(after - _MARGIN, middle), after

    def _at_quietest(self, longest: int) -> tuple[int, int, int]:
        earliest = max(self.start + longest // 2, self.heard_from + 1)
        late = self.levels[earliest - self.heard_from :]
        cut = earliest + int(np.argmin(late))
        return cut, cut, cut


def _spans(heard: Iterable[listening.Second], tape: _Tape, longest: int, pause: int) -> Iterator[tuple[int, int]]:
    """First and last frame (exclusive) of every piece. Fills ``tape``, and lets go of what no piece will want."""
    stretch: _Stretch | None = None
    frame = taken_until = 0
    for second in heard:
        tape.add(second.samples)
        for level, sounds in zip(second.levels.tolist(), second.heard.tolist(), strict=True):
            if stretch is None and sounds:
                stretch = _Stretch(max(frame - _MARGIN, taken_until), frame, frame)
            if stretch is not None:
                stretch.levels.append(level)
                if sounds:
                    stretch.hear(frame)
                    if stretch.heard_until - stretch.start > longest - _MARGIN:
                        begin = stretch.start
                        taken_until, stretch = stretch.divide(longest)
                        yield begin, taken_until
                elif frame + 1 - stretch.heard_until >= max(pause, _MARGIN):
                    taken_until = stretch.heard_until + _MARGIN
                    yield stretch.start, taken_until
                    stretch = None
            frame += 1
        tape.forget_before(stretch.start if stretch else frame - _MARGIN)
    if stretch is not None:
        yield stretch.start, stretch.heard_until + _MARGIN


class _Tape:
    """The samples that may still become part of a piece."""

    def __init__(self) -> None:
        self._samples = np.zeros(0, dtype=np.float32)
        self._first = 0  # number of samples already let go

    def add(self, samples: np.ndarray) -> None:
        self._samples = np.concatenate([self._samples, samples])

    def forget_before(self, frame: int) -> None:
        gone = max(0, frame * FRAME_SAMPLES - self._first)
        self._samples = self._samples[gone:]
        self._first += gone

    def piece(self, span: tuple[int, int]) -> Piece:
        start, end = (frame * FRAME_SAMPLES for frame in span)
        end = min(end, self._first + len(self._samples))
        samples = self._samples[start - self._first : end - self._first].copy()
        return Piece(_ms(start), _ms(end), samples)


def _ms(samples: int) -> int:
    return samples * 1_000 // SAMPLE_RATE
