"""Themes: a list by group, and a page each. What it is, the articles that guard it, who speaks about it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import explained
from archive.ways import counting, passages
from archive.ways.shelf import shelf, trail
from testimonies.consent.audiences import Listener
from testimonies.models import TestimonyTheme, Theme, listener_for

__all__ = ["groups_heard", "tagged", "theme", "themes"]


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme, also those of which nobody has spoken yet."""
    listener = listener_for(request.user)
    context = {"crumbs": trail(), "groups": groups_heard(listener, also_unheard=True)}
    return render(request, "archive/ways/themes.html", context)


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    found = Theme.objects.select_related("group").prefetch_related("articles").filter(slug=slug).first()
    if found is None:
        raise Http404
    listener = listener_for(request.user)
    articles = list(found.articles.all())
    told = explained(*articles)
    context = {
        "theme": found,
        "about": explained(found)[found.pk],
        "crumbs": trail((_("Themes"), "themes")),
        "articles": [(one, told[one.pk]) for one in articles],
        **passages.playlist(request, lambda: _speaking(found, listener), listener, "theme", found.pk),
        **shelf(request, lambda: tagged(found, listener), listener, "theme", found.pk),
    }
    return render(request, "archive/ways/theme.html", context)


def _speaking(found: Theme, listener: Listener) -> Any:
    return passages.in_order(passages.told_to(listener).filter(theme_items__tag=found))  # once per passage


def tagged(found: Theme, listener: Listener) -> Any:
    """The testimonies that speak of it and that the listener may see."""
    items = TestimonyTheme.objects.filter(tag=found).order_by()
    return counting.open_to(listener).filter(pk__in=items.values("content_object"))


def groups_heard(listener: Listener, *, also_unheard: bool = False) -> list[tuple[str, list[tuple[Theme, int]]]]:
    """The themes by group, each with the number of its testimonies."""
    counts = counting.by_theme(listener)
    every = Theme.objects.select_related("group").order_by("group__position", "group__slug", "position", "slug")
    some = [(one, counts.get(one.pk, 0)) for one in every if also_unheard or one.pk in counts]
    return [(str(group), list(those)) for group, those in groupby(some, key=lambda pair: pair[0].group)]
