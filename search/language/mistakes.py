"""What can be amiss in a question, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Slip(StrEnum):
    """What can be amiss in a question. The sentence for it is the page's business."""

    UNCLOSED_QUOTE = "unclosed-quote"
    EMPTY_QUOTES = "empty-quotes"
    UNCLOSED_BRACKET = "unclosed-bracket"
    UNOPENED_BRACKET = "unopened-bracket"
    EMPTY_BRACKETS = "empty-brackets"
    TOO_DEEP = "too-deep"
    LONELY_OPERATOR = "lonely-operator"
    TOO_LONG = "too-long"
    STAR_PLACE = "star-place"
    SHORT_PREFIX = "short-prefix"
    SHORT_FUZZY = "short-fuzzy"
    FUZZY_FAR = "fuzzy-far"
    NEAR_WORDS = "near-words"
    NEAR_MANY = "near-many"
    TOO_FAR = "too-far"
    EMPTY_FIELD = "empty-field"
    UNKNOWN_FIELD = "unknown-field"
    UNKNOWN_VALUE = "unknown-value"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A slip at a place in the question, counted in characters from 0.

    ``text`` is what was typed there, ``suggestions`` what may be typed in its place, best first; both may be empty.
    """

    position: int
    key: Slip
    text: str = ""
    suggestions: tuple[str, ...] = ()


def cut_short(beginnings: Iterable[str]) -> tuple[Mistake, ...]:
    """What to say of beginnings of which not every form was searched."""
    return tuple(Mistake(0, Slip.CUT, f"{beginning}*") for beginning in dict.fromkeys(beginnings))
