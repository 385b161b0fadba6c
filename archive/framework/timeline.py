"""The timeline of labour migration and its law by decade, with the testimonies recorded in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.framework.moments import Moment, moments_of
from archive.models import TimelineEntry
from archive.ways import counting
from archive.ways.shelf import trail
from testimonies.models import listener_for

__all__ = ["Decade", "decades", "timeline"]

Category = TimelineEntry.Category


@dataclass(frozen=True, slots=True)
class Decade:
    """``first`` is its first year; ``years`` are those in which testimonies were recorded, each with how many;
    ``share`` of the fullest decade, in twentieths, is the length of its bar on the axis."""

    first: int
    moments: tuple[Moment, ...]
    years: tuple[tuple[int, int], ...]
    share: int

    @property
    def last(self) -> int:
        return self.first + 9

    @property
    def top(self) -> int:
        """Where its bar begins, from above."""
        return 20 - self.share

    @property
    def testimonies(self) -> int:
        return sum(number for _year, number in self.years)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """``?category=campaign`` shows one category; one that there is not shows all."""
    every = moments_of(list(TimelineEntry.objects.all()))
    asked = request.GET.get("category", "")
    chosen = asked if asked in Category.values else ""
    shown = [one for one in every if not chosen or one.entry.category == chosen]
    recorded = counting.by_year(listener_for(request.user))
    there = {one.entry.category for one in every}
    context = {
        "crumbs": trail(),
        "decades": decades(shown, recorded),
        "categories": [one for one in Category if one in there],
        "chosen": chosen,
        "chosen_label": Category(chosen).label if chosen else "",
        "count": len(shown),
    }
    return render(request, "archive/framework/timeline.html", context)


def decades(shown: Sequence[Moment], recorded: Mapping[int, int]) -> list[Decade]:
    """Those in which something happened or somebody was recorded, the oldest first."""
    moments: dict[int, list[Moment]] = defaultdict(list)
    years: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in shown:
        moments[one.year // 10 * 10].append(one)
    for year, number in sorted(recorded.items()):
        years[year // 10 * 10].append((year, number))
    most = max((len(some) for some in moments.values()), default=1)
    return [
        Decade(first, tuple(moments[first]), tuple(years[first]), -(-20 * len(moments[first]) // most))
        for first in sorted({*moments, *years})
    ]
