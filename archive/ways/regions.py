"""Regions of the world, as the United Nations count them (M49): a page each, with its countries and its testimonies."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.ways import counting
from archive.ways.countries import regions_of
from archive.ways.shelf import shelf, trail
from testimonies.consent.audiences import Listener
from testimonies.models import Country, CountryRole, listener_for
from testimonies.models.place import REGIONS

__all__ = ["NAMES", "region"]

NAMES = {name.lower(): name for name in REGIONS}
"""Address → name in the reference data."""


@require_safe
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """Testimonies that came from there, through it or to it, also those that tell no more than the region."""
    if slug not in NAMES:
        raise Http404
    listener = listener_for(request.user)
    in_it = list(Country.objects.filter(region=NAMES[slug]))
    shelved = shelf(request, lambda: _of_region(NAMES[slug], listener), listener, "region", slug)
    regions = regions_of(in_it, counting.by_country(listener), {NAMES[slug]: shelved["count"]})
    context = {
        "crumbs": trail((_("Countries"), "countries")),
        "region": next(one for one in regions if one["slug"] == slug),
        **shelved,
    }
    return render(request, "archive/ways/region.html", context)


def _of_region(name: str, listener: Listener) -> Any:
    there = CountryRole.objects.filter(country__region=name, role__in=counting.ROLES).order_by()
    return counting.telling_region(listener).filter(pk__in=there.values("testimony"))
