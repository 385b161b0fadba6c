"""What a question says, as a small tree of frozen nodes.

Words are kept as they were typed: how they are cut and folded is the analyser's business, at the moment of asking.
"""

from __future__ import annotations

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


Node: TypeAlias = Term | Phrase | And | Or | Not
