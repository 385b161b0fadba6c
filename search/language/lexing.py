"""From what a person typed to words, quotations, brackets and operators, with what is amiss among them.

Operators are capital letters only. An apostrophe is not a quotation mark, and a colon is no operator.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Mistake:
    """A slip at a place in the question, counted in characters from 0."""

    position: int
    key: Slip


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``kind`` is one of ``word phrase AND OR NOT - ( )``."""

    kind: str
    text: str
    position: int


_OPERATORS = frozenset({"AND", "OR", "NOT"})
_MINUS = "-\u2212"
_OPENING = "(（"
_CLOSING = ")）"
_SEPARATORS = "、，。；！？…،؛؟"
_PUNCTUATION = ".,;:!?¿¡"
_QUOTES = ('"“”„‟＂〝〞〟', "«»", "「」", "『』")  # a quotation ends at any mark of the family it began with
_FAMILY = {mark: family for family in _QUOTES for mark in family}


def lexemes(query: str, mistakes: list[Mistake]) -> list[Lexeme]:
    found: list[Lexeme] = []
    minus: int | None = None  # the place of a minus that touches what comes next
    at = 0
    while at < len(query):
        char = query[at]
        start, at = at, at + 1
        lexeme: Lexeme | None = None
        if char in _MINUS:
            minus = start
            if not query[at : at + 1].strip():
                mistakes.append(Mistake(start, Slip.LONELY_OPERATOR))
            continue
        if char in _FAMILY:
            end = _end_of_quotation(query, start)
            if end is None:
                mistakes.append(Mistake(start, Slip.UNCLOSED_QUOTE))
                continue
            at = end + 1
            if _says_something(query[start + 1 : end]):
                lexeme = Lexeme("phrase", query[start + 1 : end].strip(), start)
            else:
                mistakes.append(Mistake(start, Slip.EMPTY_QUOTES))
        elif char in _OPENING:
            lexeme = Lexeme("(", char, start)
        elif char in _CLOSING:
            found.append(Lexeme(")", char, start))
        elif not char.isspace() and char not in _SEPARATORS:
            at = _end_of_word(query, start)
            word = query[start:at]
            if word in _OPERATORS:
                found.append(Lexeme(word, word, start))
            elif _says_something(word):
                lexeme = Lexeme("word", word.strip(_PUNCTUATION), start)
        if lexeme is not None:
            if minus is not None:
                found.append(Lexeme("-", char, minus))
            found.append(lexeme)
        minus = None
    return found


def _end_of_quotation(query: str, start: int) -> int | None:
    family = _FAMILY[query[start]]
    ends = (at for at in range(start + 1, len(query)) if query[at] in family and not _inside_word(query, at))
    return next(ends, None)


def _end_of_word(query: str, start: int) -> int:
    """A bracket opened inside a word is part of it, ``worker(s)``; one after an operator is not."""
    opened = 0
    for at in range(start, len(query)):
        char = query[at]
        if char.isspace() or char in _SEPARATORS or char in "（）":
            return at
        if char in _FAMILY and not _inside_word(query, at):
            return at
        if char == "(":
            if query[start:at] in _OPERATORS:
                return at
            opened += 1
        elif char == ")":
            if not opened:
                return at
            opened -= 1
    return len(query)


def _inside_word(query: str, at: int) -> bool:
    """A straight mark between two Hebrew letters is part of an abbreviation."""
    around = query[at - 1 : at] + query[at + 1 : at + 2] if at else ""
    return query[at] == '"' and len(around) == 2 and all("א" <= char <= "ת" for char in around)


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)
