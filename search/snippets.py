"""What truly matched, in the words as they were spoken, and when: the same analyser looks again at what is shown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from search.language.nodes import And, Node, Not, Or, Phrase, Term
from search.language.words import WRITTEN_WITHOUT_SPACES, Token, base_language, readings, stems, tokens

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


def matches(text: str, language: str, node: Node) -> list[Span]:
    """The stretches of ``text`` that matched, in order, none touching another's inside.

    A branch that does not hold marks nothing. Where the question as a whole is not answered by this text alone (a
    title, of which the summary holds the rest), every wanted word in it is marked.
    """
    found = tokens(text, language)
    spans = _answer(node, found, language)
    if spans is None:
        spans = [span for part in _wanted(node) for span in _answer(part, found, language) or ()]
    return _merged(spans)


def _answer(node: Node, found: Sequence[Token], language: str) -> list[Span] | None:
    """The spans by which ``found`` answers; ``None`` where it does not."""
    match node:
        case Term(text):
            rows: list[Iterable[tuple[int, str]]] = [enumerate(reading) for reading in readings(text)]
            spans = [*_rows(found, rows, "exact"), *_rows(found, [stems(text, language)], "stem")]
            return spans or None
        case Phrase(text):
            return list(_rows(found, [enumerate(reading) for reading in readings(text)], "exact")) or None
        case Not(part):
            return [] if _answer(part, found, language) is None else None
        case And(parts):
            answers = [_answer(part, found, language) for part in parts if _searchable(part)]
            if any(answer is None for answer in answers):
                return None
        case Or(parts):
            answers = [_answer(part, found, language) for part in parts]
            if all(answer is None for answer in answers):
                return None
    return [span for answer in answers for span in answer or ()]


def _searchable(node: Node) -> bool:
    return not isinstance(node, Term | Phrase) or bool(readings(node.text))


def _rows(found: Sequence[Token], rows: Iterable[Iterable[tuple[int, str]]], form: str) -> Iterator[Span]:
    """Where words stand at their places in a row. ``form`` is the token's field they are compared with."""
    written = [getattr(token, form) for token in found]
    for row in map(list, rows):
        for at in range(len(written) - row[-1][0] if row else 0):
            if all(written[at + place] == wanted for place, wanted in row):
                yield found[at].start, found[at + row[-1][0]].end


def _wanted(node: Node) -> Iterator[Term | Phrase]:
    """The words and phrases asked for, those excluded left out."""
    match node:
        case Term() | Phrase():
            yield node
        case And(parts) | Or(parts):
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
