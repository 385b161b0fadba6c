"""The timeline of labour migration and its law by decade, with what testimonies tell of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls.converters import IntConverter
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.framework.moments import Moment, moments_of
from archive.models import TimelineEntry
from archive.ways import counting, passages
from archive.ways.shelf import trail
from testimonies.consent.audiences import Listener
from testimonies.models import listener_for

__all__ = ["Decade", "FirstYear", "decade", "decades", "timeline"]

Category = TimelineEntry.Category


class FirstYear(IntConverter):
    """Of a decade, in an address."""

    regex = r"[12][0-9]{2}0"


@dataclass(frozen=True, slots=True)
class Decade:
    """``first`` is its first year; ``years`` are those in which testimonies were recorded, each with how many; ``told``
    is the number of passages that tell of it; ``share`` of the fullest decade, in twentieths, is the length of its bar
    on the axis."""

    first: int
    moments: tuple[Moment, ...]
    years: tuple[tuple[int, int], ...]
    told: int
    share: int

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

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
    listener = listener_for(request.user)
    there = {one.entry.category for one in every}
    context = {
        "crumbs": trail(),
        "decades": decades(shown, counting.by_year(listener), _told_of(listener)),
        "categories": [one for one in Category if one in there],
        "chosen": chosen,
        "chosen_label": Category(chosen).label if chosen else "",
        "count": len(shown),
    }
    return render(request, "archive/framework/timeline.html", context)


@require_safe
def decade(request: HttpRequest, first: int) -> HttpResponse:
    """Who tells of these ten years, to be heard one after another, beside what happened in the law. 404 for a decade
    of which the asker is told nothing."""
    listener = listener_for(request.user)
    every = decades(moments_of(list(TimelineEntry.objects.all())), counting.by_year(listener), _told_of(listener))
    found = next((one for one in every if one.first == first), None)
    if found is None:
        raise Http404
    at = every.index(found)
    context = {
        "decade": found,
        "before": every[at - 1] if at else None,
        "after": every[at + 1] if at + 1 < len(every) else None,
        "crumbs": trail((_("Timeline"), "timeline")),
        **passages.playlist(request, lambda: _telling(first, listener), listener, "decade", first),
    }
    return render(request, "archive/framework/decade.html", context)


def _telling(first: int, listener: Listener) -> Any:
    telling = passages.told_to(listener).filter(first_year__lte=first + 9, last_year__gte=first)
    return passages.in_order(telling)


def _told_of(listener: Listener) -> dict[int, int]:
    """How many passages tell of each decade: one that tells of two is counted in both."""
    told: dict[int, int] = defaultdict(int)
    for (first, last), number in passages.passages_by_years(listener).items():
        for decade in range(first // 10 * 10, last + 1, 10):
            told[decade] += number
    return told


def decades(shown: Sequence[Moment], recorded: Mapping[int, int], told: Mapping[int, int]) -> list[Decade]:
    """Those in which something happened or somebody was recorded, or of which somebody tells; the oldest first."""
    moments: dict[int, list[Moment]] = defaultdict(list)
    years: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in shown:
        moments[one.year // 10 * 10].append(one)
    for year, number in sorted(recorded.items()):
        years[year // 10 * 10].append((year, number))
    most = max((len(some) for some in moments.values()), default=1)
    return [
        Decade(
            first, tuple(moments[first]), tuple(years[first]), told.get(first, 0), -(-20 * len(moments[first]) // most)
        )
        for first in sorted({*moments, *years, *told})
    ]
