"""The Convention, readable: its articles by part in our own words, and who speaks about each."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.models import Verified, explained
from archive.ways import counting, passages
from archive.ways.shelf import few, trail
from testimonies.consent.audiences import Listener
from testimonies.models import Article, Passage, PassageTheme, TestimonyTheme, Theme, listener_for

__all__ = ["PARTS", "article", "articles"]

PARTS = {
    "I": gettext_lazy("Scope and definitions"),
    "II": gettext_lazy("Non-discrimination"),
    "III": gettext_lazy("Human rights of all migrant workers and their families"),
    "IV": gettext_lazy("Further rights of those in a regular situation"),
    "V": gettext_lazy("Particular categories of workers"),
    "VI": gettext_lazy("Sound, equitable, humane and lawful conditions of migration"),
    "VII": gettext_lazy("Application of the Convention"),
    "VIII": gettext_lazy("General provisions"),
    "IX": gettext_lazy("Final provisions"),
}
"""Of what each part speaks, in the archive's own words."""


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """All of them by part, each with how many speak about it."""
    listener = listener_for(request.user)
    every = list(Article.objects.all())
    told = explained(*every)
    testimonies, spoken = counting.by_article(listener), passages.passages_by_article(listener)
    rows = [(one, told[one.pk], testimonies.get(one.number, 0), spoken.get(one.number, 0)) for one in every]
    parts = [(part, PARTS[part], list(some)) for part, some in groupby(rows, key=lambda row: row[0].part)]
    context = {"crumbs": trail((_("The Convention"), "convention")), "parts": parts}
    return render(request, "archive/ways/articles.html", context)


@require_safe
def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article; passages tagged with it first, then those of the themes that it guards."""
    themes = Prefetch("themes", Theme.objects.select_related("group").order_by("group__position", "position", "slug"))
    found = Article.objects.prefetch_related(themes).filter(number=number).first()
    if found is None:
        raise Http404
    listener = listener_for(request.user)
    names = set(Article.objects.filter(number__in=(number - 1, number + 1)).values_list("number", flat=True))
    some, count = few(lambda: _guarded(found, listener), listener, "article", number)
    context = {
        "article": found,
        "about": explained(found)[found.pk],
        "part": PARTS[found.part],
        "unchecked": found.verified == Verified.NO,
        "crumbs": trail((_("The Convention"), "convention"), (_("Its articles"), "articles")),
        **passages.playlist(request, lambda: _speaking(found, listener), listener, "article", number),
        "cards": some,
        "count": count,
        "before": number - 1 if number - 1 in names else None,
        "after": number + 1 if number + 1 in names else None,
    }
    return render(request, "archive/ways/article.html", context)


def _speaking(found: Article, listener: Listener) -> Any:
    """Passages tagged with the article first, then those that speak of a theme which it guards."""
    tagged: Any = Passage.articles.through
    named = Q(pk__in=tagged.objects.filter(article=found).values("passage"))
    near = Q(pk__in=PassageTheme.objects.filter(tag__articles=found).order_by().values("content_object"))
    speaking = passages.in_order(passages.told_to(listener).filter(named | near))
    whether = ExpressionWrapper(named, output_field=BooleanField())
    return speaking.annotate(named=whether).order_by("-named", *speaking.query.order_by)


def _guarded(found: Article, listener: Listener) -> Any:
    """The testimonies that speak of a theme which the article guards."""
    items = TestimonyTheme.objects.filter(tag__articles=found).order_by()
    return counting.open_to(listener).filter(pk__in=items.values("content_object"))
