"""Places as the regular expressions of the index, in pieces that its automata can hold.

The index's engine refuses an expression of more than 1,000 states; a state is about a byte of a letter, and ten where
any letter may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.language.patterns import PLAIN, PLAIN_STEM, STEM, Beginning, Like, OneOf, Place

MOST_STATES = 500
_ANY_LETTER = 12
_TAGGED = re.compile(f"({STEM}|{PLAIN}|{PLAIN_STEM})([^:]*):(.*)")


def of(place: Place) -> list[str]:
    """Expressions that together match the forms ``place`` takes. Forms hold letters, marks and digits alone."""
    match place:
        case OneOf(forms):
            return _in_pieces(_by_stem(forms))
        case Beginning(starts):
            return _in_pieces([f"{start}.*" for start in _by_stem(starts)])
        case Like(wanted):
            return _in_pieces([way for form in _by_stem(wanted) for way in one_letter_away(form)])


def one_letter_away(word: str) -> list[str]:
    """``word`` and all that has a letter put in, left out, changed, or swapped with its neighbour.

    Its tag is kept: no two sorts of forms are within a letter of each other.
    """
    tag, colon, word = word.rpartition(":")
    ways = [word]
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        ways.append(f"{before}.{after}")
        if after:
            ways += [f"{before}{after[1:]}", f"{before}.{after[1:]}"]
        if len(after) > 1:
            ways.append(f"{before}{after[1]}{after[0]}{after[2:]}")
    return [f"{tag}{colon}{way}" for way in dict.fromkeys(ways) if way]


def _by_stem(forms: Iterable[str]) -> list[str]:
    """Stems that several languages share are written once: ``::(en|fr):passport``."""
    plain: list[str] = []
    languages: dict[tuple[str, str], list[str]] = {}
    for form in sorted(forms):
        tagged = _TAGGED.fullmatch(form)
        if tagged:
            languages.setdefault((tagged[1], tagged[3]), []).append(tagged[2])
        else:
            plain.append(form)
    return [*plain, *(f"{sort}({'|'.join(spoken)}):{form}" for (sort, form), spoken in languages.items())]


def _in_pieces(ways: list[str]) -> list[str]:
    pieces: list[list[str]] = [[]]
    states = 0
    for way in ways:
        cost = len(way.encode()) + _ANY_LETTER * way.count(".")
        if states and states + cost > MOST_STATES:
            pieces.append([])
            states = 0
        pieces[-1].append(way)
        states += cost
    return [f"({'|'.join(piece)})" for piece in pieces if piece]
