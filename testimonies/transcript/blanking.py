"""Taking words out of a text by their time, and names by how they are written. Knows no reader and no table.

What is taken out stands as one mark, however many words it was: neither their number nor their length can be told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.transcript.document import Word

__all__ = ["Blanked", "Piece", "blank", "mark", "pieces_of", "places", "replace_names"]

_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA")
"""Scripts written without spaces, in which a name stands between letters."""
_PROCLITICS = frozenset("وفبلك")
"""Arabic letters that are written together with the name that follows them: and, so, in, to, like."""
_SAME = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ı": "i", "ـ": None, "’": "'"})

Spans = Sequence[tuple[int, int]]
"""(start_ms, end_ms)"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. ``kept``: it is within a span; ``text`` is what stood there."""

    text: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Blanked:
    """A text with marks in it, in pieces (a kept one holds the mark alone), and the words whose times may be known."""

    text: str
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]


def mark() -> str:
    """What stands in the place of words that are kept back, in the reader's language."""
    return _("[withheld]")


def pieces_of(
    text: str,
    words: Sequence[Word],
    start_ms: int,
    end_ms: int,
    spans: Sequence[tuple[int, int]],
    *,
    whole: bool = False,
) -> tuple[Piece, ...]:
    """The text in pieces, those within the spans marked; a single piece where none is.

    Words are told apart by their times. Where they have none, or are not what the text consists of (somebody corrected
    it), or ``whole`` says that times do not tell (a translation), all of it counts as within.
    """
    if not any(
        _meet(span, start_ms, end_ms) or any(_meet(span, w.start_ms, w.end_ms) for w in words) for span in spans
    ):
        return (Piece(text),)
    found = None if whole else places(text, words)
    if not found:
        return (Piece(text, True),)
    return tuple(_grouped(text, found, _within(words, start_ms, end_ms, spans)))


def blank(
    text: str,
    words: Sequence[Word],
    start_ms: int,
    end_ms: int,
    spans: Sequence[tuple[int, int]],
    *,
    whole: bool = False,
) -> Blanked | None:
    """The text without what lies in the spans; ``None`` where nothing does."""
    pieces = pieces_of(text, words, start_ms, end_ms, spans, whole=whole)
    if not any(piece.kept for piece in pieces):
        return None
    if all(piece.kept for piece in pieces):
        return Blanked(mark(), (Piece(mark(), True),), ())
    kept = _within(words, start_ms, end_ms, spans)
    shown = tuple(Piece(mark(), True) if piece.kept else piece for piece in pieces)
    return Blanked(
        "".join(piece.text for piece in shown), shown, tuple(w for w, gone in zip(words, kept, strict=True) if not gone)
    )


def replace_names(text: str, names: Iterable[tuple[str, str]]) -> str:
    """``text`` with each name (whole, in whatever case and with whatever accents) written as its second form.

    Longer names first: “Maria Santos” is not left as half of itself.
    """
    for name, shown in sorted(names, key=lambda pair: -len(pair[0])):
        for start, end in reversed(list(_found(text, name))):
            text = text[:start] + shown + text[end:]
    return text


def _meet(span: tuple[int, int], start_ms: int, end_ms: int) -> bool:
    return (start_ms < span[1] and span[0] < end_ms) or span[0] <= start_ms == end_ms <= span[1]


def _concerns(span: tuple[int, int], words: Sequence[Word], start_ms: int, end_ms: int) -> bool:
    return _meet(span, start_ms, end_ms) or any(_meet(span, word.start_ms, word.end_ms) for word in words)


def _within(words: Sequence[Word], start_ms: int, end_ms: int, spans: Spans) -> list[bool]:
    """For each word whether it goes. A span in which no word begins or ends takes those beside it: times err."""
    kept = [False] * len(words)
    for span in spans:
        if not _concerns(span, words, start_ms, end_ms):
            continue
        hit = [index for index, word in enumerate(words) if _meet(span, word.start_ms, word.end_ms)]
        if not hit:
            before = [index for index, word in enumerate(words) if word.end_ms <= span[0]]
            after = [index for index, word in enumerate(words) if word.start_ms >= span[1]]
            hit = before[-1:] + after[:1]
        for index in hit:
            kept[index] = True
    return kept


def places(text: str, words: Sequence[Word]) -> list[tuple[int, int]] | None:
    """Where each word stands in the text, one after another; ``None`` unless text and words are the same letters."""
    places, at = [], 0
    for word in words:
        letters = "".join(word.text.split())
        begins = at
        while begins < len(text) and text[begins].isspace():
            begins += 1
        if letters and text.startswith(letters, begins):  # as nearly all are
            at = begins + len(letters)
            places.append((begins, at))
            continue
        start = None
        for letter in letters:
            while at < len(text) and text[at].isspace():
                at += 1
            if at >= len(text) or text[at] != letter:
                return None
            start = at if start is None else start
            at += 1
        places.append((at if start is None else start, at))
    return None if text[at:].strip() else places


def _grouped(text: str, places: Sequence[tuple[int, int]], kept: Sequence[bool]) -> Iterator[Piece]:
    at, index = 0, 0
    while index < len(places):
        last = index
        while last + 1 < len(places) and kept[last + 1] == kept[index]:
            last += 1
        start, end = places[index][0], places[last][1]
        if kept[index]:
            if start > at:
                yield Piece(text[at:start])
            yield Piece(text[start:end], True)
            at = end
        else:
            end = places[last + 1][0] if last + 1 < len(places) else len(text)
            yield Piece(text[at:end])
            at = end
        index = last + 1
    if at < len(text):
        yield Piece(text[at:])


def _folded(text: str) -> tuple[str, list[int]]:
    """The letters that count, without case, accents and vowel signs, and where in the text each stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                places.append(place)
            continue
        for one in unicodedata.normalize("NFKD", letter.casefold()).translate(_SAME):
            if unicodedata.category(one) != "Mn":
                letters.append(one)
                places.append(place)
    return "".join(letters), places


def _found(text: str, name: str) -> Iterator[tuple[int, int]]:
    wanted = _folded(name)[0].strip()
    within, places = _folded(text)
    at = within.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if _begins(within, at) and _ends(within, end):
            last = places[end] if end < len(places) else len(text)
            yield places[at], _without_space(text, places[at], last)
            at = within.find(wanted, end)
        else:
            at = within.find(wanted, at + 1)


def _without_space(text: str, start: int, end: int) -> int:
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    return end


def _begins(text: str, at: int) -> bool:
    if at == 0 or not text[at - 1].isalnum() or _is_unspaced(text[at]):
        return True
    return text[at - 1] in _PROCLITICS and (at == 1 or not text[at - 2].isalnum())


def _ends(text: str, end: int) -> bool:
    return end >= len(text) or not text[end].isalnum() or _is_unspaced(text[end - 1])


def _is_unspaced(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_UNSPACED)
