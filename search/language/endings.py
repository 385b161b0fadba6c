"""What the sign at the end of a word asks for: ``pass*`` a beginning, ``pasport~`` a word like it."""

from __future__ import annotations

import re
import unicodedata

from search.language.folding import folded
from search.language.mistakes import Mistake, Slip
from search.language.words import HAN, tokens

SHORTEST_BEGINNING = 2
"""Letters before a star."""

SHORTEST_LIKE = (0, 3, 5)
"""Letters of a word of which none, one or two may be wrong."""

LONGEST_LIKE = 40
"""Letters of a word of which any may be wrong."""

_STARS = "*＊"
_FUZZY = re.compile(r"(.*?)~(\d*(?:\.\d+)?)")


def read_word(word: str, position: int, mistakes: list[Mistake]) -> tuple[str, str, int]:
    """The kind (``word``, ``prefix`` or ``fuzzy``), the word itself, and how many letters of a fuzzy one may differ."""
    if fuzzy := _FUZZY.fullmatch(word):
        return _fuzzy(fuzzy[1], fuzzy[2], position, mistakes)
    body = word.rstrip(_STARS)
    starred = len(body) < len(word)
    if any(star in body for star in _STARS) or (starred and not _letters(body)):
        bare = body.strip(_STARS)
        inside = any(star in bare for star in _STARS)
        start = min((bare.find(star) for star in _STARS if star in bare), default=len(bare))
        better = (f"{bare[:start]}*",) if _letters(bare[:start]) >= SHORTEST_BEGINNING else ()
        mistakes.append(Mistake(position, Slip.STAR_PLACE, word, better))
        return "word", bare if not inside else re.sub(f"[{_STARS}]", " ", bare), 0
    if not starred:
        return "word", word, 0
    if _letters(body) < SHORTEST_BEGINNING and not HAN.search(body):
        mistakes.append(Mistake(position, Slip.SHORT_PREFIX, word))
        return "word", body, 0
    return "prefix", body, 0


def _fuzzy(body: str, number: str, position: int, mistakes: list[Mistake]) -> tuple[str, str, int]:
    asked = max(1, int(float(number or 1)))
    letters = len(folded(body))
    most = max(distance for distance, shortest in enumerate(SHORTEST_LIKE) if letters >= shortest)
    if len(tokens(body)) > 1:
        most = min(most, 1)
    if not body or not letters:
        return "word", body, 0
    if not most or letters > LONGEST_LIKE:
        mistakes.append(Mistake(position, Slip.SHORT_FUZZY, body[:LONGEST_LIKE]))
        return "word", body, 0
    if asked > most:
        mistakes.append(Mistake(position, Slip.FUZZY_FAR, f"{body}~{number}", (f"{body}~{most}",)))
    return "fuzzy", body, min(asked, most)


def _letters(text: str) -> int:
    """Letters and vowel signs of the last word in ``text``; a Korean syllable has two or three."""
    found = tokens(text)
    return len(unicodedata.normalize("NFD", found[-1].exact)) if found else 0
