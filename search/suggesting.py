"""“Did you mean”: for a word that nothing answers, one of the archive's own that is like it.

A word is suggested only where the asker may read a passage in which it is spoken, and in the way it is written there:
candidates come from the index, are counted among what the asker may see, and are shown from a hit of theirs. How often
a word occurs in what is closed to them has no part in the choice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from search.language.distance import within
from search.language.folding import MARKS_COUNT, folded
from search.language.misspelling import one_letter_off, parted
from search.language.nodes import And, Near, Node, Or, Phrase, Term
from search.language.patterns import PLAIN, tag
from search.language.words import tokens

__all__ = ["Lexicon", "suggestion"]

MOST_WORDS = 4
"""Words of one question that are looked at."""

MOST_COUNTED = 20
"""Candidates for one word that are counted, in the order of the alphabet."""

MOST_WALKED = 1000
"""Words with the same beginning among which one is looked for that differs in two letters."""

SHORTEST_FOR_TWO = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is asked of the index for one asker.

    ``held``: in how many documents of the whole index a form stands, whoever may see them: looked up, never told.
    ``languages``: those in which anything is held.
    ``beginning``: forms that begin so, at most as many as asked for. ``count``: how many documents that the asker may
    see answer. ``shown``: the best of these as the asker may have it, in runs of (words, whether they matched).
    """

    held: Callable[[str], int]
    beginning: Callable[[str, int], Sequence[str]]
    count: Callable[[Node], int]
    shown: Callable[[Node], Sequence[tuple[str, bool]]]
    languages: Sequence[str] = ()


def suggestion(query: str, node: Node, lexicon: Lexicon) -> str:
    """``query`` with each word that nothing answers replaced by the likeliest that does; ``""`` where none is."""
    better = query
    for text in islice(dict.fromkeys(_words(node)), MOST_WORDS):
        if lexicon.count(Term(text)):
            continue
        found = _instead(text, lexicon)
        if found:
            better = _replaced(better, text, found)
    return better if better != query else ""


def _instead(text: str, lexicon: Lexicon) -> str:
    found = tokens(text)
    if len(found) != 1:
        return ""
    word = found[0].exact
    for candidates in (_one_off(word, lexicon), _two_words(word, lexicon), _two_off(word, lexicon)):
        counted = [(lexicon.count(one), one) for one in islice(candidates, MOST_COUNTED)]
        for number, best in sorted(counted, key=lambda pair: -pair[0]):
            if number and (spoken := _as_spoken(best, lexicon)):
                return spoken
    return ""


def _one_off(word: str, lexicon: Lexicon) -> Iterator[Phrase]:
    if len(word) > 2:
        marked = [language for language in lexicon.languages if language in MARKS_COUNT]
        for one in sorted(one_letter_off(word)):
            if lexicon.held(one) or any(lexicon.held(tag(PLAIN, language, one)) for language in marked):
                yield Phrase(one)


def _two_words(word: str, lexicon: Lexicon) -> Iterator[Phrase]:
    for one, other in parted(word):
        if lexicon.held(one) and lexicon.held(other):
            yield Phrase(f"{one} {other}")


def _two_off(word: str, lexicon: Lexicon) -> Iterator[Phrase]:
    if len(word) >= SHORTEST_FOR_TWO:
        walked = lexicon.beginning(word[: len(word) // 2], MOST_WALKED)
        yield from (Phrase(one) for one in sorted(walked) if within(word, one, 2))


def _as_spoken(phrase: Phrase, lexicon: Lexicon) -> str:
    """The candidate with its accents, as it is written where it was found; ``""`` where the asker is shown none."""
    wanted = [folded(token.exact) for token in tokens(phrase.text)]
    for run, matched in lexicon.shown(phrase):
        if matched and [folded(token.exact) for token in tokens(run)] == wanted:
            return " ".join(run.split())
    return ""


def _words(node: Node) -> Iterator[str]:
    """The words that are asked for, not those left out."""
    match node:
        case Term(text):
            yield text
        case Phrase(text):
            yield from (text[token.start : token.end] for token in tokens(text))
        case And(parts) | Or(parts) | Near(parts):
            for part in parts:
                yield from _words(part)


def _replaced(query: str, word: str, better: str) -> str:
    """``query`` with ``word`` replaced where it stands as a word of its own."""
    at = query.find(word)
    while at >= 0:
        end = at + len(word)
        if not _in_word(query[at - 1 : at]) and not _in_word(query[end : end + 1]):
            return query[:at] + better + query[end:]
        at = query.find(word, at + 1)
    return query


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char or " ")[0] == "M"
