"""What was chosen of a facet, as a condition on cells: one array of truths for each value of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.cells import KINDS, ROLES, STATES, Cells, Mask, Numbers, language_code
from search.holdings import COUNTRY_ROLES, KINDS_OF_TESTIMONY, Links, in_role
from search.knowledge import View
from search.language.words import base_language
from search.permits import TOLD
from search.tallying import Sees, at

__all__ = ["MOST_CHOSEN", "Chosen", "links_told", "narrowed", "of_words"]

MOST_CHOSEN = 100
"""So many values of one facet are read; nobody chooses more by hand."""

_TRANSLATED = [place for place, kind in enumerate(KINDS) if "translation" in kind]


@dataclass(frozen=True)
class Chosen:
    """What was chosen, a condition for each facet."""

    conditions: Mapping[str, Sees]

    def all(self, cells: Cells, besides: str = "") -> Mask:
        """Which cells have all that was chosen; of the facet ``besides`` anything."""
        kept = np.ones(len(cells), bool)
        for facet, condition in self.conditions.items():
            if facet != besides:
                kept &= condition(cells)
        return kept


def narrowed(chosen: Mapping[str, Sequence[str]], view: View) -> Chosen:
    """What nobody could have chosen is had by nothing."""
    return Chosen(
        {
            facet: _CONDITIONS[facet](tuple(values[:MOST_CHOSEN]), view)
            for facet, values in chosen.items()
            if values and facet in _CONDITIONS
        }
    )


def of_words(words: str) -> Sees:
    """The cells of the ``original``, of a ``translation``, or of ``both``."""
    if words == "translation":
        return lambda cells: np.isin(cells.kind, _TRANSLATED)
    if words == "original":
        return lambda cells: ~np.isin(cells.kind, _TRANSLATED)
    return lambda cells: np.ones(len(cells), bool)


def links_told(view: View, name: str) -> Links:
    """Links of the holdings, as far as the asker is told them: countries are not told of every testimony."""
    links = view.holdings.links[name]
    return links.only(at(view.permit.bits, links.testimonies) & TOLD > 0) if name.startswith("country") else links


def numbers_of(facet: str, values: Iterable[str], view: View) -> list[tuple[str, int]]:
    """Values of a facet as (column or links, number in it); what is not known is left out."""
    found = ((_NUMBERS[facet])(value, view) for value in values)
    return [one for one in found if one is not None]


def _by_cell(column: Callable[[Cells], Numbers], number: Callable[[str], int]) -> Callable[..., Sees]:
    def condition(values: Sequence[str], _view: View) -> Sees:
        wanted = [number(value) for value in values]
        return lambda cells: np.isin(column(cells), wanted)

    return condition


def _by_testimony(facet: str) -> Callable[..., Sees]:
    def condition(values: Sequence[str], view: View) -> Sees:
        having = np.zeros(max(len(view.permit.bits), len(view.holdings.column("there"))), np.int64)
        for name, number in numbers_of(facet, values, view):
            if name in view.holdings.columns:
                having[: len(view.holdings.column(name))] |= view.holdings.column(name) == number
            else:
                links = links_told(view, name)
                having[links.testimonies[links.values == number]] = 1
        return lambda cells: at(having, cells.testimony) > 0

    return condition


def _country(value: str, view: View) -> tuple[str, int] | None:
    code, _, role = value.partition(".")
    country = next((pk for pk, one in view.holdings.vocabulary.countries.items() if one.iso2 == code), None)
    if country is None or (role and role not in COUNTRY_ROLES):
        return None
    return ("country_role", in_role(country, role)) if role else ("country", country)


def _theme(value: str, view: View) -> tuple[str, int] | None:
    words = view.holdings.vocabulary
    slug = value.removeprefix("group.")
    name, held = ("group", words.groups) if slug != value else ("theme", words.themes)
    return next(((name, pk) for pk, one in held.items() if one.slug == slug), None)


def _number(name: str) -> Callable[[str, View], tuple[str, int] | None]:
    def number(value: str, _view: View) -> tuple[str, int] | None:
        return (name, int(value)) if value.isascii() and value.isdigit() and 0 < len(value) < 10 else None

    return number


def _place(values: Sequence[str]) -> Callable[[str], int]:
    return lambda value: values.index(value) if value and value in values else -1


def _language(value: str) -> int:
    return language_code(base_language(value)) or -1


_NUMBERS: Mapping[str, Callable[[str, View], tuple[str, int] | None]] = {
    "country": _country,
    "role": lambda role, _view: ("role", COUNTRY_ROLES.index(role)) if role in COUNTRY_ROLES else None,
    "theme": _theme,
    "article": _number("article"),
    "collection": _number("collection"),
    "decade": _number("decade"),
    "kind": lambda kind, _view: ("kind", KINDS_OF_TESTIMONY.index(kind) + 1) if kind in KINDS_OF_TESTIMONY else None,
}

_CONDITIONS: Mapping[str, Callable[..., Sees]] = {
    **{facet: _by_testimony(facet) for facet in ("country", "theme", "article", "collection", "decade", "kind")},
    "language": _by_cell(lambda cells: cells.language, _language),
    "state": _by_cell(lambda cells: cells.state, _place(STATES)),
    "speaker": _by_cell(lambda cells: cells.role, _place(ROLES)),
}
