"""What a question says, as a small tree of frozen nodes.

Words are kept as they were typed: how they are cut and folded is the analyser's business, at the moment of asking.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """A word, found in all its forms. ``10:30`` is one, ``l'argent`` too."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, exactly as they were spoken. A phrase of one word is that word in that form alone."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so, as it was spoken: ``pass*``."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every word that differs in no more than ``distance`` letters (1 or 2) put in, left out, changed or swapped."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Near:
    """Each part stands within so many words of the next, in whatever order: 1 is side by side.

    A part is a word, a phrase, a prefix, a fuzzy word, or several of these joined by :class:`Or`; no two parts share a
    word.
    """

    parts: tuple[Node, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact about the testimony or the segment, such as ``country:Nepal``: ``field`` is a name of
    :data:`search.language.fields.FIELDS`, ``value`` as it was typed. ``position`` is its place in the question."""

    field: str
    value: str
    position: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Every part must be in the same stretch of speech."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must be there."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not be there."""

    part: Node


Node: TypeAlias = Term | Phrase | Prefix | Fuzzy | Near | Filter | And | Or | Not
