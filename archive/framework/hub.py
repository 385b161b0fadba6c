"""The Convention on one page: how it came about, what it says article by article, and who speaks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.framework.moments import Moment, moments_of
from archive.models import Instrument, TimelineEntry, Verified, explained
from archive.models.explanation import Explained
from archive.ratification.lines import said
from archive.ratification.record import CONVENTION, Figures, record_of
from archive.ways import counting, passages
from archive.ways.articles import PARTS
from archive.ways.shelf import trail
from testimonies.consent.audiences import Listener
from testimonies.models import Article, Country, Theme, listener_for

__all__ = ["Guard", "Told", "convention", "figures"]

ANNIVERSARY = date(2014, 12, 18)


@dataclass(frozen=True, slots=True)
class Guard:
    """A theme that an article guards."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """An article in the reader's language, with how many passages and testimonies speak of it."""

    article: Article
    about: Explained
    address: str
    unchecked: bool
    guards: tuple[Guard, ...]
    passages: int
    testimonies: int


def figures(day: date) -> Figures:
    """How the States stood to the Convention at the end of ``day``."""
    instrument = Instrument.objects.filter(code=CONVENTION).first()
    return _figures(instrument, day, list(Country.objects.all()))


@require_safe
def convention(request: HttpRequest) -> HttpResponse:
    """As many queries for an empty archive as for a full one."""
    instrument = Instrument.objects.filter(code=CONVENTION).first()
    states = list(Country.objects.all())
    context = {
        "crumbs": trail(),
        "instrument": instrument,
        "about": explained(instrument)[instrument.pk] if instrument else None,
        "in_force": said(instrument.shown_in_force) if instrument else "",
        "background": background(),
        "today": _figures(instrument, timezone.localdate(), states),
        "then": _figures(instrument, ANNIVERSARY, states),
        "then_day": ANNIVERSARY,
        "parts": parts(listener_for(request.user)),
    }
    return render(request, "archive/framework/convention.html", context)


def background() -> list[Moment]:
    """How the Convention came about: what the timeline tells of it."""
    return moments_of(list(TimelineEntry.objects.filter(category=TimelineEntry.Category.CONVENTION)))


def parts(listener: Listener) -> list[tuple[str, Any, list[Told]]]:
    """The nine parts with their articles. Six queries."""
    every = list(Article.objects.order_by("number"))
    about = explained(*every)
    guards = _guards()
    spoken, testimonies = passages.passages_by_article(listener), counting.by_article(listener)
    pattern = reverse("article", args=[99])
    rows = [
        Told(
            article=one,
            about=about[one.pk],
            address=pattern.replace("99", str(one.number)),
            unchecked=one.verified == Verified.NO,
            guards=tuple(guards.get(one.pk, ())),
            passages=spoken.get(one.number, 0),
            testimonies=testimonies.get(one.number, 0),
        )
        for one in every
    ]
    return [(part, PARTS[part], list(some)) for part, some in groupby(rows, key=lambda row: row.article.part)]


def _guards() -> dict[int, list[Guard]]:
    """The themes that each article guards, by its key."""
    order = Theme.objects.order_by("group__position", "position", "slug")
    themes = {one.pk: Guard(one.label, reverse("theme", args=[one.slug])) for one in order}
    found: dict[int, list[Guard]] = {}
    place = {key: position for position, key in enumerate(themes)}
    between: Any = Theme.articles.through
    pairs = between.objects.values_list("article", "theme")
    for article, theme in sorted(pairs, key=lambda pair: place[pair[1]]):
        found.setdefault(article, []).append(themes[theme])
    return found


def _figures(instrument: Instrument | None, day: date, states: list[Country]) -> Figures:
    return record_of(instrument, day, states).figures if instrument else Figures(0, 0, len(states))
