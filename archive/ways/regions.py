"""Regions of the world, as the United Nations count them (M49): a page each, with its countries, how they stand to the
Convention, and its testimonies."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Instrument
from archive.ratification.record import CONVENTION, Figures, record_of
from archive.ways import counting
from archive.ways.areas import AREAS, Area, areas_of
from archive.ways.countries import regions_of
from archive.ways.doings import doings_where
from archive.ways.shelf import Crumb, shelf, trail
from archive.ways.spoken import themes_of
from testimonies.consent.audiences import Listener
from testimonies.models import Country, CountryRole, listener_for

__all__ = ["NAMES", "region"]

NAMES = {slug: area.name for slug, area in AREAS.items()}
"""Address → name in the reference data."""


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Testimonies that came from there, through it or to it. Those that tell no more than the region of the world are
    on its page alone."""
    area = AREAS.get(slug)
    if area is None:
        raise Http404
    listener = listener_for(request.user)
    in_it = list(Country.objects.filter(area.countries))
    shelved = shelf(request, lambda: _telling(area, listener), listener, "area", slug)
    regions = regions_of(in_it, counting.by_country(listener), {})
    context = {
        "area": area,
        "countries": [one for some in regions for sub in some["subregions"] for one in sub["countries"]],
        "crumbs": _above(area, in_it),
        "below": _below(area, in_it),
        "members": _members(area, in_it),
        "figures": _figures(in_it),
        "doings": doings_where(Q(country__in=[one.pk for one in in_it])),
        "themes": themes_of(lambda: _telling(area, listener), listener, "area", slug),
        **shelved,
    }
    return render(request, "archive/ways/region.html", context)


def _telling(area: Area, listener: Listener) -> Any:
    """A listener who is told no more than the region of the world is not told of anything smaller."""
    there = CountryRole.objects.filter(area.of_roles, role__in=counting.ROLES).order_by()
    if area.is_region:
        return counting.telling_region(listener).filter(pk__in=there.values("testimony"))
    told = CountryRole.objects.told_to(listener).filter(area.of_roles, role__in=counting.ROLES).order_by()
    return counting.open_to(listener).filter(pk__in=told.values("testimony"))


def _figures(in_it: list[Country]) -> Figures | None:
    """How its States stand to the Convention today."""
    convention = Instrument.objects.filter(code=CONVENTION).first()
    return record_of(convention, timezone.localdate(), in_it).figures if convention and in_it else None


def _members(area: Area, in_it: list[Country]) -> list[tuple[Country, str]]:
    """Of a group, those first that joined first."""
    by_code = {one.iso2: one for one in in_it}
    return [(by_code[one.iso2], one.since_when) for one in area.members if one.iso2 in by_code]


def _above(area: Area, in_it: list[Country]) -> list[Crumb]:
    chain = areas_of(in_it[0]) if in_it and not area.members else []
    larger = chain[: chain.index(area)] if chain else []
    crumbs = [Crumb(str(one.label), reverse("region", args=[one.slug])) for one in larger]
    return [*trail((_("Countries"), "countries")), *crumbs]


def _below(area: Area, in_it: list[Country]) -> list[Area]:
    """The areas one step below, in the reader's alphabet."""
    found = set()
    for one in () if area.members else in_it:
        chain = [each.slug for each in areas_of(one)]
        found.update(chain[chain.index(area.slug) + 1 :][:1])
    return sorted((AREAS[slug] for slug in found), key=lambda one: str(one.label).casefold())
