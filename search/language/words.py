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
from typing import NamedTuple

from icu4py.breakers import WordBreaker

from search.language.folding import DOTTED_I, folded, lowered
from search.language.stemming import stem

ANALYSER = 1
"""Raise by one whenever the same text would be cut or folded otherwise: every index is then built anew."""

WRITTEN_WITHOUT_SPACES = frozenset({"th", "km", "lo", "my", "zh", "yue", "wuu", "nan", "ja", "bo", "dz"})
"""Languages whose words stand together without a space between them."""

_WRITTEN_IN_HAN = frozenset({"zh", "yue", "wuu", "nan", "ja"})


class Token(NamedTuple):
    """One word of a text. ``text[start:end]`` is the word as written; ``position`` counts words from 0.

    ``stem`` is ``""`` where the language has no stems.
    """

    exact: str
    stem: str
    start: int
    end: int
    position: int


def tokens(text: str, language: str = "") -> list[Token]:
    """The words of ``text``, in order. ``language`` is a BCP 47 tag, ``""`` where unknown."""
    base = base_language(language)
    found: list[Token] = []
    for start, end in _segments(text):
        segment = text[start:end]
        if segment == " ":
            continue
        for exact, stemmed, offset, length in _pieces(segment, base):
            at = start + offset
            found.append(Token(exact, stemmed, at, at + length, len(found)))
    return found


def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The exact forms a word of a question may have in the index, each a row of neighbouring tokens.

    The language of a question is unknown. Only Turkic languages cut otherwise (``İstanbul'da``), so there are one or
    two readings; none where the word holds nothing that can be searched.
    """
    found = (tuple(token.exact for token in tokens(word, language)) for language in ("", "tr"))
    return tuple(dict.fromkeys(reading for reading in found if reading))


def stems(word: str, language: str) -> tuple[tuple[int, str], ...]:
    """The stems of a question's word if it were of ``language``, each with its place in the row of tokens."""
    return tuple((token.position, token.stem) for token in tokens(word, language) if token.stem)


def base_language(tag: str) -> str:
    """``pt`` for ``pt-BR``: the language alone, in small letters."""
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


_APOSTROPHES = "'’ʼ‘＇ʻ`´"
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_NO_WORD = re.compile(r"[^\w" + _APOSTROPHES + r"·\u200c\u200d\u00ad\"״׳]|_")
_NUMBER = re.compile(r"\d{1,3}(?:[.,٬'’]\d{2,3})*[.,٬'’]\d{3}")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\.?")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〇]")
_HAN_OR_RUN = re.compile(f"{_HAN.pattern}|[^{_HAN.pattern[1:-1]}]+")

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


@lru_cache(maxsize=200_000)
def _pieces(segment: str, language: str) -> tuple[tuple[str, str, int, int], ...]:
    """The words in one segment: exact form, stem, offset in the segment, length as written."""
    if segment.isspace():
        return ()
    if _HAN.search(segment):
        return tuple(_han_pieces(segment, language))
    return tuple(
        (exact, exact if language in _WRITTEN_IN_HAN else stem(lowered(word, language), language), offset, length)
        for word, offset, length in _cut(segment, language)
        if (exact := folded(word))
    )


def _han_pieces(segment: str, language: str) -> Iterator[tuple[str, str, int, int]]:
    """Each Han character alone, what stands between them together; the whole as the first one's stem."""
    whole = folded(segment) if language in _WRITTEN_IN_HAN else ""
    for match in _HAN_OR_RUN.finditer(segment):
        if exact := folded(match.group()):
            yield exact, whole, match.start(), len(match.group())
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
