"""How like two texts are, by their words: for a memory of what was translated before. Knows no language."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["key", "likeness", "telling", "words_of"]

_BY_LETTER = (("\u0e00", "\u109f"), ("\u1780", "\u17ff"), ("\u2e80", "\uffef"))
"""From Thai to Burmese, Khmer, Chinese, Japanese: written without spaces, compared letter by letter."""


def words_of(text: str) -> list[str]:
    """The words without case, punctuation and accents of spelling; letters where a script has no spaces.

    A vowel sign belongs to its letter, in every script.
    """
    words: list[str] = []
    open_ = False
    for letter in unicodedata.normalize("NFKC", text).casefold():
        kind = unicodedata.category(letter)[0]
        if kind == "M" and words:
            words[-1] += letter
        elif kind not in "LN":
            open_ = open_ and letter in "’'\u200c\u200d"
        elif any(first <= letter <= last for first, last in _BY_LETTER):
            words.append(letter)
            open_ = False
        elif open_:
            words[-1] += letter
        else:
            words.append(letter)
            open_ = True
    return words


def key(text: str) -> str:
    """The same for texts of the same words; empty for a text without any."""
    words = words_of(text)
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32] if words else ""


def telling(words: Sequence[str], most: int = 4) -> list[str]:
    """Those of the words that tell most: long ones are rare."""
    return sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))[:most]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """0 to 1, by words in the same order; 1 for the same words."""
    longer = max(len(one), len(other))
    if not longer or min(len(one), len(other)) * 2 < longer or len(set(one) & set(other)) * 3 < len(set(one)):
        return 0.0
    return SequenceMatcher(None, list(one), list(other), autojunk=False).ratio()
