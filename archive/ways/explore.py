"""The page that leads to every way in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.ways import counting
from testimonies.models import Country, listener_for

__all__ = ["explore"]

FIRST = 12
"""So many countries are named on the page itself."""


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    listener = listener_for(request.user)
    told = counting.by_country(listener)
    some = sorted(Country.objects.filter(pk__in=told), key=lambda one: (-told[one.pk].testimonies, one.label))
    context = {
        "numbers": counting.numbers(listener),
        "countries": [(one, told[one.pk].testimonies) for one in some[:FIRST]],
        "themes": sum(1 for count in counting.by_theme(listener).values() if count),
        "collections": len(counting.by_collection(listener)),
    }
    return render(request, "archive/ways/explore.html", context)
