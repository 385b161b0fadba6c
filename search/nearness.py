"""Where the second of two rows of words may stand, for both to be near each other."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from tantivy import Searcher

from search.language.patterns import PLAIN, PLAIN_STEM, STEM, OneOf, Place, Row, forms
from search.language.words import tokens
from search.placing import twin

__all__ = ["never_one_word", "ways"]


def ways(
    left: Row, right: Row, within: int, languages: Iterable[str], searcher: Searcher | None
) -> list[tuple[Row, Row, int, int]]:
    """Which row stands first, where the second may begin, and by how many words it may stand elsewhere. Two words of
    which none can be both are as far apart in either order: one way, where others take two or four."""
    words = (*left.places, *right.places)
    if searcher is not None and len(words) == 2 and never_one_word(*words, languages, searcher):
        return [(left, right, 0, within)]
    return [
        (first, second, start, slop)
        for first, second in ((left, right), (right, left))
        for start, slop in _distances(len(first.places), len(second.places), within)
    ]


def never_one_word(one: Place, other: Place, languages: Iterable[str], searcher: Searcher) -> bool:
    """Whether no word that the index holds has forms in both places."""
    if not (isinstance(one, OneOf) and isinstance(other, OneOf)) or one.forms & other.forms:
        return False
    if any(form.startswith((PLAIN, PLAIN_STEM)) for form in one.forms | other.forms):
        return False  # which words are alike without their marks is not to be seen from these
    known = ("", *languages)
    for place, beside in ((one, other), (other, one)):
        exact = [form for form in place.forms if not form.startswith(STEM)]
        if not beside.forms.isdisjoint(_all_forms(exact, known)):
            return False
        if any(searcher.doc_freq("twins", twin(*pair)) for pair in product(exact, beside.forms)):
            return False
    return True


def _all_forms(exact: Iterable[str], languages: Iterable[str]) -> set[str]:
    """What is to be seen from exact forms, in any of the languages."""
    return {
        form
        for typed in exact
        for language in languages
        for one in tokens(typed, language)
        for form in forms(one, language)
    }


def _distances(first: int, second: int, within: int) -> list[tuple[int, int]]:
    """Where the second row may begin, as (place, slop), so that 1 to ``within`` words lie between the two's ends.

    tantivy's slop counts from the place in both directions, and over all places of a phrase together: only for two
    single words does it say what is meant.
    """
    if first > 1 or second > 1:
        return [(first - 1 + step, 0) for step in range(1, within + 1)]
    middle, rest = divmod(within + 1, 2)
    return [(middle, middle - 1)] if not rest else [(place, within // 2 - 1) for place in (within // 2, middle + 1)]
