"""Where the forms of a word lie in the index: each at a place of its own.

The index cuts a line of forms at its spaces and counts places as it goes. Handing it each form with its place instead
takes four times as long, for the whole. So each word takes :data:`STRIDE` places: its exact form, then its other forms,
then as many empty ones that two forms of neighbours are never as far from each other as those of words farther apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import tantivy

from search.language.patterns import STEM, TAGS, Beginning, Like, OneOf, Place, forms, tag
from search.language.words import Token, only_word, tokens, word

__all__ = ["REACH", "STRIDE", "TOKENIZER", "analyser", "by_slot", "laid", "line", "sorts_together", "twin"]

TOKENIZER = "places"
"""The index's name for :func:`analyser`."""

_WITH_MARKS = frozenset({0, 1})
"""Where exact forms and stems lie."""

REACH = len(TAGS)
"""Two forms at the same word are at most so far from each other."""

STRIDE = 2 * REACH + 1
"""From a word to the next. The forms of words ``n`` apart are ``n * STRIDE`` places apart, ``REACH`` more or less."""

_EMPTY = "-"
"""No word has this form: forms are letters, marks and digits, some with a tag before them."""

_BEHIND_EXACT, _BEHIND_STEM = (f" {_EMPTY}" * (STRIDE - taken) for taken in (1, 2))

_NONE: frozenset[str] = frozenset()

MOST_REMEMBERED = 100_000
"""So many runs of a language are remembered; most of what is said are the same few thousand."""


def line(text: str, language: str) -> str:
    """The forms of all words of ``text`` as the index takes them. ``language`` is a base tag."""
    return laid(text, language)[0]


def laid(text: str, language: str) -> tuple[str, frozenset[str]]:
    """The :func:`line` of ``text``, and the :func:`twin` of each word in it that has a form which its exact form alone
    does not lead to."""
    runs = _runs_of(language)
    if len(runs) >= MOST_REMEMBERED:
        runs.clear()
        runs.twins.clear()
    words = text.split()
    found = " ".join(map(runs.__getitem__, words))
    if not runs.twins:
        return found, _NONE
    return found, _NONE.union(*(runs.twins[run] for run in words if run in runs.twins))


def twin(exact: str, form: str) -> str:
    """How it is told that there is a word with this exact form whose other form is not to be seen from it: Spanish
    ``hacía`` is said as ``hacia``, with the stem of ``hacer``."""
    return f"{exact} {form}"


def analyser() -> tantivy.TextAnalyzer:
    """What cuts a :func:`line`: empty places count, and are left out."""
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return spaces.filter(tantivy.Filter.custom_stopword([_EMPTY])).build()


def by_slot(place: Place) -> dict[int, Place]:
    """``place`` in parts, each with forms of one sort, by how far from the beginning of a word it lies."""
    match place:
        case OneOf(wanted):
            return {slot: OneOf(some) for slot, some in _parted(wanted).items()}
        case Beginning(starts):
            return {slot: Beginning(some) for slot, some in _parted(starts).items()}
        case Like(wanted, distance):
            return {slot: Like(some, distance) for slot, some in _parted(wanted).items()}


def sorts_together(places: Sequence[Mapping[int, Place]]) -> list[Sequence[Mapping[int, Place]]]:
    """The sorts of forms (:func:`by_slot`) that must be tried together to find words side by side.

    A word that is as it was typed is so without its marks too. So where each place also takes forms without marks, one
    try with these alone and one without them find whatever they would find mixed; only of a word that is merely like
    the typed one (``mælstrom``, two letters without marks) this is not true.
    """
    if any(slots.keys() <= _WITH_MARKS for slots in places):
        return [places]
    return [
        [
            {slot: one for slot, one in slots.items() if isinstance(one, Like) or (slot in _WITH_MARKS) == marked}
            for slots in places
        ]
        for marked in (True, False)
    ]


def _parted(wanted: frozenset[str]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for form in wanted:
        found.setdefault(_slot(form), set()).add(form)
    return {slot: frozenset(found[slot]) for slot in sorted(found)}


def _slot(form: str) -> int:
    return next((slot for slot, sort in enumerate(TAGS, 1) if form.startswith(sort)), 0)


class _Runs(dict[str, str]):
    """What stands between two spaces, each with its line.

    A space always parts words, and what is on its other side has no say in how they are cut.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.twins: dict[str, frozenset[str]] = {}

    def __missing__(self, run: str) -> str:
        language = self.language
        alone = only_word(run)
        words = [one for one in ([word(alone, language)] if alone else tokens(run, language)) if one.exact]
        made = self[run] = " ".join([_laid(one, language) for one in words])
        if twins := _NONE.union(*(_twins(one, language) for one in words)):
            self.twins[run] = twins
        return made


def _twins(word: Token, language: str) -> frozenset[str]:
    if not word.stem and not word.plain:
        return _NONE
    seen = {form for one in tokens(word.exact, language) for form in forms(one, language)}
    return frozenset(twin(word.exact, form) for form in forms(word, language) if form not in seen)


@lru_cache(maxsize=64)
def _runs_of(language: str) -> _Runs:
    return _Runs(language)


def _laid(word: Token, language: str) -> str:
    """Its :func:`~search.language.patterns.forms`, each in its slot."""
    if not word.stem and not word.plain:
        return word.exact + _BEHIND_EXACT
    if not word.plain:
        return f"{word.exact} {tag(STEM, language, word.stem)}{_BEHIND_STEM}"
    laid = [_EMPTY] * STRIDE
    for form in forms(word, language):
        laid[_slot(form)] = form
    return " ".join(laid)
