"""The catalogue: every testimony that the asker may see, narrowed by country, theme and spoken language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Func, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import Country, CountryRole, Recording, Testimony, TestimonyTheme, Theme, listener_for
from testimonies.views.cards import cards

A_PAGE = 24

Found = QuerySet[Testimony]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; ``count`` testimonies would be left of those that the listener may see."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """``condition`` narrows to a value; ``counted`` gives value, label and number for what is left."""

    label: str | Promise
    everything: str | Promise
    condition: Callable[[str, Listener], Q]
    counted: Callable[[Found, Listener], list[tuple[str, str, int]]]


def _countries(found: Found, listener: Listener) -> list[tuple[str, str, int]]:
    told = CountryRole.objects.told_to(listener).filter(testimony__in=found).order_by()
    counted = Country.objects.filter(testimony_roles__in=told).annotate(
        found=Count("testimony_roles__testimony", distinct=True)
    )
    return [(country.iso2, country.label, country.found) for country in counted]


def _themes(found: Found, listener: Listener) -> list[tuple[str, str, int]]:
    counted = Theme.objects.filter(tagged_testimonies__content_object__in=found).annotate(
        found=Count("tagged_testimonies__content_object", distinct=True)
    )
    return [(theme.slug, theme.label, theme.found) for theme in counted]


def _languages(found: Found, listener: Listener) -> list[tuple[str, str, int]]:
    recordings = Recording.objects.visible_to(listener).filter(testimony__in=found).order_by()
    spoken = recordings.annotate(tag=Func(F("spoken_languages"), function="unnest"))
    counted = spoken.values("tag").annotate(found=Count("testimony", distinct=True))
    return [(one["tag"], languages.name(one["tag"]), one["found"]) for one in counted]


def _speaking(tag: str, listener: Listener) -> Q:
    recordings = Recording.objects.visible_to(listener).filter(spoken_languages__contains=[tag])
    return Q(pk__in=recordings.order_by().values("testimony"))


def _of_country(iso2: str, listener: Listener) -> Q:
    roles = CountryRole.objects.told_to(listener).filter(country__iso2=iso2)
    return Q(pk__in=roles.order_by().values("testimony"))


FILTERS: dict[str, Filter] = {
    "country": Filter(
        _("Country"),
        _("All countries"),
        _of_country,
        _countries,
    ),
    "theme": Filter(
        _("Theme"),
        _("All themes"),
        lambda slug, _listener: Q(pk__in=TestimonyTheme.objects.filter(tag__slug=slug).values("content_object")),
        _themes,
    ),
    "language": Filter(_("Spoken language"), _("All languages"), _speaking, _languages),
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """24 cards a page, newest first; every number counts only what this listener may see."""
    listener = listener_for(request.user)
    chosen = {name: value for name in FILTERS if (value := request.GET.get(name, "")) and value.isprintable()}
    visible = Testimony.objects.visible_to(listener)
    page = Paginator(_narrowed(visible, chosen, listener).for_cards(), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "cards": cards(page, listener),
        "count": page.paginator.count,
        "chosen": chosen,
        "filters": [_shown(name, visible, chosen, listener) for name in FILTERS],
    }
    return render(request, "testimonies/catalogue.html", context)


def _narrowed(found: Any, chosen: dict[str, str], listener: Listener) -> Any:
    for name, value in chosen.items():
        found = found.filter(FILTERS[name].condition(value, listener))
    return found


def _shown(name: str, visible: Found, chosen: dict[str, str], listener: Listener) -> dict[str, Any]:
    """A filter with its options, each counted under the other filters' choices."""
    left = _narrowed(visible, {other: value for other, value in chosen.items() if other != name}, listener)
    counted = sorted(FILTERS[name].counted(left.order_by(), listener), key=lambda one: one[1].casefold())
    options = [Option(value, label, count, chosen.get(name) == value) for value, label, count in counted]
    return {
        "name": name,
        "label": FILTERS[name].label,
        "everything": FILTERS[name].everything,
        "options": options,
        "chosen": next((option for option in options if option.chosen), None),
    }
