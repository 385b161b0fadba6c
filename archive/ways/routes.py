"""Which journeys may be drawn: legs from one country to another, where enough people went the same way.

Every country of a journey stands on its testimony's own page already, as far as the narrator allows. A map is another
thing: it is read for what is rare. A leg on which fewer than :data:`ENOUGH` testimonies went would point at one of
them, so that it is told as a leg between regions of the world, and where even that is rare, as one of some others
(``docs/decisions/0020-a-map-points-at-nobody.md``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from archive.ways import counting
from archive.ways.named import Named, named
from testimonies.consent.audiences import Listener
from testimonies.models import Country, CountryRole, Role, Testimony

__all__ = ["ENOUGH", "Leg", "Routes", "routes"]

ENOUGH = 3
"""Testimonies of real people on a leg that is told by its countries."""

LEGS = ((Role.ORIGIN, Role.TRANSIT), (Role.TRANSIT, Role.DESTINATION), (Role.ORIGIN, Role.DESTINATION))
Ends = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Leg:
    """So many ``testimonies`` went from ``start`` to ``end``: countries (:class:`Named`), or names of regions."""

    start: Any
    end: Any
    testimonies: int


@dataclass(frozen=True, slots=True)
class Routes:
    """``others`` are told by neither country nor region: how many legs there were besides. ``names`` are those of every
    country, by its key."""

    names: Mapping[int, Named]
    countries: tuple[Leg, ...]
    regions: tuple[Leg, ...]
    others: int


def routes(listener: Listener) -> Routes:
    """The legs that the listener may be shown, most travelled first. Eight queries, one where nothing changed."""
    names = {one.pk: named(one) for one in Country.objects.order_by()}
    shown, between, others = _counted(listener)
    by_country = [Leg(names[start], names[end], count) for (start, end), count in shown.items()]
    return Routes(
        names=names,
        countries=tuple(sorted(by_country, key=lambda leg: (-leg.testimonies, leg.start.label, leg.end.label))),
        regions=tuple(Leg(*ends, count) for ends, count in sorted(between.items(), key=lambda one: (-one[1], one[0]))),
        others=others,
    )


@counting.kept
def _counted(listener: Listener) -> tuple[Counter[Ends], Counter[Ends], int]:
    """The legs between countries, those between regions, and how many are neither."""
    real, made_up = _told(listener)
    shown, rest = _apart(real)
    shown += made_up  # nobody stands behind a demonstration
    regional = _told_by_region(listener)
    region_of = dict(Country.objects.order_by().values_list("pk", "region"))
    for (start, end), count in rest.items():
        regional[region_of[start], region_of[end]] += count
    between, others = _apart(regional)
    return shown, between, sum(others.values())


def _apart(counted: Counter[Ends]) -> tuple[Counter[Ends], Counter[Ends]]:
    """Those on which enough went, and the others."""
    enough = Counter({ends: count for ends, count in counted.items() if count >= ENOUGH})
    return enough, Counter({ends: count for ends, count in counted.items() if count < ENOUGH})


def _told(listener: Listener) -> tuple[Counter[Ends], Counter[Ends]]:
    """Testimonies by the keys of both countries: those of people, and those that were made up."""
    counted: dict[bool, Counter[Ends]] = {False: Counter(), True: Counter()}
    told = Testimony.objects.telling_countries_to(listener)
    for start, end, demonstration, count in _legs(_among(listener).filter(testimony__in=told.order_by()), "country"):
        counted[demonstration][start, end] += count
    return counted[False], counted[True]


def _told_by_region(listener: Listener) -> Counter[Ends]:
    """The legs of those that tell no more than the region of the world."""
    counted: Counter[Ends] = Counter()
    told = Testimony.objects.telling_countries_to(listener)
    coarse = _among(listener).exclude(testimony__in=told.order_by())
    for start, end, _demonstration, count in _legs(coarse, "country__region"):
        counted[start, end] += count
    return counted


def _among(listener: Listener) -> Any:
    return CountryRole.objects.filter(testimony__in=counting.telling_region(listener)).order_by()


def _legs(told: Any, ends: str) -> Iterator[tuple[Any, Any, bool, int]]:
    """From the origin through what lies between; straight to the destination where nothing does. One query for each
    of :data:`LEGS`."""
    through = CountryRole.objects.filter(role=Role.TRANSIT).order_by().values("testimony")
    for role, next_role in LEGS:
        legs = told.filter(role=role, testimony__country_roles__role=next_role)
        if Role.TRANSIT not in (role, next_role):
            legs = legs.exclude(testimony__in=through)
        counted = legs.values_list(ends, f"testimony__country_roles__{ends}", "testimony__demonstration")
        for start, end, demonstration, count in counted.annotate(Count("testimony", distinct=True)):
            if start != end or ends != "country":
                yield start, end, demonstration, count
