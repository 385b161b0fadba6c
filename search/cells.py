"""What is counted: how many documents answer, by all that a facet asks of a document or a permission needs to know.

A *cell* is one number that says testimony, kind, language, review state and who speaks. The index counts by cells in
one pass; whatever else is known of a testimony is looked up by its key afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "KINDS",
    "NOTHING",
    "ROLES",
    "STATES",
    "Cells",
    "cell",
    "cell_of",
    "cell_within",
    "language_code",
    "language_tag",
]

KINDS = ("segment", "description", "passage", "doubtful", "translation", "doubtful-translation")
"""What can be found. Append only: the order is written into the index. What is doubtful are segments that only those
may find who work on the testimony."""

STATES = ("", "machine", "corrected", "verified")
"""How far the words were checked; append only, as are those who speak:"""

ROLES = ("", "narrator", "interviewer", "interpreter")

_LETTERS = 27
_STATE, _LANGUAGE, _KIND, _TESTIMONY = 2, 4, 19, 22  # bits below each part; who speaks is the lowest

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_KEY, _COUNT = itemgetter("key"), itemgetter("doc_count")


def cell(testimony: int, kind: str, language: str, state: str = "", role: str = "") -> int:
    """The number of a cell. ``language`` is a base tag."""
    return cell_of(testimony) | cell_within(kind, language, state, role)


def cell_of(testimony: int) -> int:
    """The testimony's part of the number."""
    return testimony << _TESTIMONY


@lru_cache(maxsize=4096)
def cell_within(kind: str, language: str, state: str, role: str) -> int:
    """The rest of it."""
    return (
        KINDS.index(kind) << _KIND
        | language_code(language) << _LANGUAGE
        | STATES.index(state) << _STATE
        | ROLES.index(role)
    )


def language_code(tag: str) -> int:
    """A base tag (ISO 639: two or three small letters) as a number; 0 for what is none."""
    letters = [ord(letter) - ord("a") + 1 for letter in tag]
    if not 2 <= len(letters) <= 3 or not all(1 <= letter < _LETTERS for letter in letters):
        return 0
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter
    return number


def language_tag(code: int) -> str:
    """The base tag of a number; ``""`` for 0."""
    letters = ""
    while code:
        code, letter = divmod(code, _LETTERS)
        letters = chr(ord("a") + letter - 1) + letters
    return letters


@dataclass(frozen=True)
class Cells:
    """So many documents in each cell; ``numbers`` and ``counts`` go together, no cell comes twice."""

    numbers: Numbers
    counts: Numbers

    @classmethod
    def of(cls, counted: Sequence[Mapping[str, Any]]) -> Cells:
        """From ``key`` and ``doc_count`` as the index gives them."""
        number = len(counted)
        numbers = np.fromiter(map(_KEY, counted), np.float64, number)
        return cls(numbers.astype(np.int64), np.fromiter(map(_COUNT, counted), np.int64, number))

    @classmethod
    def counted(cls, numbers: Numbers) -> Cells:
        """From the cell of each document."""
        return cls(*np.unique(numbers, return_counts=True))

    @cached_property
    def testimony(self) -> Numbers:
        return self.numbers >> _TESTIMONY

    @cached_property
    def kind(self) -> Numbers:
        return self.numbers >> _KIND & 0b111

    @cached_property
    def language(self) -> Numbers:
        return self.numbers >> _LANGUAGE & 0x7FFF

    @cached_property
    def state(self) -> Numbers:
        return self.numbers >> _STATE & 0b11

    @cached_property
    def role(self) -> Numbers:
        return self.numbers & 0b11

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    def __len__(self) -> int:
        return len(self.numbers)

    def only(self, kept: Mask) -> Cells:
        """Those cells alone for which ``kept`` holds."""
        return Cells(self.numbers[kept], self.counts[kept])

    def by_testimony(self) -> tuple[Numbers, Numbers]:
        """The testimonies that answer, rising, and the number of documents in each."""
        counts = np.bincount(self.testimony, weights=self.counts)
        keys = np.flatnonzero(counts)
        return keys, counts[keys].astype(np.int64)


NOTHING = Cells(np.empty(0, np.int64), np.empty(0, np.int64))
