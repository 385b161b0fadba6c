"""From what a person typed to what is asked. Never raises: a slip is answered with the best plain reading.

Grammar, loosest first: ``a OR b``; ``a b`` and ``a AND b``; ``NOT a`` and ``-a``; ``a NEAR/5 b``; ``"a b"``, ``(a)``,
``field:value``, ``pass*``, ``pasport~`` and words. Operators are capital letters only, where the script has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.language.fields import value_named
from search.language.lexing import Lexeme, lexemes
from search.language.mistakes import Mistake, Slip
from search.language.nearness import near
from search.language.nodes import And, Filter, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.words import tokens

__all__ = ["DEEPEST_BRACKETS", "LONGEST_QUERY", "Mistake", "Parsed", "Slip", "parse"]

LONGEST_QUERY = 1000
"""Characters; the rest is not read."""

DEEPEST_BRACKETS = 20

MOST_TOLD = 10
"""Mistakes, the first ones; whoever mends them is told the rest."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """``node`` is ``None`` where nothing is asked for."""

    node: Node | None
    mistakes: tuple[Mistake, ...] = ()


def parse(query: str, ui_language: str = "en") -> Parsed:
    """Read a question asked on a page in ``ui_language``, whose operators are understood beside the English ones.

    Mistakes come in the order of their places.
    """
    mistakes: list[Mistake] = []
    if len(query) > LONGEST_QUERY:
        mistakes.append(Mistake(LONGEST_QUERY, Slip.TOO_LONG))
    reader = _Reader(lexemes(query[:LONGEST_QUERY], mistakes, ui_language), mistakes)
    node = reader.alternatives(depth=0)
    told = sorted(dict.fromkeys(mistakes), key=lambda mistake: mistake.position)
    return Parsed(node, tuple(told[:MOST_TOLD]))


class _Reader:
    """Reads the lexemes by recursive descent, one method for each level of the grammar."""

    def __init__(self, found: list[Lexeme], mistakes: list[Mistake]) -> None:
        self.lexemes = found
        self.mistakes = mistakes
        self.at = 0

    def alternatives(self, *, depth: int) -> Node | None:
        parts: list[Node] = []
        waiting: Lexeme | None = None
        while True:
            part = self.conjunction(depth=depth)
            if part is not None:
                parts.append(part)
            if waiting is not None and (part is None or len(parts) < 2):
                self.slip(waiting, Slip.LONELY_OPERATOR)
            waiting = self.take("OR")
            if waiting is None:
                return _joined(Or, parts)

    def conjunction(self, *, depth: int) -> Node | None:
        parts: list[Node] = []
        waiting: Lexeme | None = None
        while (lexeme := self.peek()) is not None and lexeme.kind != "OR":
            if lexeme.kind == ")":
                if depth:
                    break
                self.slip(lexeme, Slip.UNOPENED_BRACKET)
                self.at += 1
                continue
            if lexeme.kind in {"AND", "NEAR"}:  # a NEAR that stands between two words was taken with them
                if waiting is not None or not parts:
                    self.slip(lexeme, Slip.LONELY_OPERATOR)
                waiting = lexeme
                self.at += 1
                continue
            part = self.piece(depth=depth)
            if part is not None:
                parts.append(part)
                waiting = None
        if waiting is not None and parts:
            self.slip(waiting, Slip.LONELY_OPERATOR)
        return _joined(And, parts)

    def piece(self, *, depth: int) -> Node | None:
        """Words near one another, or one alone, with the negations before."""
        negations: list[Lexeme] = []
        while (negation := self.take("NOT", "-")) is not None:
            negations.append(negation)
        node = self.nearness(depth=depth)
        if node is None:
            for negation in negations:
                self.slip(negation, Slip.LONELY_OPERATOR)
            return None
        return Not(node) if len(negations) % 2 else node

    def nearness(self, *, depth: int) -> Node | None:
        """``a NEAR/5 b NEAR/5 c``: of different distances the longest counts."""
        first = self.atom(depth=depth)
        if first is None:
            return None
        parts, signs = [first], []
        while (sign := self.take("NEAR")) is not None:
            negation = self.take("NOT", "-")
            part = self.atom(depth=depth)
            if part is None:
                self.slip(sign, Slip.LONELY_OPERATOR)
                break
            parts.append(Not(part) if negation else part)
            signs.append(sign)
        if not signs:
            return first
        return self.near(parts, max(sign.number for sign in signs), signs[0])

    def near(self, parts: Sequence[Node], within: int, sign: Lexeme) -> Node | None:
        """The parts near one another; where that cannot be asked, in the same passage."""
        if len(parts) < 2:
            return _joined(And, parts)
        joined = near(parts, within)
        if isinstance(joined, Slip):
            self.slip(sign, joined)
            return _joined(And, parts)
        return joined

    def atom(self, *, depth: int) -> Node | None:
        """A word, a quotation, a filter or a bracket."""
        lexeme = self.take("word", "phrase", "prefix", "fuzzy", "field", "(")
        if lexeme is None:
            return None
        match lexeme.kind:
            case "field":
                return self.filter(lexeme, depth=depth)
            case "(":
                return self.bracket(lexeme, depth=depth)
            case "prefix":
                return Prefix(lexeme.text)
            case "fuzzy":
                return Fuzzy(lexeme.text, lexeme.number)
            case "phrase" if lexeme.number and len(words := lexeme.text.split()) > 1:
                return self.near([Phrase(word) for word in words if tokens(word)], lexeme.number, lexeme)
            case "phrase":
                return Phrase(lexeme.text)
            case _:
                return Term(lexeme.text)

    def filter(self, field: Lexeme, *, depth: int) -> Node | None:
        """One value or several: ``country:Nepal,India`` and ``country:(Nepal OR India)`` ask for either."""
        value = self.take("value")
        if value is not None:
            return _joined(Or, [Filter(field.text, one, field.position) for one in value.text.split("\0")])
        bracket = self.take("(")
        inside = self.bracket(bracket, depth=depth) if bracket else None
        return _as_filters(inside, field) if inside is not None else None

    def bracket(self, opening: Lexeme, *, depth: int) -> Node | None:
        if depth == DEEPEST_BRACKETS:
            self.slip(opening, Slip.TOO_DEEP)
            while self.take("(") is not None:
                pass
            return None
        node = self.alternatives(depth=depth + 1)
        if self.take(")") is None:
            self.slip(opening, Slip.UNCLOSED_BRACKET)
        elif node is None:
            self.slip(opening, Slip.EMPTY_BRACKETS)
        return node

    def peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def take(self, *kinds: str) -> Lexeme | None:
        lexeme = self.peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.at += 1
        return lexeme

    def slip(self, lexeme: Lexeme, key: Slip) -> None:
        self.mistakes.append(Mistake(lexeme.position, key, lexeme.text if lexeme.text != lexeme.kind else ""))


def _joined(kind: type[And] | type[Or], parts: Sequence[Node]) -> Node | None:
    """One part stands for itself, what is said twice is said once; a bracket of the same kind dissolves."""
    flat = list(dict.fromkeys(one for part in parts for one in (part.parts if isinstance(part, kind) else (part,))))
    return kind(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def _as_filters(node: Node, field: Lexeme) -> Node:
    """The words of a bracket as values of the field before it."""
    match node:
        case Term(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return Filter(field.text, value_named(field.text, text), field.position)
        case And(parts) | Or(parts):
            return replace(node, parts=tuple(_as_filters(part, field) for part in parts))
        case Near(parts):
            return And(tuple(_as_filters(part, field) for part in parts))
        case Not(part):
            return Not(_as_filters(part, field))
        case _:
            return node
