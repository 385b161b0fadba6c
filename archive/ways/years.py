"""The testimonies by the year in which they were recorded, beside what happened in the law of labour migration then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import TimelineEntry, explained
from archive.models.explanation import Explained
from archive.ways import counting
from archive.ways.shelf import shelf, trail
from testimonies.models import listener_for

__all__ = ["Year", "year", "years"]

FULL = 8
"""So many testimonies fill a bar at least."""


@dataclass(frozen=True, slots=True)
class Year:
    """``share`` of the fullest year, in twentieths: how long its bar is. One testimony never fills the page."""

    number: int
    testimonies: int
    share: int
    entries: tuple[Explained, ...]


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Every year from the first testimony to the last, also those without any."""
    listener = listener_for(request.user)
    counts = counting.by_year(listener)
    entries: dict[int, list[Explained]] = defaultdict(list)
    dated = [one for one in TimelineEntry.objects.all() if one.shown_date]
    about = explained(*dated)
    for one in dated:
        entries[one.year].append(about[one.pk])
    most = max([FULL, *counts.values()])
    span = range(min(counts), max(counts) + 1) if counts else range(0)
    context = {
        "crumbs": trail(),
        "years": [
            Year(one, counts.get(one, 0), -(-20 * counts.get(one, 0) // most), tuple(entries[one]))
            for one in span
            if one in counts or entries[one]
        ],
        "undated": counting.undated(listener),
    }
    return render(request, "archive/ways/years.html", context)


@require_safe
def year(request: HttpRequest, number: int) -> HttpResponse:
    """404 for a year of which the asker may see nothing."""
    listener = listener_for(request.user)
    if number not in counting.by_year(listener):
        raise Http404
    shelved = shelf(
        request, lambda: counting.open_to(listener).filter(interview_earliest__year=number), listener, "year", number
    )
    context = {"number": number, "crumbs": trail((_("By year"), "years")), **shelved}
    return render(request, "archive/ways/year.html", context)
