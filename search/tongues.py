"""Two words side by side, language by language: which of their forms must be looked for in the texts of each.

A text bears no other language's stems; and where a word's stem is looked for, its exact form need not be, for whatever
has it has the stem. So most pairs are two single forms in each language, which the index finds in half the time that
it takes for several forms at one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tantivy import Searcher

from search.language.patterns import TAGS, forms, is_tagged
from search.language.words import WRITTEN_IN_HAN, tokens
from search.placing import twin

__all__ = ["Forms", "in_each_language"]

Forms = frozenset[str]


def in_each_language(
    one: Forms, other: Forms, languages: Sequence[str], searcher: Searcher
) -> list[tuple[Forms, Forms, Sequence[str]]]:
    """Pairs of forms that stand side by side wherever any of ``one`` and any of ``other`` do. With each the languages
    in whose texts it is to be looked for; none where that need not be said. ``languages`` are all that the index
    holds."""
    found: dict[tuple[Forms, Forms], list[str]] = {}
    for language in languages:
        pair = _needed(one, language, searcher), _needed(other, language, searcher)
        if all(pair):
            found.setdefault(pair, []).append(language)
    return [
        (*pair, [] if any(all(map(is_tagged, some)) for some in pair) or len(spoken) == len(languages) else spoken)
        for pair, spoken in found.items()
    ]


def _needed(wanted: Forms, language: str, searcher: Searcher) -> Forms:
    """Those that a word of a text in ``language`` may have, less exact ones of words that have another of them."""
    own = tuple(f"{sort}{language}:" for sort in TAGS)
    tagged = frozenset(form for form in wanted if form.startswith(own))
    exact = (form for form in wanted if not is_tagged(form))
    if language in WRITTEN_IN_HAN:  # of a word's characters the first alone has its stem
        return tagged.union(exact)
    return tagged.union(form for form in exact if not _always_has(form, tagged, language, searcher))


def _always_has(exact: str, others: Forms, language: str, searcher: Searcher) -> bool:
    """Whether any word that is said in ``language`` with this exact form has one of ``others``, too."""
    if others.isdisjoint(_forms_of(exact, language)):
        return False
    return not any(searcher.terms_with_prefix("twins", twin(exact, f"{sort}{language}:"), limit=1) for sort in TAGS)


@lru_cache(maxsize=4096)
def _forms_of(exact: str, language: str) -> Forms:
    """Those of a word that is written as ``exact``; none where it is cut or folded otherwise in ``language``."""
    cut = tokens(exact, language)
    return frozenset(forms(cut[0], language)) if len(cut) == 1 and cut[0].exact == exact else frozenset()
