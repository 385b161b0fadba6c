"""What somebody asks of the calendar: which occasions, as a list, a month or a map; and what is wrong in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.calendar.faults import FIRST_YEAR, YEARS_AHEAD
from archive.models import Occasion
from testimonies.description import languages
from testimonies.models import Country

__all__ = ["Asked", "Choice", "choices"]

LIST, MONTH, MAP = "list", "month", "map"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, as a link that sets it, or lets go of it where it is chosen."""

    label: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Empty texts: all. ``month`` is its first day; ``faults`` are sentences about what could not be read."""

    kind: str = ""
    country: str = ""
    language: str = ""
    view: str = LIST
    month: date | None = None
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Self:
        """From ``?kind=training&country=PH&language=ar&month=2026-12&view=map``."""
        faults: list[str] = []
        kind, country, language = (given.get(name, "").strip() for name in ("kind", "country", "language"))
        if kind and kind not in Occasion.Kind.values:
            kind = _slip(faults, _("There is no such kind of occasion: all kinds are shown."))
        country = country.upper()
        if country and not (re.fullmatch("[A-Z]{2}", country) and Country.objects.filter(iso2=country).exists()):
            country = _slip(faults, _("That country is not known here: all countries are shown."))
        if language and language not in languages.SPOKEN_LANGUAGES:
            language = _slip(faults, _("That language is not known here: all languages are shown."))
        month = _month(given["month"], faults) if "month" in given else None
        view = MONTH if month else MAP if given.get("view") == MAP else LIST
        return cls(kind, country, language, view, month, tuple(faults))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.country or self.language)

    def found(self) -> Any:
        """The published occasions that answer."""
        some = Occasion.objects.published().select_related("country")
        some = some.filter(kind=self.kind) if self.kind else some
        some = some.filter(country__iso2=self.country) if self.country else some
        return some.filter(languages__contains=[self.language]) if self.language else some

    @property
    def filters(self) -> str:
        """The filters alone, as they stand behind an address: ``?kind=training``; empty for none."""
        chosen = {name: getattr(self, name) for name in ("kind", "country", "language")}
        asked = urlencode({name: value for name, value in chosen.items() if value})
        return f"?{asked}" if asked else ""

    def address(self, **changed: Any) -> str:
        """The same with something changed, as it stands behind the address of the calendar."""
        other = replace(self, **changed)
        more = {"month": f"{other.month:%Y-%m}"} if other.month else {"view": MAP} if other.view == MAP else {}
        return f"{other.filters or '?'}{'&' if other.filters and more else ''}{urlencode(more)}"


def choices(asked: Asked) -> list[tuple[str, list[Choice]]]:
    """The filters that lead to anything, each with its values. Three queries."""
    every = Occasion.objects.published().order_by()
    kinds = set(every.values_list("kind", flat=True).distinct())
    spoken = {
        tag for some in every.exclude(languages=[]).values_list("languages", flat=True).distinct() for tag in some
    }
    countries = Country.objects.filter(pk__in=every.exclude(country=None).values("country"))
    offered = [
        (_("Kind"), "kind", [(str(one), str(one.label)) for one in Occasion.Kind if one in kinds]),
        (_("Country"), "country", sorted(((one.iso2, one.label) for one in countries), key=lambda one: one[1])),
        (_("Language"), "language", sorted(((tag, languages.name(tag)) for tag in spoken), key=lambda one: one[1])),
    ]
    return [(label, [_choice(asked, name, *one) for one in values]) for label, name, values in offered if values]


def _choice(asked: Asked, name: str, value: str, label: str) -> Choice:
    chosen = getattr(asked, name) == value
    return Choice(label, asked.address(**{name: "" if chosen else value}), chosen)


def _slip(faults: list[str], sentence: str) -> str:
    faults.append(sentence)
    return ""


def _month(written: str, faults: list[str]) -> date:
    """The first day of the month asked for; of this month where that cannot be read."""
    today = timezone.localdate()
    try:
        if len(written) != len("2026-12"):
            raise ValueError
        first = date.fromisoformat(f"{written}-01")
    except ValueError:
        _slip(faults, _("Please give the month as year and month: 2026-12. This is the present one."))
        return today.replace(day=1)
    if not FIRST_YEAR <= first.year <= today.year + YEARS_AHEAD:
        told = {"first": FIRST_YEAR, "last": today.year + YEARS_AHEAD}
        _slip(faults, _("The calendar goes from %(first)s to %(last)s. This is the present month.") % told)
        return today.replace(day=1)
    return first
