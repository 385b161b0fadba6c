"""One way to cut and fold words, for the index, the question and the highlighting alike.

Words are cut by ICU's word breaks (with dictionaries for Thai, Khmer, Burmese, Lao, Chinese and Japanese), then at
full stops, colons and apostrophes by the rules below. Han characters are single tokens, so that a word is found inside
a longer one and in spite of a wrong cut; the dictionary's word is kept as the stem of its first character, so that
whole words rank first.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from icu4py.breakers import WordBreaker

from search.language.folding import DOTTED_I, MARKS_COUNT, exactly, folded, lowered
from search.language.stemming import stem

ANALYSER = 2
"""Raise by one whenever the same text would be cut or folded otherwise: every index is then built anew."""

WRITTEN_WITHOUT_SPACES = frozenset({"th", "km", "lo", "my", "zh", "yue", "wuu", "nan", "ja", "bo", "dz"})
"""Languages whose words stand together without a space between them."""

WRITTEN_IN_HAN = frozenset({"zh", "yue", "wuu", "nan", "ja"})


class Token(NamedTuple):
    """One word of a text. ``text[start:end]`` is the word as written; ``position`` counts words from 0.

    ``stem`` is ``""`` where the language has no stems. ``plain`` and ``plain_stem`` are the two without marks, where
    the language counts marks (``MARKS_COUNT``); else ``""``.
    """

    exact: str
    stem: str
    start: int
    end: int
    position: int
    plain: str = ""
    plain_stem: str = ""


def tokens(text: str, language: str = "") -> list[Token]:
    """The words of ``text``, in order. ``language`` is a BCP 47 tag, ``""`` where unknown."""
    base = base_language(language)
    found: list[Token] = []
    for match in _RUN.finditer(text):
        run, start = match.group(), match.start()
        for exact, stemmed, plain, plain_stem, offset, length in (
            _in_run(run, base) if len(run) <= LONGEST_REMEMBERED else _in_run.__wrapped__(run, base)
        ):
            at = start + offset
            found.append(_made(Token, (exact, stemmed, at, at + length, len(found), plain, plain_stem)))
    return found


_made = tuple.__new__  # half the time of calling the class; a page of hits has some thousand words


@lru_cache(maxsize=1024)
def base_language(tag: str) -> str:
    """``pt`` for ``pt-BR``: the language alone, in small letters."""
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


_RUN = re.compile(r"\S+")
"""What stands between two spaces. A space parts words, and what is on its other side has no say in how they are cut."""

LONGEST_REMEMBERED = 40
"""Characters of a run of which it is remembered how it is cut; a whole line of Thai comes but once."""

_APOSTROPHES = "'’ʼ‘＇ʻ`´"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_NO_WORD = re.compile(r"[^\w" + _APOSTROPHES + r"·\u200c\u200d\u00ad\"״׳]|_")
_NUMBER = re.compile(r"\d{1,3}(?:[.,٬'’]\d{2,3})*[.,٬'’]\d{3}")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇]")
_HAN_OR_RUN = re.compile(f"{HAN.pattern}|[^{HAN.pattern[1:-1]}]+")

_SIMPLE_BLOCKS = (
    *((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x52F), (0x531, 0x586), (0x5D0, 0x5EA), (0x620, 0x6D3)),
    *((0x900, 0xDF3), (0x1200, 0x135F), (0x1E00, 0x1FFF)),
)
"""Scripts with spaces: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Indic, Ethiopic. Hangul is not
among them: ICU parts it from other letters."""


def _class(sorts: str) -> str:
    """What stands in brackets in a pattern: the letters and marks of those blocks, as ranges."""
    points = [
        point
        for first, last in _SIMPLE_BLOCKS
        for point in range(first, last + 1)
        if unicodedata.category(chr(point))[0] in sorts
    ]
    starts = [point for point in points if point - 1 not in set(points)]
    ends = [point for point in points if point + 1 not in set(points)]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


_ONLY_WORD = re.compile(f"[(\\[«“¿¡]*([{_class('L')}][{_class('LM')}]*)[.,;:!?…)\\]»”،؛؟।]*")

_ELIDED = frozenset(
    {
        *("l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"),
        *("un", "dell", "all", "dall", "nell", "sull", "coll", "quell", "quest"),
    }
)
"""French, Italian, Catalan and Occitan words that lose their vowel before a vowel: a word of their own."""

_LEANING = frozenset({"ll", "re", "ve", "d", "m"})
"""English verbs that lean on the word before them. Left joined, ``I'll`` would be found as ``ill``."""

_POSSESSIVE = "s"


def _segments(text: str) -> Iterable[tuple[int, int]]:
    """ICU's segments as (start, end) in characters. ICU itself counts UTF-16 units."""
    spans = WordBreaker(text, "en").segments()
    if text.isascii() or max(text) <= "\uffff":
        return spans
    characters = array("L")
    for index, char in enumerate(text):
        characters.extend((index,) * (2 if char > "\uffff" else 1))
    characters.append(len(text))
    return [(characters[start], characters[end]) for start, end in spans]


def only_word(run: str) -> str:
    """The word of a ``run`` of characters without a space, where it is but one, of letters and their marks, with common
    stops around it; ``""`` where it may be anything else. So most runs need not be given to ICU: by its rules no word
    is parted between two such letters (Unicode Standard Annex 29, WB4 and WB5)."""
    found = _ONLY_WORD.fullmatch(run)
    return found[1] if found else ""


def word(alone: str, language: str) -> Token:
    """An :func:`only_word` as a token. ``language`` is a base tag. Its ``exact`` may be ``""``: nothing of it can be
    searched."""
    exact, found, plain, plain_stem = _forms(alone, language)
    return Token(exact, found, 0, len(alone), 0, plain, plain_stem)


Piece: TypeAlias = tuple[str, str, str, str, int, int]
"""Exact form, stem, both without marks, offset in the segment, length as written."""


@lru_cache(maxsize=200_000)
def _in_run(run: str, language: str) -> tuple[Piece, ...]:
    """The words in one run."""
    if alone := _ONLY_WORD.fullmatch(run):
        found = _forms(alone[1], language)
        return ((*found, alone.start(1), len(alone[1])),) if found[0] else ()
    return by_icu(run, language)


def by_icu(text: str, language: str) -> tuple[Piece, ...]:
    """The words in ``text`` as ICU parts them. ``language`` is a base tag."""
    return tuple(
        (exact, stemmed, plain, plain_stem, start + offset, length)
        for start, end in _segments(text)
        for exact, stemmed, plain, plain_stem, offset, length in _pieces(text[start:end], language)
    )


@lru_cache(maxsize=200_000)
def _pieces(segment: str, language: str) -> tuple[Piece, ...]:
    """The words in one segment."""
    if segment.isspace():
        return ()
    if HAN.search(segment):
        return tuple(_han_pieces(segment, language))
    return tuple(
        (*found, offset, length)
        for word, offset, length in _cut(segment, language)
        if (found := _forms(word, language))[0]
    )


def _forms(word: str, language: str) -> tuple[str, str, str, str]:
    """Exact form and stem; both without marks, where the language counts them."""
    exact = exactly(word, language)
    found = exact if language in WRITTEN_IN_HAN else stem(lowered(word, language), language)
    return (exact, found, folded(exact), folded(found)) if language in MARKS_COUNT else (exact, found, "", "")


def _han_pieces(segment: str, language: str) -> Iterator[Piece]:
    """Each Han character alone, what stands between them together; the whole as the first one's stem."""
    whole = folded(segment) if language in WRITTEN_IN_HAN else ""
    for match in _HAN_OR_RUN.finditer(segment):
        if exact := folded(match.group()):
            yield exact, whole, "", "", match.start(), len(match.group())
            whole = ""


def _cut(segment: str, language: str) -> Iterator[tuple[str, int, int]]:
    """Cut where ICU does not: at full stops and colons, save in numbers and acronyms, and at apostrophes."""
    if segment.isalnum() or _NUMBER.fullmatch(segment) or _ACRONYM.fullmatch(segment):
        yield segment, 0, len(segment)
        return
    for start, end in _runs(segment):
        yield from _at_apostrophes(segment[start:end], start, language)


def _runs(segment: str) -> Iterator[tuple[int, int]]:
    """Stretches without a separator. Combining marks are part of the word, though no ``\\w`` to :mod:`re`."""
    start = 0
    for match in _NO_WORD.finditer(segment):
        if unicodedata.category(match.group())[0] == "M":
            continue
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(segment):
        yield start, len(segment)


def _at_apostrophes(word: str, offset: int, language: str) -> Iterator[tuple[str, int, int]]:
    """``l'argent`` is two words, ``worker's`` is ``worker``, ``we'll`` is two, ``don't`` and ``п'ять`` are one."""
    match = _APOSTROPHE.search(word)
    if match is None:
        yield word, offset, len(word)
        return
    before, after = word[: match.start()], word[match.end() :]
    if after.lower() == _POSSESSIVE and before:
        yield before, offset, len(word)
    elif before.lower() in _ELIDED and after:
        yield before, offset, len(before)
        yield from _at_apostrophes(after, offset + match.end(), language)
    elif after.lower() in _LEANING and before:
        yield before, offset, len(before)
        yield after, offset + match.end(), len(after)
    elif language in DOTTED_I and len(before) > 1 and before[0].isupper():
        yield before, offset, len(word)  # the ending of a proper name: İstanbul'da
    else:
        yield _APOSTROPHE.sub("", word), offset, len(word)
