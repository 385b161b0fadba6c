"""How a row of the desk is written into the page: its text with what is doubted and kept back marked, its words' times.

A page of 18,000 words must stay light: words become elements only where a mark is needed, and their times are one short
attribute, which the script reads when somebody takes the row in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["DOUBTED", "coded", "degree", "said"]

DOUBTED = (0.2, 0.4, 0.6)
"""Below these probabilities a machine's word is doubted strongly, clearly, a little."""

Places = Sequence[tuple[int, int]]
"""(where it begins, where it ends) of each word in its text, in characters"""


def degree(probability: float | None, state: str) -> int:
    """0 to 3: how much a word is doubted. What a person has looked after is not."""
    if state != "machine" or probability is None:
        return 0
    return sum(probability < bound for bound in DOUBTED)


def places(text: str, words: Iterable[Sequence[Any]]) -> Places:
    """Where each word stands, one after another; empty where one cannot be found."""
    found, cursor = [], 0
    for _start_ms, _end_ms, word, *_rest in words:
        at = text.find(word, cursor)
        if at < 0 or not word:
            return []
        cursor = at + len(word)
        found.append((at, cursor))
    return found


def coded(row: Mapping[str, Any]) -> str:
    """The words' times: for each ``gap,length,percent`` or, where words are not what stands between spaces,
    ``place:gap,length,percent``.

    ``gap`` is the ms since the beginning of the word before it (the first: of the segment), ``percent`` the probability
    in hundredths, ``place`` in UTF-16 units. Empty where the words cannot be found in the text.
    """
    text, words = row["text"], row["words"]
    simple = [word[2] for word in words] == text.split()
    found: Places = [] if simple else places(text, words)
    if not words or not (simple or found):
        return ""
    said_at, parts = row["start_ms"], []
    for number, (start_ms, end_ms, _word, *rest) in enumerate(words):
        percent = 100 if not rest or rest[0] is None else round(100 * rest[0])
        place = "" if simple else f"{len(text[: found[number][0]].encode('utf-16-le')) // 2}:"
        parts.append(f"{place}{start_ms - said_at},{end_ms - start_ms},{percent}")
        said_at = start_ms
    return " ".join(parts)


def said(row: Mapping[str, Any]) -> SafeString:
    """The text as HTML: doubted words by degree, words that are kept back from others as marks."""
    marks = _marked(row)
    if not marks:
        return escape(row["text"])
    text, cursor, parts = row["text"], 0, []
    for start, end, (doubt, kept) in marks:
        inner = escape(text[start:end])
        if doubt:
            inner = f'<span class="doubted" data-doubt="{doubt}">{inner}</span>'
        if kept:
            inner = f'<mark class="kept-back">{inner}</mark>'
        parts += [escape(text[cursor:start]), inner]
        cursor = end
    return mark_safe("".join([*parts, escape(text[cursor:])]))


def _marked(row: Mapping[str, Any]) -> list[tuple[int, int, tuple[int, bool]]]:
    """The stretches that bear a mark, in order; neighbours with the same mark are one."""
    text, words, kept = row["text"], row["words"], row["redacted"]
    over_it = [one for one in kept if one[0] < row["end_ms"] and row["start_ms"] < one[1]]
    if not over_it and row["state"] != "machine":
        return []
    found = places(text, words)
    if not found:
        return [(0, len(text), (0, True))] if over_it and text else []
    one_by_one: Iterator[tuple[int, int, tuple[int, bool]]] = (
        (
            start,
            end,
            (
                degree(word[3] if len(word) > 3 else None, row["state"]),
                any(one[0] < word[1] and word[0] < one[1] for one in over_it),
            ),
        )
        for (start, end), word in zip(found, words, strict=True)
    )
    joined = []
    for mark, some in groupby(one_by_one, key=lambda one: one[2]):
        stretch = list(some)
        if mark != (0, False):
            joined += [(stretch[0][0], stretch[-1][1], mark)] if mark[1] else stretch
    return joined
