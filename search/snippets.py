"""What truly matched, in the words as they were spoken, and when: the same analyser looks again at what is shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from search.language.nodes import And, Filter, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Term
from search.language.patterns import Row, forms, occurrences, rows, searchable
from search.language.words import WRITTEN_WITHOUT_SPACES, Token, base_language, tokens

Span = tuple[int, int]


def highlight(text: str, language: str, node: Node) -> list[tuple[str, bool]]:
    """``text`` in runs, each with whether it matched. The runs joined are the text."""
    runs: list[tuple[str, bool]] = []
    at = 0
    for start, end in matches(text, language, node):
        if start > at:
            runs.append((text[at:start], False))
        runs.append((text[start:end], True))
        at = end
    if at < len(text):
        runs.append((text[at:], False))
    return runs


def excerpt(text: str, language: str, node: Node, *, around: int = 120) -> list[tuple[str, bool]]:
    """:func:`highlight` for a long text: from ``around`` characters before the first match to as many after the last
    one near it, cut between words and marked ``…`` where something was left out.
    """
    spans = matches(text, language, node)
    first, last = (spans[0][0], spans[0][1]) if spans else (0, 0)
    start = _between_words(text, max(0, first - around)) if first > around else 0
    end = _between_words(text, last + around) if last + around < len(text) else len(text)
    runs = [("…", False)] if start else []
    for span_start, span_end in [*(span for span in spans if span[1] <= end), (end, end)]:
        if span_start > start:
            runs.append((text[start:span_start], False))
        if span_end > span_start:
            runs.append((text[span_start:span_end], True))
        start = span_end
    return [*runs, ("…", False)] if end < len(text) else runs


def first_match(words: Sequence[tuple[str, int, int]], language: str, node: Node) -> int | None:
    """When the first matching word begins. ``words`` are (text, start_ms, end_ms); ``None`` where none matches."""
    separator = "" if base_language(language) in WRITTEN_WITHOUT_SPACES else " "
    starts: list[int] = []
    at = 0
    for text, _, _ in words:
        starts.append(at)
        at += len(text) + len(separator)
    spans = matches(separator.join(text for text, _, _ in words), language, node)
    return words[bisect_right(starts, spans[0][0]) - 1][1] if spans else None


def matches(text: str, language: str, node: Node, words: Sequence[Token] | None = None) -> list[Span]:
    """The stretches of ``text`` that matched, in order, none touching another's inside.

    A branch that does not hold marks nothing. Where the question as a whole is not answered by this text alone (a
    title, of which the summary holds the rest), every wanted word in it is marked. ``words``: those of the text, where
    it was cut into words already.
    """
    found = tokens(text, language) if words is None else words
    base = base_language(language)
    spoken = _Spoken(found, [forms(token, base) for token in found], base)
    spans = spoken.answer(node)
    if spans is None:
        spans = [span for part in _wanted(node) for span in spoken.answer(part) or ()]
    return _merged(spans)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A text's words with their forms, in one language (its base tag)."""

    tokens: Sequence[Token]
    words: Sequence[Sequence[str]]
    language: str

    def answer(self, node: Node) -> list[Span] | None:
        """The spans by which the words answer; ``None`` where they do not.

        A filter is a fact about the testimony, not a word: it is taken to hold.
        """
        match node:
            case Term() | Phrase() | Prefix() | Fuzzy():
                return [self.span(place) for place in self.places(node)] or None
            case Near(parts, within):
                return self.near([part for part in parts if searchable(part)], within)
            case Filter():
                return []
            case Not(part):
                return [] if self.answer(part) is None or _names_a_fact(part) else None
            case And(parts):
                answers = [self.answer(part) for part in parts if searchable(part)]
                if any(answer is None for answer in answers):
                    return None
            case Or(parts):
                answers = [self.answer(part) for part in parts]
                if all(answer is None for answer in answers):
                    return None
        return [span for answer in answers for span in answer or ()]

    def near(self, parts: Sequence[Node], within: int) -> list[Span] | None:
        if len(parts) < 2:
            return self.answer(parts[0]) if parts else None
        spans: list[Span] = []
        for one, other in pairwise([self.places(part) for part in parts]):
            close = [pair for pair in product(one, other) if 1 <= _words_apart(*pair) <= within]
            if not close:
                return None
            spans += [self.span(place) for pair in close for place in pair]
        return spans

    def places(self, node: Node) -> list[Span]:
        """Where the words of ``node`` stand, each as (first word, word after the last)."""
        asked = [row for row in _rows(node, self.language) if self.language not in row.outside]
        return [place for row in asked for place in occurrences(row, self.words)]

    def span(self, place: Span) -> Span:
        return self.tokens[place[0]].start, self.tokens[place[1] - 1].end


@lru_cache(maxsize=1024)
def _rows(node: Node, language: str) -> tuple[Row, ...]:
    """A question is held against a thousand texts of one language."""
    return rows(node, (language,))


def _words_apart(one: Span, other: Span) -> int:
    """1 for neighbours; 0 or less where the two share a word."""
    return max(one[0], other[0]) - min(one[1], other[1]) + 1


def _names_a_fact(node: Node) -> bool:
    match node:
        case Filter():
            return True
        case Not(part):
            return _names_a_fact(part)
        case And(parts) | Or(parts):
            return any(_names_a_fact(part) for part in parts)
        case _:
            return False


def _wanted(node: Node) -> Iterator[Node]:
    """The words and phrases asked for, those excluded left out."""
    match node:
        case Term() | Phrase() | Prefix() | Fuzzy():
            yield node
        case And(parts) | Or(parts) | Near(parts):
            for part in parts:
                yield from _wanted(part)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _between_words(text: str, at: int) -> int:
    """The next place from ``at`` on that is not inside a word between spaces, or ``at`` where none is near."""
    space = text.find(" ", at, at + 30)
    return at if space < 0 else space
