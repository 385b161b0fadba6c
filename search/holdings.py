"""What is known of every testimony beside its words, in columns: one pass over an array answers a filter or a facet.

A column holds one number for each testimony, at the place of its key; a list of links holds pairs of a testimony and a
value, none twice. Permissions are not known here: who is told what is asked of :mod:`search.permits`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from search.cells import Mask, Numbers
from search.vocabulary import Vocabulary
from testimonies.models import CountryRole, Role, Testimony, TestimonyKind, TestimonyTheme

__all__ = ["COUNTRY_ROLES", "KINDS_OF_TESTIMONY", "Holdings", "Links", "in_role", "role_in"]

COUNTRY_ROLES = tuple(Role.values)
KINDS_OF_TESTIMONY = tuple(TestimonyKind.values)
COLUMNS = ("there", "collection", "decade", "first_day", "last_day", "kind")
LINKS = ("country", "country_role", "theme", "group", "article")


@dataclass(frozen=True)
class Links:
    """``testimonies[i]`` has ``values[i]``."""

    testimonies: Numbers
    values: Numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Links:
        table = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 0].copy(), table[:, 1].copy())

    def with_new(self, changed: Numbers, links: Links) -> Links:
        kept = ~np.isin(self.testimonies, changed)
        return Links(
            np.concatenate([self.testimonies[kept], links.testimonies]),
            np.concatenate([self.values[kept], links.values]),
        )

    def only(self, kept: Mask) -> Links:
        return Links(self.testimonies[kept], self.values[kept])


@dataclass(frozen=True)
class Holdings:
    """Columns: ``there`` (1 for what is no longer or never there is 0), ``collection`` (key), ``decade`` (1990),
    ``first_day`` and ``last_day`` of the interview (ordinals), ``kind`` (place in :data:`KINDS_OF_TESTIMONY`, from 1);
    0 where nothing is known. Links: ``country`` (key), ``country_role`` (:func:`in_role`), ``theme``, ``group`` (keys),
    ``article`` (number)."""

    vocabulary: Vocabulary
    columns: Mapping[str, Numbers]
    links: Mapping[str, Links]

    @classmethod
    def load(cls) -> Holdings:
        """All of it, from the database."""
        nothing = cls(
            Vocabulary.load(),
            {name: np.zeros(0, np.int64) for name in COLUMNS},
            {name: Links.of(()) for name in LINKS},
        )
        return nothing._with(None)

    def with_changes(self, testimonies: Collection[int]) -> Holdings:
        """The same after these changed; 0 among them: a controlled word did, so that all may have."""
        if 0 in testimonies:
            return Holdings.load()
        return self._with(testimonies) if testimonies else self

    def column(self, name: str) -> Numbers:
        return self.columns[name]

    def _with(self, only: Collection[int] | None) -> Holdings:
        rows = list(_rows(Testimony.objects, "pk", only))
        highest = max([len(self.columns["there"]) - 1, *(row[0] for row in rows), *(only or ())], default=-1)
        columns = {}
        changed = np.array(sorted(only) if only is not None else [row[0] for row in rows], dtype=np.int64)
        table = np.array([_numbers(row) for row in rows], dtype=np.int64).reshape(-1, 1 + len(COLUMNS))
        for place, name in enumerate(COLUMNS, start=1):
            column = np.zeros(highest + 1, np.int64)
            column[: len(self.columns[name])] = self.columns[name]
            column[changed] = 0
            column[table[:, 0]] = table[:, place]
            columns[name] = column
        links = {name: self.links[name].with_new(changed, Links.of(pairs)) for name, pairs in self._links(only).items()}
        return replace(self, columns=columns, links=links)

    def _links(self, only: Collection[int] | None) -> dict[str, list[tuple[int, int]]]:
        roles = list(_linked(CountryRole.objects, "testimony_id", only, "country_id", "role"))
        tagged = list(_linked(TestimonyTheme.objects, "content_object_id", only, "tag_id"))
        themes = [(testimony, self.vocabulary.themes[theme]) for testimony, theme in tagged if theme in self._themes]
        articles_of = self.vocabulary.articles_of
        return {
            "country": [(testimony, country) for testimony, country, _ in roles],
            "country_role": [(testimony, in_role(country, role)) for testimony, country, role in roles],
            "theme": [(testimony, theme.pk) for testimony, theme in themes],
            "group": [(testimony, theme.group_id) for testimony, theme in themes],
            "article": [(testimony, number) for testimony, theme in themes for number in articles_of.get(theme.pk, ())],
        }

    @property
    def _themes(self) -> Mapping[int, Any]:
        return self.vocabulary.themes


def in_role(country: int, role: str) -> int:
    """A country in a role, as one number."""
    return country * len(COUNTRY_ROLES) + COUNTRY_ROLES.index(role)


def role_in(number: int) -> tuple[int, str]:
    """The country and the role that such a number says."""
    country, role = divmod(number, len(COUNTRY_ROLES))
    return country, COUNTRY_ROLES[role]


def _rows(manager: Any, key: str, only: Collection[int] | None) -> Iterable[tuple[Any, ...]]:
    rows = manager.order_by()
    rows = rows if only is None else rows.filter(pk__in=only)
    found: Iterable[tuple[Any, ...]] = rows.values_list(
        key, "collection_id", "interview_earliest", "interview_latest", "kind"
    )
    return found


def _numbers(row: tuple[Any, ...]) -> tuple[int, ...]:
    key, collection, first, last, kind = row
    decade = first.year // 10 * 10 if first else 0
    return (key, 1, collection, decade, _day(first), _day(last), KINDS_OF_TESTIMONY.index(kind) + 1)


def _day(day: date | None) -> int:
    return day.toordinal() if day else 0


def _linked(manager: Any, key: str, only: Collection[int] | None, *values: str) -> Iterable[tuple[Any, ...]]:
    rows = manager.order_by()
    found: Iterable[tuple[Any, ...]] = (rows if only is None else rows.filter(**{f"{key}__in": only})).values_list(
        key, *values
    )
    return found
