"""What of a segment's text was said within a span of time, by the times of its words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from testimonies.transcript.blanking import Piece, places
from testimonies.transcript.document import Word

__all__ = ["Cut", "letters", "within"]


@dataclass(frozen=True, slots=True)
class Cut:
    """``pieces`` of the text within the span, none where nothing was said in it; ``start_ms`` and ``end_ms`` of the
    first and the last word in it (``timed``), else of the segment."""

    pieces: tuple[Piece, ...]
    start_ms: int
    end_ms: int
    timed: bool = True

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def within(
    text: str,
    words: Sequence[Word],
    pieces: Sequence[Piece],
    times: tuple[int, int],
    span: tuple[int, int],
) -> Cut:
    """The words whose middle lies within ``span`` (milliseconds), of a segment with those ``times``.

    ``pieces`` are the text as a reader may have it, where something in it is kept from somebody. A text whose words
    have no times, or other ones than its own, cannot be cut: it is given whole.
    """
    shown = tuple(pieces) or (Piece(text),)
    found = _places(text, shown, words)
    if not found:
        return Cut(shown, *times, timed=False)
    chosen = [index for index, word in enumerate(words) if span[0] <= (word.start_ms + word.end_ms) / 2 < span[1]]
    if not chosen:
        chosen = [index for index, word in enumerate(words) if word.start_ms < span[1] and span[0] < word.end_ms]
    if not chosen:
        return Cut((), *times)
    first, last = chosen[0], chosen[-1]
    start = 0 if first == 0 else found[first][0]
    end = len(text) if last == len(words) - 1 else found[last][1]
    return Cut(
        tuple(_between(shown, start, end)),
        words[first].start_ms,
        max(words[last].end_ms, words[first].start_ms),
    )


def letters(text: str) -> str:
    """A text as it is compared: composed alike, and without the spaces, which differ with where segments are cut."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _places(text: str, pieces: Sequence[Piece], words: Sequence[Word]) -> list[tuple[int, int]] | None:
    """Where each word stands in the text. Of words that are kept from the reader the times are not known: then only
    the pieces between them are looked through."""
    if found := places(text, words):
        return found
    at = 0
    open_at: list[int] = []
    for piece in pieces:
        if not piece.kept:
            open_at += range(at, at + len(piece.text))
        at += len(piece.text)
    in_open = places("".join(piece.text for piece in pieces if not piece.kept), words) if len(pieces) > 1 else None
    return [(open_at[start], open_at[max(start, end - 1)] + 1) for start, end in in_open] if in_open else None


def _between(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    cut, at = [], 0
    for piece in pieces:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        if part:
            cut.append(Piece(part, piece.kept))
        at += len(piece.text)
    return cut
