"""The map of journeys: from where, through which countries, to where; as a drawing that can be walked with the
keyboard, and as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.ways import counting
from archive.ways.routes import Leg, routes
from archive.ways.shelf import trail
from archive.ways.world import Shape, world
from testimonies.models import Country, Role, listener_for
from testimonies.models.place import REGIONS

__all__ = ["Arc", "OnMap", "journeys"]

LEFT, CAME, BOTH, THROUGH = "left", "came", "both", "through"
"""How a country is hatched: people left it, came to it, both, or only passed through."""
_WIDEST = 9.0


@dataclass(frozen=True, slots=True)
class Arc:
    """One leg, drawn: ``path`` bends to the right of its way, so that there and back are two lines."""

    leg: Leg
    path: str
    width: str


@dataclass(frozen=True, slots=True)
class OnMap:
    """A country in the roles it was told in; ``pattern`` names how it is hatched."""

    country: Country
    shape: Shape
    testimonies: int
    roles: tuple[tuple[str, int], ...]
    pattern: str


@require_safe
def journeys(request: HttpRequest) -> HttpResponse:
    listener = listener_for(request.user)
    told = counting.by_country(listener)
    found = routes(listener)
    countries = [one for one in Country.objects.filter(pk__in=told) if one.iso2 in world().shapes]
    on_map = sorted((_on_map(one, told[one.pk]) for one in countries), key=lambda one: one.country.label.casefold())
    context = {
        "crumbs": trail(),
        "world": world(),
        "countries": on_map,
        "arcs": [_arc(leg, found.countries[0].testimonies) for leg in reversed(found.countries) if _has_ends(leg)],
        "legs": found.countries,
        "between": [(REGIONS.get(leg.start, leg.start), REGIONS.get(leg.end, leg.end), leg) for leg in found.regions],
        "others": found.others,
    }
    return render(request, "archive/ways/journeys.html", context)


def _on_map(country: Country, tally: counting.Tally) -> OnMap:
    left, came = Role.ORIGIN in tally.in_role, {Role.DESTINATION, Role.RETURN} & set(tally.in_role)
    return OnMap(
        country=country,
        shape=world().shapes[country.iso2],
        testimonies=tally.testimonies,
        roles=tuple((str(role.label), tally.in_role[role]) for role in counting.ROLES if role in tally.in_role),
        pattern=BOTH if left and came else LEFT if left else CAME if came else THROUGH,
    )


def _has_ends(leg: Leg) -> bool:
    return leg.start.iso2 in world().shapes and leg.end.iso2 in world().shapes


def _arc(leg: Leg, most: int) -> Arc:
    start, end = world().shapes[leg.start.iso2], world().shapes[leg.end.iso2]
    dx, dy = end.x - start.x, end.y - start.y
    middle_x, middle_y = (start.x + end.x) / 2, (start.y + end.y) / 2
    path = f"M{start.x} {start.y}Q{middle_x + dy * 0.22:.0f} {middle_y - dx * 0.22:.0f} {end.x} {end.y}"
    return Arc(leg, path, f"{1.5 + (_WIDEST - 1.5) * math.sqrt((leg.testimonies - 1) / max(most - 1, 1)):.1f}")
