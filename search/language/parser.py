"""From what a person typed to what is asked. Never raises: a slip is answered with the best plain reading.

Grammar, loosest first: ``a OR b``; ``a b`` and ``a AND b``; ``NOT a`` and ``-a``; ``"a b"``, ``(a)`` and words.
Operators are capital letters only. An apostrophe is not a quotation mark, and a colon is no operator.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.language.lexing import Lexeme, Mistake, Slip, lexemes
from search.language.nodes import And, Node, Not, Or, Phrase, Term

__all__ = ["DEEPEST_BRACKETS", "LONGEST_QUERY", "Mistake", "Parsed", "Slip", "parse"]

LONGEST_QUERY = 1000
"""Characters; the rest is not read."""

DEEPEST_BRACKETS = 20


@dataclass(frozen=True, slots=True)
class Parsed:
    """``node`` is ``None`` where nothing is asked for."""

    node: Node | None
    mistakes: tuple[Mistake, ...] = ()


def parse(query: str) -> Parsed:
    """Read a question. Mistakes come in the order of their places."""
    mistakes: list[Mistake] = []
    if len(query) > LONGEST_QUERY:
        mistakes.append(Mistake(LONGEST_QUERY, Slip.TOO_LONG))
    reader = _Reader(lexemes(query[:LONGEST_QUERY], mistakes), mistakes)
    node = reader.alternatives(depth=0)
    return Parsed(node, tuple(sorted(mistakes, key=lambda mistake: mistake.position)))


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
            if lexeme.kind == "AND":
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
        """A word, a quotation or a bracket, with the negations before it."""
        negations: list[Lexeme] = []
        while (negation := self.take("NOT", "-")) is not None:
            negations.append(negation)
        lexeme = self.take("word", "phrase", "(")
        if lexeme is None:
            node = None
        elif lexeme.kind == "(":
            node = self.bracket(lexeme, depth=depth)
        else:
            node = Phrase(lexeme.text) if lexeme.kind == "phrase" else Term(lexeme.text)
        if node is None:
            for negation in negations:
                self.slip(negation, Slip.LONELY_OPERATOR)
            return None
        return Not(node) if len(negations) % 2 else node

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
        self.mistakes.append(Mistake(lexeme.position, key))


def _joined(kind: type[And] | type[Or], parts: list[Node]) -> Node | None:
    """One part stands for itself; a bracket of the same kind dissolves into its parts."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None
