"""What the whole answer, not this page alone, can be narrowed to: in testimonies and in hits, for this asker.

A facet's own choice does not narrow its own counts, so that a second value of it can be added; all other choices do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import numpy as np
from django.utils.translation import get_language

from search.answers import Facet
from search.cells import ROLES, STATES, Cells, Mask, Numbers, language_tag
from search.holdings import KINDS_OF_TESTIMONY, role_in
from search.knowledge import View
from search.narrowing import Chosen, links_told
from search.searchable import FACETS
from testimonies.description import languages
from testimonies.models import Participation, ReviewState, Role, TestimonyKind

__all__ = ["facets"]

Counts = Mapping[int, tuple[int, int]]
"""For each value, by its number: testimonies and hits."""


def facets(allowed: Cells, chosen: Chosen, values: Mapping[str, Sequence[str]], view: View) -> dict[str, list[Facet]]:
    """``allowed`` is all that answers and may be seen, nothing of it narrowed by a facet yet."""
    everywhere = allowed.only(chosen.all(allowed))
    counted = _Counted.of(everywhere, view)
    found = {}
    for facet in FACETS:
        own = counted
        if facet in chosen.conditions:
            own = _Counted.of(allowed.only(chosen.all(allowed, besides=facet)), view)
        found[facet] = _FACETS[facet](own, frozenset(values.get(facet, ())))
    return found


@dataclass(frozen=True)
class _Counted:
    """Cells that count, and their hits by testimony."""

    cells: Cells
    hits: Numbers
    view: View

    @classmethod
    def of(cls, cells: Cells, view: View) -> _Counted:
        size = max(len(view.permit.bits), len(view.holdings.column("there")), int(cells.testimony.max(initial=-1)) + 1)
        hits = np.bincount(cells.testimony, weights=cells.counts, minlength=size).astype(np.int64)
        return cls(cells, hits, view)

    def by_column(self, name: str) -> Counts:
        column = self.view.holdings.column(name)
        hits = self.hits[: len(column)]
        answering = hits > 0
        return _table(column[answering], hits[answering])

    def by_links(self, name: str) -> Counts:
        links = links_told(self.view, name)
        hits = self.hits[links.testimonies]
        return _table(links.values[hits > 0], hits[hits > 0])

    def by_cell(self, column: Callable[[Cells], Numbers]) -> Counts:
        """Of a column of small numbers."""
        values = column(self.cells)
        hits = np.bincount(values, weights=self.cells.counts)
        there = np.flatnonzero(hits)
        place = np.zeros(len(hits), np.int64)
        place[there] = np.arange(len(there))
        here: Mask = np.zeros((len(there), len(self.hits)), bool)
        here[place[values], self.cells.testimony] = True
        testimonies = here.sum(axis=1)
        return {
            value: (int(number), int(hits[value]))
            for value, number in zip(there.tolist(), testimonies.tolist(), strict=True)
            if value
        }


def _table(values: Numbers, hits: Numbers) -> Counts:
    """No testimony comes twice with one value."""
    testimonies, all_hits = np.bincount(values), np.bincount(values, weights=hits)
    return {
        value: (int(testimonies[value]), int(all_hits[value]))
        for value in np.flatnonzero(testimonies).tolist()
        if value
    }


def _country(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    whole, words = counted.by_links("country"), counted.view.holdings.vocabulary
    in_roles: dict[int, dict[str, tuple[int, int]]] = {}
    for key, number in counted.by_links("country_role").items():
        country, role = role_in(key)
        in_roles.setdefault(country, {})[role] = number
    codes = {value.partition(".")[0] for value in chosen}
    labels, roles = words.labels.countries, _choices(get_language() or "en").roles
    made = []
    for pk, one in words.countries.items():
        if pk in whole or one.iso2 in codes:
            own = in_roles.get(pk, {})
            below = tuple(
                Facet(value, label, *own.get(role, (0, 0)), value in chosen)
                for role, label in roles.items()
                for value in [f"{one.iso2}.{role}"]
                if role in own or value in chosen
            )
            made.append(Facet(one.iso2, labels[pk], *whole.get(pk, (0, 0)), one.iso2 in chosen, below))
    return _commonest_first(made)


def _theme(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    words = counted.view.holdings.vocabulary
    labels = words.labels
    in_groups, tagged = counted.by_links("group"), counted.by_links("theme")
    below: dict[int, list[Facet | None]] = {}
    for key, theme in words.themes.items():
        below.setdefault(theme.group_id, []).append(_facet(theme.slug, labels.themes[key], tagged.get(key), chosen))
    return _commonest_first(
        _facet(f"group.{group.slug}", labels.groups[pk], in_groups.get(pk), chosen, _commonest_first(below.get(pk, ())))
        for pk, group in words.groups.items()
    )


def _article(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    counts = counted.by_links("article")
    labels = counted.view.holdings.vocabulary.labels.articles
    return _there(_facet(str(number), label, counts.get(number), chosen) for number, label in labels.items())


def _language(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    counts = {language_tag(code): number for code, number in counted.by_cell(attrgetter("language")).items()}
    tags = counts.keys() | {tag for tag in chosen if tag in languages.SPOKEN_LANGUAGES}
    return _commonest_first(_facet(tag, languages.name(tag), counts.get(tag), chosen) for tag in tags)


def _collection(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    names, counts = counted.view.holdings.vocabulary.collections, counted.by_column("collection")
    return _commonest_first(_facet(str(pk), names.get(pk, ""), number, chosen) for pk, number in counts.items())


def _decade(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    return _there(
        _facet(str(decade), f"{decade}–{decade + 9}", number, chosen)
        for decade, number in sorted(counted.by_column("decade").items())
    )


def _state(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    return _named(STATES, _choices(get_language() or "en").states, counted.by_cell(attrgetter("state")), chosen)


def _speaker(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    return _named(ROLES, _choices(get_language() or "en").parts, counted.by_cell(attrgetter("role")), chosen)


def _kind(counted: _Counted, chosen: frozenset[str]) -> list[Facet]:
    return _named(("", *KINDS_OF_TESTIMONY), _choices(get_language() or "en").kinds, counted.by_column("kind"), chosen)


@dataclass(frozen=True)
class _Choices:
    """What is written into the code, by value, in one language."""

    roles: Mapping[str, str]
    states: Mapping[str, str]
    parts: Mapping[str, str]
    kinds: Mapping[str, str]


@lru_cache(maxsize=16)
def _choices(language: str) -> _Choices:
    """In ``language``, which is the active one."""
    of = (Role.choices, ReviewState.choices, Participation.Part.choices, TestimonyKind.choices)
    return _Choices(*({value: str(label) for value, label in choices} for choices in of))


def _named(values: Sequence[str], labels: Mapping[str, str], counts: Counts, chosen: frozenset[str]) -> list[Facet]:
    return _there(
        _facet(value, labels[value], counts.get(place), chosen) for place, value in enumerate(values) if value
    )


def _facet(
    value: str,
    label: str,
    counts: tuple[int, int] | None,
    chosen: frozenset[str],
    children: Iterable[Facet | None] = (),
) -> Facet | None:
    """``None`` for what nothing has and nobody chose; what was chosen stays on offer."""
    below = tuple(_there(children))
    if counts is None and value not in chosen and not below:
        return None
    return Facet(value, label, *(counts or (0, 0)), value in chosen, below)


def _there(made: Iterable[Facet | None]) -> list[Facet]:
    return [one for one in made if one is not None]


def _commonest_first(made: Iterable[Facet | None]) -> list[Facet]:
    return sorted(_there(made), key=lambda facet: (-facet.testimonies, -facet.hits, facet.label))


_FACETS: Mapping[str, Callable[[_Counted, frozenset[str]], list[Facet]]] = {
    "country": _country,
    "theme": _theme,
    "article": _article,
    "language": _language,
    "collection": _collection,
    "decade": _decade,
    "state": _state,
    "speaker": _speaker,
    "kind": _kind,
}
