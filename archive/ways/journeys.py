"""The map of journeys: from where, through which countries, to where; as a drawing that can be walked with the
keyboard, and as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from archive.ways import counting
from archive.ways.named import Named
from archive.ways.routes import Leg, routes
from archive.ways.shelf import trail
from archive.ways.world import Shape, world
from testimonies.models import Role, listener_for
from testimonies.models.place import REGIONS

__all__ = ["OnMap", "drawn", "journeys"]

LEFT, CAME, BOTH, THROUGH = "left", "came", "both", "through"
"""How a country is hatched: people left it, came to it, both, or only passed through."""
_WIDEST, _WIDEST_OF_MANY, _MANY = 9.0, 4.0, 40
MOST_DRAWN = 150
"""Legs that are drawn and listed at first, those on which most people went: a thousand lines across each other tell
nothing, and a slow phone takes a second for them. Whoever asks for ``?legs=all`` is shown every one."""


@dataclass(frozen=True, slots=True)
class OnMap:
    """A country in the roles it was told in; ``pattern`` names how it is hatched."""

    country: Named
    shape: Shape
    testimonies: int
    roles: tuple[tuple[str, int], ...]
    pattern: str


@require_safe
def journeys(request: HttpRequest) -> HttpResponse:
    """The legs that most people went; all of them with ``legs=all``."""
    listener = listener_for(request.user)
    told = counting.by_country(listener)
    found = routes(listener)
    countries = [(found.names[key], tally) for key, tally in told.items() if found.names[key].iso2 in world().shapes]
    on_map = sorted((_on_map(*one) for one in countries), key=lambda one: one.country.label.casefold())
    every = request.GET.get("legs") == "all"
    legs, between = (some if every else some[:MOST_DRAWN] for some in (found.countries, found.regions))
    total = len(found.countries) + len(found.regions)
    context = {
        "crumbs": trail(),
        "world": world(),
        "countries": on_map,
        "arcs": _arcs(legs),
        "legs": _rows(legs),
        "between": [(REGIONS.get(leg.start, leg.start), REGIONS.get(leg.end, leg.end), leg) for leg in between],
        "others": found.others,
        "listed": len(legs) + len(between),
        "total": total,
        "can_be_fewer": every and max(len(found.countries), len(found.regions)) > MOST_DRAWN,
    }
    return render(request, "archive/ways/journeys.html", context)


def _on_map(country: Named, tally: counting.Tally) -> OnMap:
    left, came = Role.ORIGIN in tally.in_role, {Role.DESTINATION, Role.RETURN} & set(tally.in_role)
    return OnMap(
        country=country,
        shape=world().shapes[country.iso2],
        testimonies=tally.testimonies,
        roles=tuple((str(role.label), tally.in_role[role]) for role in counting.ROLES if role in tally.in_role),
        pattern=BOTH if left and came else LEFT if left else CAME if came else THROUGH,
    )


# Of legs there may be thousands, and a template takes twice as long for each.
_ARC = (
    '<path class="arc" d="M{:.0f} {:.0f}Q{:.0f} {:.0f} {:.0f} {:.0f}" stroke-width="{:.1f}" marker-end="url(#head)"/>'
)
_ROW = '<tr><th scope="row"><a href="{}">{}</a></th><td><a href="{}">{}</a></td><td>{}</td></tr>\n'


def _rows(legs: Sequence[Leg]) -> SafeString:
    """The table of the legs, row by row."""
    cells = ((one.start.address, one.start.label, one.end.address, one.end.label, one.testimonies) for one in legs)
    return format_html_join("", _ROW, cells)


def _arcs(legs: Sequence[Leg]) -> SafeString:
    """The legs drawn, the most travelled last."""
    most, shapes = legs[0].testimonies if legs else 1, world().shapes
    widest = _WIDEST if len(legs) <= _MANY else _WIDEST_OF_MANY
    return drawn(
        (shapes[leg.start.iso2], shapes[leg.end.iso2], _width(leg.testimonies, most, widest))
        for leg in reversed(legs)
        if leg.start.iso2 in shapes and leg.end.iso2 in shapes
    )


def _width(testimonies: int, most: int, widest: float) -> float:
    return 1.0 + (widest - 1.0) * math.sqrt((testimonies - 1) / max(most - 1, 1))


def drawn(arcs: Iterable[tuple[Any, Any, float]]) -> SafeString:
    """Arcs from one point (``x`` and ``y``, numbers) to another, so wide. Each bends to the right of its way, so that
    there and back are two lines."""
    paths = []
    for start, end, width in arcs:
        dx, dy = end.x - start.x, end.y - start.y
        middle = (start.x + end.x) / 2 + dy * 0.22, (start.y + end.y) / 2 - dx * 0.22
        paths.append(_ARC.format(start.x, start.y, *middle, end.x, end.y, width))
    return mark_safe("".join(paths))  # numbers alone
