"""What may stand beside NEAR: words, phrases, and several of these joined by OR, no more than the index can try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from search.language.mistakes import Slip
from search.language.nodes import Fuzzy, Near, Node, Or, Phrase, Prefix, Term
from search.language.words import tokens

MOST_PARTS = 6
"""Words in a chain of NEAR."""

MOST_CHOICES = 20
"""Words joined by OR on one side of NEAR."""

MOST_COMBINED = 16
"""Pairs of choices of which at least one is several words: each is tried at each distance, in both orders."""


def near(parts: Sequence[Node], within: int) -> Near | Slip:
    """The parts near one another, or what forbids it."""
    choices = [list(_choices(part)) for part in parts]
    if any(not isinstance(choice, Term | Phrase | Prefix | Fuzzy) for found in choices for choice in found):
        return Slip.NEAR_WORDS
    weights = [sum(_is_several(choice) for choice in found) for found in choices]
    combined = max((one + 1) * (other + 1) - 1 for one, other in pairwise(weights))
    if len(parts) > MOST_PARTS or combined > MOST_COMBINED or max(map(len, choices)) > MOST_CHOICES:
        return Slip.NEAR_MANY
    return Near(tuple(_one_letter(part) for part in parts), within)


def _choices(part: Node) -> Iterator[Node]:
    if isinstance(part, Or):
        for choice in part.parts:
            yield from _choices(choice)
    else:
        yield part


def _is_several(choice: Node) -> bool:
    """Whether a choice cannot be one place together with others."""
    return not isinstance(choice, Term | Phrase) or len(tokens(choice.text)) > 1


def _one_letter(part: Node) -> Node:
    """Beside others only one letter of a fuzzy word may be wrong: two are too much for the index's automata."""
    match part:
        case Fuzzy(text):
            return Fuzzy(text, 1)
        case Or(parts):
            return Or(tuple(map(_one_letter, parts)))
        case _:
            return part
