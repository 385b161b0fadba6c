"""Which documents somebody asks for: by type, year, language, instrument and country, in any combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from archive.models import Instrument, LibraryItem, Verified
from testimonies.description import languages
from testimonies.models import Country

__all__ = ["FILTERS", "Asked", "Choice", "choices"]

FILTERS = ("kind", "year", "language", "instrument", "country")
_DATED = (Verified.YES, Verified.DERIVED, Verified.YEAR)
"""How far a record was checked whose year is shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a link that sets it, or lets go of it where it is chosen."""

    label: str
    address: str
    chosen: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """``chosen`` holds values by filter; a filter that leads nowhere finds nothing, and is never an error."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        asked = {name: given.get(name, "").replace("\0", "").strip()[:60] for name in FILTERS}
        return cls({name: value for name, value in asked.items() if value})

    def found(self) -> Any:
        """The published documents that answer, the newest first, those without a date last."""
        some = LibraryItem.objects.published().select_related("country")
        for name, value in self.chosen.items():
            some = some.filter(_condition(name, value))
        return some.distinct()

    def address(self, **changed: str) -> str:
        """The same with something changed, as it stands behind the address of the list."""
        asked = {name: value for name, value in {**self.chosen, **changed}.items() if value}
        return f"?{urlencode(asked)}"


def choices(asked: Asked) -> list[tuple[str, list[Choice]]]:
    """The filters that lead to anything, each with its values. Four queries."""
    every = list(LibraryItem.objects.published().values("kind", "date", "verified", "languages", "country"))
    kinds = {one["kind"] for one in every}
    years = sorted({one["date"][:4] for one in every if one["date"] and one["verified"] in _DATED}, reverse=True)
    spoken = sorted({tag for one in every for tag in one["languages"]})
    named = Instrument.objects.filter(library_items__live=True).distinct()
    countries = Country.objects.filter(pk__in={one["country"] for one in every if one["country"]})
    offered: list[tuple[str, str, list[tuple[str, ...]]]] = [
        (_("Type"), "kind", [(str(one), str(one.label)) for one in LibraryItem.Kind if one in kinds]),
        (_("Year"), "year", [(one, one) for one in years]),
        (_("Language"), "language", [(tag, languages.name(tag)) for tag in spoken]),
        (_("Instrument"), "instrument", [(one.code, one.name, "en") for one in named]),
        (_("Country"), "country", [(one.iso2, one.label) for one in countries]),
    ]
    return [
        (label, [_choice(asked, name, value, *told) for value, *told in values])
        for label, name, values in offered
        if values
    ]


def _choice(asked: Asked, name: str, value: str, label: str, language: str = "") -> Choice:
    chosen = asked.chosen.get(name) == value
    return Choice(label, asked.address(**{name: "" if chosen else value}), chosen, language)


def _condition(name: str, value: str) -> Q:
    if name == "year":
        return Q(date__startswith=value, verified__in=_DATED) if len(value) == 4 else Q(pk__in=())
    if name == "language":
        return Q(languages__contains=[value])
    return Q(**{{"kind": "kind", "instrument": "instruments__code", "country": "country__iso2"}[name]: value})
