"""The parts of the world in the statistics of the United Nations (M49): regions, subregions, and those between; and the
groups of States that the campaign spoke to (``archive/data/country_groups.csv``)."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import pgettext_lazy

from archive.models.treaties import shown_date
from archive.ratification.lines import said
from archive.reference_rows import DATA
from testimonies.models import Country
from testimonies.models.place import REGIONS

__all__ = ["AREAS", "GROUPS", "Area", "Member", "areas_of", "groups_of"]


@dataclass(frozen=True, slots=True)
class Member:
    """Of a group of States: ``since`` as far as it was verified."""

    iso2: str
    since: str
    source: str

    @property
    def since_when(self) -> str:
        """In the reader's language."""
        return said(self.since)


@dataclass(frozen=True, slots=True)
class Area:
    """``column`` is that of the reference data in which ``name`` stands; a group has ``members`` instead."""

    slug: str
    name: str
    label: Any
    column: str = ""
    members: tuple[Member, ...] = ()

    @property
    def is_region(self) -> bool:
        return self.column == "region"

    @property
    def countries(self) -> Q:
        return self._among("")

    @property
    def of_roles(self) -> Q:
        """The roles of its countries in testimonies."""
        return self._among("country__")

    @property
    def sources(self) -> list[str]:
        """From which the membership of a group is known."""
        return list(dict.fromkeys(one.source for one in self.members))

    def _among(self, to_country: str) -> Q:
        if self.members:
            return Q(**{f"{to_country}iso2__in": [one.iso2 for one in self.members]})
        return Q(**{f"{to_country}{self.column}": self.name})


_SUBREGIONS = {
    "Northern Africa": pgettext_lazy("region of the world", "Northern Africa"),
    "Sub-Saharan Africa": pgettext_lazy("region of the world", "Sub-Saharan Africa"),
    "Latin America and the Caribbean": pgettext_lazy("region of the world", "Latin America and the Caribbean"),
    "Northern America": pgettext_lazy("region of the world", "Northern America"),
    "Central Asia": pgettext_lazy("region of the world", "Central Asia"),
    "Eastern Asia": pgettext_lazy("region of the world", "Eastern Asia"),
    "South-eastern Asia": pgettext_lazy("region of the world", "South-eastern Asia"),
    "Southern Asia": pgettext_lazy("region of the world", "Southern Asia"),
    "Western Asia": pgettext_lazy("region of the world", "Western Asia"),
    "Eastern Europe": pgettext_lazy("region of the world", "Eastern Europe"),
    "Northern Europe": pgettext_lazy("region of the world", "Northern Europe"),
    "Southern Europe": pgettext_lazy("region of the world", "Southern Europe"),
    "Western Europe": pgettext_lazy("region of the world", "Western Europe"),
    "Australia and New Zealand": pgettext_lazy("region of the world", "Australia and New Zealand"),
    "Melanesia": pgettext_lazy("region of the world", "Melanesia"),
    "Micronesia": pgettext_lazy("region of the world", "Micronesia"),
    "Polynesia": pgettext_lazy("region of the world", "Polynesia"),
}
_BETWEEN = {
    "Eastern Africa": pgettext_lazy("region of the world", "Eastern Africa"),
    "Middle Africa": pgettext_lazy("region of the world", "Middle Africa"),
    "Southern Africa": pgettext_lazy("region of the world", "Southern Africa"),
    "Western Africa": pgettext_lazy("region of the world", "Western Africa"),
    "Caribbean": pgettext_lazy("region of the world", "Caribbean"),
    "Central America": pgettext_lazy("region of the world", "Central America"),
    "South America": pgettext_lazy("region of the world", "South America"),
}
_GROUPS = {
    "asean": pgettext_lazy("group of States", "Association of Southeast Asian Nations (ASEAN)"),
    "gcc": pgettext_lazy("group of States", "Gulf Cooperation Council (GCC)"),
}


def _groups() -> Iterator[Area]:
    members: dict[str, list[Member]] = defaultdict(list)
    with (DATA / "country_groups.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            since = shown_date(row["since"], row["verified"])
            members[row["group"]].append(Member(row["iso2"], since, row["source"]))
    for slug, label in _GROUPS.items():
        yield Area(slug, slug, label, members=tuple(members[slug]))


GROUPS = {one.slug: one for one in _groups()}
AREAS = {
    slugify(name): Area(slugify(name), name, label, column)
    for column, names in (("region", REGIONS), ("subregion", _SUBREGIONS), ("intermediate_region", _BETWEEN))
    for name, label in names.items()
} | GROUPS
"""Address → what it stands for, the regions first."""


def areas_of(country: Country) -> list[Area]:
    """From the region of the world down."""
    names = (country.region, country.subregion, country.intermediate_region)
    return [AREAS[slugify(name)] for name in names if slugify(name) in AREAS]


def groups_of(country: Country) -> list[Area]:
    return [one for one in GROUPS.values() if any(member.iso2 == country.iso2 for member in one.members)]
