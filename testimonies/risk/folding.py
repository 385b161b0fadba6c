"""Text made plain for looking things up, letter for letter: every place in it is still known in the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Token", "plain", "tokens"]

_ALIKE = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "’": "'", "ʼ": "'"}
)
_UNSEEN = " "
_WORD = re.compile(r"[^\W_]+")
_END = re.compile(r"[.!?؟。।\n]+(?=\s|$)")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_ARTICLES = ("", "ال", "ل")


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``start`` to ``end`` of the text. ``forms``: how a list may hold it. ``sentence`` counts from 0."""

    start: int
    end: int
    plain: str
    forms: tuple[str, ...]
    capital: bool
    caseless: bool
    first: bool
    sentence: int


def plain(text: str) -> str:
    """``text`` with digits of any script as 0 to 9, without accents, with the letters of Arabic that are written in
    several ways as one; as long as it was, so that every offset stays true. Marks that are no letter become a joiner
    that no pattern sees."""
    return "".join(map(_letter, text)).translate(_ALIKE)


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter).startswith("M") or letter == "ـ":
        return "\u200d"
    if unicodedata.category(letter) in ("Pd", "Cf") and letter not in "\u200c\u200d":
        return "-" if unicodedata.category(letter) == "Pd" else _UNSEEN
    if unicodedata.category(letter) == "Zs":
        return " "
    base = unicodedata.normalize("NFD", letter)[0]
    return letter if _ARABIC.match(letter) else base


def tokens(text: str) -> list[Token]:
    """The words of ``text``, which :func:`plain` has been through or not."""
    flat = plain(text)
    ends = [found.start() for found in _END.finditer(flat)]
    words: list[Token] = []
    sentence = 0
    first = True
    joined = flat.replace("\u200d", "ـ")  # a letter to the pattern, so that a word with marks stays one word
    for found in _WORD.finditer(joined):
        while sentence < len(ends) and found.start() > ends[sentence]:
            sentence += 1
            first = True
        key = found[0].replace("ـ", "").lower()
        if not key:
            continue
        letter = found[0][0]
        caseless = letter.lower() == letter.upper() and letter.isalpha()
        words.append(Token(found.start(), found.end(), key, _forms(key), letter.isupper(), caseless, first, sentence))
        first = False
    return words


@lru_cache(maxsize=65536)
def _forms(key: str) -> tuple[str, ...]:
    """The word, and, for Arabic, without the particles that are written together with it."""
    if not _ARABIC.match(key):
        return (key,)
    found = {key: None}
    for clitic in _CLITICS:
        if not key.startswith(clitic):
            continue
        for article in _ARTICLES:
            rest = key[len(clitic) :]
            if rest.startswith(article) and len(rest) - len(article) >= 3:
                found[rest[len(article) :]] = None
    return tuple(found)
