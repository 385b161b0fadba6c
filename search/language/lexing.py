"""From what a person typed to words, quotations, brackets and operators, with what is amiss among them.

An apostrophe is not a quotation mark, a time is not a field, and a hyphen inside a word is no minus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from search.language.endings import read_word
from search.language.fields import field_named, nearest_field, value_named
from search.language.mistakes import Mistake, Slip
from search.language.operators import FARTHEST, USUAL_DISTANCE, operator

__all__ = ["MOST_WORDS", "Lexeme", "Mistake", "Slip", "lexemes"]

MOST_WORDS = 100
"""Words, phrases and facts in one question; the rest is not read. A star, a fuzzy word and a NEAR count as five."""

_DEAR = 5


@dataclass(frozen=True, slots=True)
class Lexeme:
    """``kind`` is one of ``word phrase prefix fuzzy field value AND OR NOT NEAR - ( )``.

    ``number`` is the distance of NEAR and of a fuzzy word, and that within which a phrase's words may stand (0: side by
    side).
    """

    kind: str
    text: str
    position: int
    number: int = 0


_MINUS = "-\u2212"
_OPENING = "(（"
_CLOSING = ")）"
_SEPARATORS = "、，。；！？…،؛؟"
_PUNCTUATION = ".,;:!?¿¡"
_AROUND_A_VALUE = ",;!?¿¡"
_QUOTES = ('"“”„‟＂〝〞〟', "«»", "「」", "『』")  # a quotation ends at any mark of the family it began with
_FAMILY = {mark: family for family in _QUOTES for mark in family}
_FIELD = re.compile(r"([^\W\d_][^\W\d]*)[:：]")
_LOOSE = re.compile(r"~(\d{0,6})")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters and marks of direction: they come along when text is copied, and say nothing."""


def lexemes(query: str, mistakes: list[Mistake], ui_language: str) -> list[Lexeme]:
    """The parts of ``query``, in order; what is amiss is added to ``mistakes``."""
    lexer = _Lexer(query, mistakes, ui_language)
    found: list[Lexeme] = []
    words = 0
    for lexeme in lexer.read():
        match lexeme.kind:
            case "word":
                words += 1
            case "value":
                words += lexeme.text.count("\0") + 1
            case "phrase":
                words += 1 + _DEAR * (lexeme.text.count("*") + (lexeme.number and lexeme.text.count(" ")))
            case "prefix" | "fuzzy" | "NEAR":
                words += _DEAR
        if words > MOST_WORDS:
            mistakes.append(Mistake(lexeme.position, Slip.TOO_LONG))
            break
        found.append(lexeme)
    return found


@dataclass(slots=True)
class _Lexer:
    query: str
    mistakes: list[Mistake]
    ui_language: str
    at: int = field(default=0)

    def read(self) -> Iterator[Lexeme]:
        minus: int | None = None  # the place of a minus that touches what comes next
        while self.at < len(self.query):
            start, char = self.at, self.query[self.at]
            self.at += 1
            if _UNSEEN.match(char):
                continue
            if char in _MINUS:
                minus = start
                if not _UNSEEN.sub("", self.query[self.at :])[:1].strip():
                    self.mistakes.append(Mistake(start, Slip.LONELY_OPERATOR))
                continue
            for number, lexeme in enumerate(self.at_sign(char, start)):
                if minus is not None and not number and lexeme.kind not in {"AND", "OR", "NOT", "NEAR", ")"}:
                    yield Lexeme("-", "-", minus)
                yield lexeme
            minus = None

    def at_sign(self, char: str, start: int) -> Iterator[Lexeme]:
        if char in _FAMILY:
            yield from self.quotation(start)
        elif char in _OPENING:
            yield Lexeme("(", char, start)
        elif char in _CLOSING:
            yield Lexeme(")", char, start)
        elif not char.isspace() and char not in _SEPARATORS:
            yield from self.word(start)

    def quotation(self, start: int) -> Iterator[Lexeme]:
        end = self.end_of_quotation(start)
        if end is None:
            self.mistakes.append(Mistake(start, Slip.UNCLOSED_QUOTE))
            return
        self.at = end + 1
        inside = _UNSEEN.sub("", self.query[start + 1 : end]).strip()
        if not _says_something(inside):
            self.mistakes.append(Mistake(start, Slip.EMPTY_QUOTES))
            return
        within = 0
        if loose := _LOOSE.match(self.query, self.at):
            self.at = loose.end()
            within = self.distance(int(loose[1] or 0), start)
        yield Lexeme("phrase", inside, start, within)

    def word(self, start: int) -> Iterator[Lexeme]:
        named = _FIELD.match(self.query, start)
        if named and (of := field_named(named[1])):
            yield from self.field(of, named, start)
            return
        end = self.at = self.end_of_word(start)
        word = _UNSEEN.sub("", self.query[start:end])
        joining = operator(word, self.ui_language)
        if joining is not None:
            kind, number = joining
            yield Lexeme(kind, word, start, self.distance(number, start) if kind == "NEAR" else 0)
            return
        if named and (near := nearest_field(named[1])) and _says_something(word[named.end() - start :]):
            better = f"{near}:{word[named.end() - start :]}"
            self.mistakes.append(Mistake(start, Slip.UNKNOWN_FIELD, named[1], (better,)))
        kind, text, number = read_word(word.strip(_PUNCTUATION), start, self.mistakes)
        if _says_something(text):
            yield Lexeme(kind, text, start, number)

    def field(self, of: str, named: re.Match[str], start: int) -> Iterator[Lexeme]:
        """A field with its value, which may be a word, a phrase or a bracket, and may stand after a space."""
        self.at = named.end()
        rest = self.query[self.at :]
        self.at += len(rest) - len(rest.lstrip())
        char = self.query[self.at : self.at + 1]
        if char in _OPENING and char:
            yield Lexeme("field", of, start)
        elif char in _FAMILY and (end := self.end_of_quotation(self.at)) is not None:
            value, self.at = self.query[self.at + 1 : end], end + 1
            yield from self.value(of, [value], named, start)
        else:
            begin = self.at
            self.at = self.end_of_word(begin)
            yield from self.value(of, self.query[begin : self.at].split(","), named, start)

    def value(self, of: str, typed: list[str], named: re.Match[str], start: int) -> Iterator[Lexeme]:
        values = [_UNSEEN.sub("", one).strip(_AROUND_A_VALUE + " ") for one in typed]
        said = [value_named(of, one) for one in values if _says_something(one)]
        if not said:
            self.mistakes.append(Mistake(start, Slip.EMPTY_FIELD, named[1]))
            yield Lexeme("word", named[1], start)
            return
        yield Lexeme("field", of, start)
        yield Lexeme("value", "\0".join(said), start)

    def distance(self, number: int, start: int) -> int:
        if number > FARTHEST:
            self.mistakes.append(Mistake(start, Slip.TOO_FAR, str(number), (str(FARTHEST),)))
        return min(number or USUAL_DISTANCE, FARTHEST)

    def end_of_quotation(self, start: int) -> int | None:
        family = _FAMILY[self.query[start]]
        marks = (at for at in range(start + 1, len(self.query)) if self.query[at] in family)
        return next((at for at in marks if not self.inside_word(at)), None)

    def end_of_word(self, start: int) -> int:
        """A bracket opened inside a word is part of it, ``worker(s)``; one after an operator is not."""
        opened = 0
        for at in range(start, len(self.query)):
            char = self.query[at]
            if char.isspace() or char in _SEPARATORS or char in "（）":
                return at
            if char in _FAMILY and not self.inside_word(at):
                return at
            if char == "(":
                if operator(self.query[start:at], self.ui_language):
                    return at
                opened += 1
            elif char == ")":
                if not opened:
                    return at
                opened -= 1
        return len(self.query)

    def inside_word(self, at: int) -> bool:
        """A straight mark between two Hebrew letters is part of an abbreviation."""
        around = self.query[at - 1 : at] + self.query[at + 1 : at + 2] if at else ""
        return self.query[at] == '"' and len(around) == 2 and all("א" <= char <= "ת" for char in around)


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)
