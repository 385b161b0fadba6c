"""The instruments around the Convention: a list, and a page each. What each is, since when, and what it touches."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.framework.links import links
from archive.models import Instrument, TreatyAction, Verified, explained
from archive.models.explanation import Explained
from archive.ratification.lines import said
from archive.ratification.record import CONVENTION, record_of
from archive.ways.shelf import trail
from testimonies.models import Article, Theme

__all__ = ["KINDS", "Neighbour", "instrument", "instruments"]

KINDS = {
    "treaty": gettext_lazy("Treaty"),
    "framework": gettext_lazy("Framework that does not bind"),
    "declaration": gettext_lazy("Declaration"),
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An instrument in the reader's language; its days as far as they may be shown. ``ratifications`` are those that
    were verified at least in part, ``None`` where nothing is known here of what States did."""

    instrument: Instrument
    about: Explained
    kind: str
    adopted: str
    in_force: str
    ratifications: int | None

    @property
    def is_unchecked(self) -> bool:
        return self.instrument.verified in (Verified.NO, Verified.PARTIAL)


@require_safe
def instruments(request: HttpRequest) -> HttpResponse:
    found = _neighbours(list(Instrument.objects.exclude(code=CONVENTION)))
    groups: dict[str, list[Neighbour]] = {}
    for one in found:
        groups.setdefault(one.instrument.organization, []).append(one)
    context = {"crumbs": trail((_("The Convention"), "convention")), "groups": list(groups.items())}
    return render(request, "archive/framework/instruments.html", context)


@require_safe
def instrument(request: HttpRequest, code: str) -> HttpResponse:
    """404 for the Convention too: it has a page of its own."""
    every = list(Instrument.objects.exclude(code=CONVENTION))
    found = next((one for one in every if one.code == code), None)
    if found is None:
        raise Http404
    touched = [one for one in links() if one.instrument == code]
    articles = list(Article.objects.filter(number__in={one.article for one in touched}).order_by("number"))
    themes = Theme.objects.filter(slug__in={one.theme for one in touched}).order_by("group__position", "position")
    told = explained(*articles)
    (neighbour,) = _neighbours([found])
    place = every.index(found)
    context = {
        "crumbs": trail((_("The Convention"), "convention"), (_("Other instruments"), "instruments")),
        "one": neighbour,
        "figures": record_of(found, timezone.localdate()).figures if neighbour.ratifications is not None else None,
        "articles": [(article, told[article.pk]) for article in articles],
        "themes": list(themes),
        "sources": list(dict.fromkeys(one.source for one in touched)),
        "before": every[place - 1] if place else None,
        "after": every[place + 1] if place + 1 < len(every) else None,
    }
    return render(request, "archive/framework/instrument.html", context)


def _neighbours(some: list[Instrument]) -> list[Neighbour]:
    """Two queries, however many they are."""
    about = explained(*some)
    bound = TreatyAction.objects.filter(kind__in=TreatyAction.BINDING).exclude(verified=Verified.NO).order_by()
    known = dict(bound.values_list("instrument").annotate(Count("country", distinct=True)))
    return [
        Neighbour(
            instrument=one,
            about=about[one.pk],
            kind=str(KINDS.get(one.kind, one.kind)),
            adopted=said(one.shown_adopted),
            in_force=said(one.shown_in_force),
            ratifications=known.get(one.pk),
        )
        for one in some
    ]
