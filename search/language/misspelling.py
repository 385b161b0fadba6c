"""The words that a mistyped word may stand for: a letter more, less, other, or two swapped, in its own script.

A letter is what its script writes with one sign: a vowel sign of an Indic script, a part of a Korean syllable.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from search.language.folding import folded
from search.language.words import HAN

LONGEST = 24
"""Letters; no word that long is guessed at."""

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = range(0x0620, 0x06D5)
_JAMO = (*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3))
_NEIGHBOURHOOD = 0x80
"""The letters of a script stand together: so many code points, from a round number on, are looked through."""


def one_letter_off(word: str) -> Iterator[str]:
    """Folded words one letter from the folded ``word``, each once, whether there are such words or not."""
    letters = _letters(word)
    if not letters or len(letters) > LONGEST or HAN.search(word):
        return
    alphabet = sorted(set().union(*map(_neighbours, letters)))
    seen = {word}
    for way in _edited(letters, alphabet):
        form = unicodedata.normalize("NFC", way)
        if form and form not in seen and not any(_is_jamo(char) for char in form):
            seen.add(form)
            yield form


def parted(word: str) -> Iterator[tuple[str, str]]:
    """``word`` as two words between which a space was forgotten, of two letters each at least."""
    for at in range(2, min(len(word), LONGEST) - 1):
        if unicodedata.category(word[at])[0] != "M":
            yield word[:at], word[at:]


def _edited(letters: str, alphabet: list[str]) -> Iterator[str]:
    for at in range(len(letters) + 1):
        before, after = letters[:at], letters[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            if after and letter != after[0]:
                yield before + letter + after[1:]
            yield before + letter + after


def _letters(word: str) -> str:
    return unicodedata.normalize("NFD", word) if any("가" <= char <= "힣" for char in word) else word


def _is_jamo(char: str) -> bool:
    return "\u1100" <= char <= "\u11ff"


def _neighbours(letter: str) -> frozenset[str]:
    return _alphabet(ord(letter) // _NEIGHBOURHOOD)


@lru_cache(maxsize=256)
def _alphabet(neighbourhood: int) -> frozenset[str]:
    first = neighbourhood * _NEIGHBOURHOOD
    if first < 0x0300:
        return frozenset(_LATIN)
    points: range | tuple[int, ...] = range(first, first + _NEIGHBOURHOOD)
    if first in range(0x0600, 0x0700):
        points = _ARABIC
    elif first in range(0x1100, 0x1200):
        points = _JAMO
    signs = (chr(point) for point in points)
    return frozenset(sign for sign in signs if unicodedata.category(sign)[0] in "LM" and _stays(sign))


def _stays(sign: str) -> bool:
    return "\u1100" <= sign <= "\u11ff" or folded(sign) == sign or unicodedata.category(sign)[0] == "M"
