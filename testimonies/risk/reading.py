"""A text cut into words, with everything that the lists know in it; what the rules share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from testimonies.risk.folding import Token, plain, tokens
from testimonies.risk.kinds import Kind
from testimonies.risk.lexicon import lexicon

__all__ = ["Found", "Reading", "read"]

MOST_IN_A_NAME = 4
FARTHEST = 40
"""So many words away something may still belong together: speech is written down without full stops at times."""
_JOINT = re.compile(r"[\s\-'\u200d]*")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """``start`` to ``end`` (characters) of a text hold something of ``kind``; ``why``: a key of ``kinds.REASONS``."""

    start: int
    end: int
    kind: Kind
    why: str


@dataclass
class Reading:
    """``hits``: by section, where a phrase begins (number of the word) and the number of the first word after it."""

    text: str
    flat: str
    words: list[Token]
    hits: dict[str, dict[int, int]]
    shown: frozenset[str]
    bounds: dict[int, tuple[int, int]]
    has_capitals: bool

    def at(self, section: str, number: int) -> int:
        """The number of the first word after a phrase of ``section`` that begins at ``number``; 0 where none does."""
        return self.hits.get(section, {}).get(number, 0)

    def of(self, section: str) -> list[tuple[int, int]]:
        return sorted(self.hits.get(section, {}).items())

    def found(self, first: int, after: int, kind: Kind, why: str) -> Found:
        return Found(self.words[first].start, self.words[after - 1].end, kind, why)

    def sentence_of(self, number: int) -> range:
        """The numbers of the words of the sentence that the word stands in; of one without end, those around it."""
        first, after = self.bounds[self.words[number].sentence]
        return range(max(first, number - FARTHEST), min(after, number + FARTHEST))

    def near(self, number: int, before: int, behind: int) -> range:
        """The words around ``number``, within its sentence."""
        sentence = self.sentence_of(number)
        return range(max(sentence.start, number - before), min(sentence.stop, number + behind + 1))

    def any_in(self, section: str, where: Iterable[int]) -> bool:
        here = self.hits.get(section, {})
        return any(number in here for number in where)

    def name_at(self, number: int, *, unknown: bool = True) -> int:
        """The number of the first word after a name that begins at ``number``; 0 where none does.

        ``unknown``: a word that no list knows may be one too, if it has a capital.
        """
        if number >= len(self.words) or not self._may_be_name(number, unknown):
            return 0
        after = max(number + 1, self.at("given", number))
        while after < len(self.words) and after - number < MOST_IN_A_NAME:
            if not _JOINT.fullmatch(self.flat, self.words[after - 1].end, self.words[after].start):
                break
            if not (self._may_be_name(after, True) if self.words[after].capital else self.at("given", after)):
                break
            after = max(after + 1, self.at("given", after))
        return 0 if self._is_shown(number, after) else after

    def _may_be_name(self, number: int, unknown: bool) -> bool:
        word = self.words[number]
        if word.plain.isdigit() or any(self.at(section, number) for section in ("not_name", "place", "not")):
            return False
        if self.at("given", number):
            return word.capital or word.caseless or not self.has_capitals
        return unknown and word.capital

    def _is_shown(self, number: int, after: int) -> bool:
        """Whether it is the name that somebody chose to be shown by: that is no secret."""
        return " ".join(word.plain for word in self.words[number:after]) in self.shown


def read(text: str, language: str, own: Path | None = None, shown: Iterable[str] = ()) -> Reading:
    """``shown``: names that are public anyway, and no finding."""
    words = tokens(text)
    hits = lexicon(language, own).found(words)
    for first, after in hits.get("not", {}).items():
        for section, here in hits.items():
            if section != "not":
                for number in range(first, after):
                    here.pop(number, None)
    known: set[str] = set()
    for name in shown:
        cut = [token.plain for token in tokens(name)]
        known |= {" ".join(cut), *cut}
    bounds: dict[int, tuple[int, int]] = {}
    for number, word in enumerate(words):
        first, _after = bounds.get(word.sentence, (number, number))
        bounds[word.sentence] = (first, number + 1)
    return Reading(text, plain(text), words, hits, frozenset(known), bounds, any(word.capital for word in words))
