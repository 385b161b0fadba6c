"""The Convention and the reference data around it, each fact shown as far as it was verified.

A day is shown where it was seen or derived by rule, a year where only the year was seen, and nothing where a row rests
on memory (``archive/data/README.md``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.models import Instrument, TimelineEntry, TreatyAction, Verified
from archive.ratification.record import CONVENTION, Figures, record_of
from testimonies.description.partial_dates import PartialDate
from testimonies.models import Article, Country, Theme

__all__ = ["CONVENTION", "Figures", "convention", "figures", "said", "timeline"]


def figures(day: date) -> Figures:
    """How the States stood to the Convention at the end of ``day``."""
    instrument = Instrument.objects.filter(code=CONVENTION).first()
    return record_of(instrument, day).figures if instrument else Figures(0, 0, Country.objects.count())


@dataclass(frozen=True, slots=True)
class Standing:
    """One State and the Convention. The days are texts as far as they may be shown."""

    country: Country
    signed: str
    bound: str
    how: str
    in_force: str


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
            "standings": _standings(),
            "articles": Article.objects.prefetch_related(by_theme),
            "instruments": _neighbours(),
        },
    )


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """The history of labour migration and its law, as a list."""
    entries = [(said(entry.shown_date), said(entry.shown_end), entry) for entry in TimelineEntry.objects.all()]
    return render(request, "archive/timeline.html", {"entries": [one for one in entries if one[0]]})


def _standings() -> list[Standing]:
    """The States that did something about the Convention, in the reader's alphabet."""
    actions: dict[int, dict[str, TreatyAction]] = defaultdict(dict)
    countries: dict[int, Country] = {}
    for action in TreatyAction.objects.filter(instrument__code=CONVENTION).select_related("country"):
        actions[action.country_id][action.kind] = action
        countries[action.country_id] = action.country
    standings = [_standing(countries[pk], done) for pk, done in actions.items()]
    return sorted(standings, key=lambda standing: standing.country.label)


def _standing(country: Country, done: dict[str, TreatyAction]) -> Standing:
    signed = done.get(TreatyAction.Kind.SIGNATURE)
    bound = next((done[kind] for kind in TreatyAction.BINDING if kind in done), None)
    return Standing(
        country=country,
        signed=said(signed.shown_day) if signed else "",
        bound=said(bound.shown_day) if bound else "",
        how=str(bound.get_kind_display()) if bound else "",
        in_force=said(bound.shown_in_force) if bound else "",
    )


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


def said(text: str) -> str:
    """A date of the reference data in the reader's language; ``""`` where nothing may be shown."""
    return PartialDate.parse(text).sentence if text else ""
