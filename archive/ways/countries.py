"""Countries: a list by region, and a page each. Testimonies from there, through it and to it; the Convention there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Instrument, TreatyAction, Verified, explained
from archive.models.explanation import Explained
from archive.ratification.lines import Line, line_of
from archive.ratification.record import CONVENTION, states_of
from archive.ways import counting, passages
from archive.ways.areas import GROUPS, areas_of, groups_of
from archive.ways.doings import doings_where
from archive.ways.shelf import A_FEW, newest, shelf, trail
from archive.ways.spoken import themes_of
from testimonies.models import Country, CountryRole, PassageCountry, Role, listener_for
from testimonies.models.place import REGIONS
from testimonies.views.cards import cards_of

__all__ = ["InCountry", "Law", "countries", "country", "in_role", "laws_of", "regions_of"]

HEADINGS = {
    Role.ORIGIN: lambda: _("They came from here"),
    Role.TRANSIT: lambda: _("They passed through"),
    Role.DESTINATION: lambda: _("They came here"),
    Role.RETURN: lambda: _("They came back"),
}


@dataclass(frozen=True, slots=True)
class InCountry:
    """A country with the testimonies that the listener may see; ``roles`` are counts in the order of a journey."""

    country: Country
    testimonies: int
    roles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Law:
    """How the State stands to one instrument today, which is ``about`` this in the reader's language."""

    instrument: Instrument
    about: Explained
    line: Line

    @property
    def is_convention(self) -> bool:
        return self.instrument.code == CONVENTION

    @property
    def deeds(self) -> list[TreatyAction]:
        """What it did, in order, each with its source."""
        return [one for one in (self.line.state.signed, self.line.state.bound) if one]


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country by region and subregion, each with its testimonies."""
    listener = listener_for(request.user)
    told = counting.by_country(listener)
    return render(
        request,
        "archive/ways/countries.html",
        {
            "crumbs": trail(),
            "regions": regions_of(list(Country.objects.all()), told, counting.by_region(listener)),
            "parties": _parties(),
            "groups": list(GROUPS.values()),
        },
    )


@require_safe
def country(request: HttpRequest, iso2: str) -> HttpResponse:
    """A few testimonies in each role of the country; with ``?role=`` all of that role."""
    found = Country.objects.filter(iso2=iso2).first()
    if found is None:
        raise Http404
    listener = listener_for(request.user)
    context: dict[str, Any] = {
        "country": found,
        "crumbs": trail((_("Countries"), "countries")),
        "areas": [*areas_of(found), *groups_of(found)],
        "laws": laws_of(found),
    }
    role = request.GET.get("role", "")
    if role in HEADINGS:
        context |= shelf(request, lambda: in_role(found, role, listener), listener, "country", found.pk, role)
        context |= {"role": role, "heading": HEADINGS[Role(role)]()}
        return render(request, "archive/ways/country_role.html", context)
    told = counting.by_country(listener).get(found.pk, counting.Tally())
    context |= {
        "testimonies": told.testimonies,
        "roles": _shelves(found, told, listener),
        "doings": doings_where(Q(country=found)),
        "themes": themes_of(lambda: in_country(found, listener), listener, "country", found.pk),
        **passages.playlist(request, lambda: _speaking(found, listener), listener, "country", found.pk),
    }
    return render(request, "archive/ways/country.html", context)


def _speaking(found: Country, listener: Any) -> Any:
    """The passages that speak of the country."""
    there = PassageCountry.objects.told_to(listener).filter(country=found).order_by().values("passage")
    return passages.in_order(passages.told_to(listener).filter(pk__in=there))


def in_role(found: Country, role: str, listener: Any) -> Any:
    """The testimonies that the listener may see and whose countries they are told, with ``found`` in ``role``."""
    told = CountryRole.objects.told_to(listener).filter(country=found, role=role)
    return counting.open_to(listener).filter(pk__in=told.order_by().values("testimony"))


def in_country(found: Country, listener: Any) -> Any:
    """The testimonies that the listener may see and that tell them of ``found`` in any role of a journey."""
    told = CountryRole.objects.told_to(listener).filter(country=found, role__in=counting.ROLES)
    return counting.open_to(listener).filter(pk__in=told.order_by().values("testimony"))


def regions_of(
    every: list[Country], told: Mapping[int, counting.Tally], regional: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The regions of the world in the reader's alphabet, with their subregions, and these with their countries."""
    subregions: dict[tuple[str, str], list[InCountry]] = defaultdict(list)
    for one in sorted(every, key=lambda one: one.label.casefold()):
        tally = told.get(one.pk, counting.Tally())
        roles = tuple((str(role.label), tally.in_role[role]) for role in counting.ROLES if role in tally.in_role)
        subregions[one.region, one.subregion].append(InCountry(one, tally.testimonies, roles))
    return [
        {
            "slug": region.lower(),
            "label": str(label),
            "testimonies": regional.get(region, 0),
            "subregions": [
                {"name": name, "countries": some} for (of, name), some in sorted(subregions.items()) if of == region
            ],
        }
        for region, label in REGIONS.items()
    ]


def laws_of(found: Country) -> list[Law]:
    """Under the Convention first, whatever the State did; then under its neighbours, where anything is verified."""
    states = states_of(found, timezone.localdate())
    about = explained(*(instrument for instrument, _state in states))
    return [Law(instrument, about[instrument.pk], line_of(state)) for instrument, state in states]


def _parties() -> frozenset[int]:
    """The keys of the States that are bound by the Convention."""
    binding = TreatyAction.objects.filter(instrument__code=CONVENTION, kind__in=TreatyAction.BINDING)
    return frozenset(binding.exclude(verified=Verified.NO).values_list("country", flat=True))


def _shelves(found: Country, told: counting.Tally, listener: Any) -> list[dict[str, Any]]:
    """Those roles in which the country is told of, each with its newest cards. As many queries for one as for four."""
    first = {
        role: newest(partial(in_role, found, role, listener), listener, "country", found.pk, str(role))[:A_FEW]
        for role in HEADINGS
    }
    made = {one.testimony.pk: one for one in cards_of({key for some in first.values() for key in some}, listener)}
    return [
        {
            "role": str(role),
            "heading": HEADINGS[role](),
            "count": told.in_role.get(role, 0),
            "cards": [made[key] for key in some if key in made],
        }
        for role, some in first.items()
        if some
    ]
