"""The parts of the world in the statistics of the United Nations (M49): regions, subregions, and those between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import pgettext_lazy

from testimonies.models import Country
from testimonies.models.place import REGIONS

__all__ = ["AREAS", "Area", "areas_of"]


@dataclass(frozen=True, slots=True)
class Area:
    """``column`` is that of the reference data in which ``name`` stands."""

    slug: str
    name: str
    label: Any
    column: str

    @property
    def is_region(self) -> bool:
        return self.column == "region"

    @property
    def countries(self) -> Q:
        return Q(**{self.column: self.name})

    @property
    def of_roles(self) -> Q:
        """The roles of its countries in testimonies."""
        return Q(**{f"country__{self.column}": self.name})


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
AREAS = {
    slugify(name): Area(slugify(name), name, label, column)
    for column, names in (("region", REGIONS), ("subregion", _SUBREGIONS), ("intermediate_region", _BETWEEN))
    for name, label in names.items()
}
"""Address → what it stands for, the regions first."""


def areas_of(country: Country) -> list[Area]:
    """From the region of the world down."""
    names = (country.region, country.subregion, country.intermediate_region)
    return [AREAS[slugify(name)] for name in names if slugify(name) in AREAS]
