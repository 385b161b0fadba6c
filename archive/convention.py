"""The Convention and the reference data around it, each fact shown as far as it was verified.

A day is shown where it was seen or derived by rule, a year where only the year was seen, and nothing where a row rests
on memory (``archive/data/README.md``).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.models import Instrument, TimelineEntry, TreatyAction, Verified
from archive.ratification.lines import Line, line_of, said
from archive.ratification.record import CONVENTION, Figures, Standing, record_of
from testimonies.models import Article, Country, Theme

__all__ = ["Figures", "convention", "figures", "timeline"]


def figures(day: date) -> Figures:
    """How the States stood to the Convention at the end of ``day``."""
    instrument = Instrument.objects.filter(code=CONVENTION).first()
    return record_of(instrument, day).figures if instrument else Figures(0, 0, Country.objects.count())


@require_safe
def convention(request: HttpRequest) -> HttpResponse:
    """The Convention by numbers and by State, its articles with the themes they guard, and its neighbours."""
    by_theme = Prefetch("themes", queryset=Theme.objects.select_related("group"))
    return render(
        request,
        "archive/convention.html",
        {
            "today": figures(timezone.localdate()),
            "then": figures(date(2014, 12, 18)),
            "then_day": date(2014, 12, 18),
            "lines": _lines(),
            "articles": Article.objects.prefetch_related(by_theme),
            "instruments": _neighbours(),
        },
    )


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The history of labour migration and its law, as a list."""
    entries = [(said(entry.shown_date), said(entry.shown_end), entry) for entry in TimelineEntry.objects.all()]
    return render(request, "archive/timeline.html", {"entries": [one for one in entries if one[0]]})


def _lines() -> list[Line]:
    """The States that did something about the Convention, in the reader's alphabet."""
    instrument = Instrument.objects.filter(code=CONVENTION).first()
    states = record_of(instrument, timezone.localdate()).states if instrument else ()
    return [line_of(state) for state in states if state.standing != Standing.NONE]


def _neighbours() -> list[tuple[Instrument, str, int]]:
    """The other instruments: each with the day of its adoption, and how many ratifications are verified at all."""
    shown = (Verified.YES, Verified.DERIVED, Verified.YEAR)
    return [
        (
            instrument,
            said(instrument.shown_adopted),
            TreatyAction.objects.filter(
                instrument=instrument, kind__in=TreatyAction.BINDING, verified__in=shown
            ).count(),
        )
        for instrument in Instrument.objects.exclude(code=CONVENTION)
    ]
