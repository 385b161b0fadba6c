"""The catalogue: every testimony that the asker may see, narrowed by country, theme and spoken language."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
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
from testimonies.counted import counted
from testimonies.description import languages
from testimonies.models import Country, CountryRole, Recording, Testimony, TestimonyTheme, Theme, listener_for
from testimonies.views.cards import cards_of

A_PAGE = 24

Found = QuerySet[Testimony]
Counts = tuple[tuple[Any, int], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; ``count`` testimonies would be left of those that the listener may see."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """``condition`` narrows to a value; ``counts`` gives keys and numbers for what is left, ``named`` value, label and
    number of each of these in the reader's language."""

    label: str | Promise
    everything: str | Promise
    condition: Callable[[str, Listener], Q]
    counts: Callable[[Found, Listener], Counts]
    named: Callable[[Counts], list[tuple[str, str, int]]]


def _countries(found: Found, listener: Listener) -> Counts:
    told = CountryRole.objects.told_to(listener).filter(testimony__in=found).order_by()
    return tuple(told.values_list("country").annotate(Count("testimony", distinct=True)))


def _named_countries(counts: Counts) -> list[tuple[str, str, int]]:
    every = Country.objects.in_bulk()
    return [(every[key].iso2, every[key].label, count) for key, count in counts if key in every]


def _themes(found: Found, listener: Listener) -> Counts:
    tagged = TestimonyTheme.objects.filter(content_object__in=found).order_by()
    return tuple(tagged.values_list("tag").annotate(Count("content_object", distinct=True)))


def _named_themes(counts: Counts) -> list[tuple[str, str, int]]:
    every = Theme.objects.in_bulk()
    return [(every[key].slug, every[key].label, count) for key, count in counts if key in every]


def _languages(found: Found, listener: Listener) -> Counts:
    recordings = Recording.objects.visible_to(listener).filter(testimony__in=found).order_by()
    spoken = recordings.annotate(tag=Func(F("spoken_languages"), function="unnest"))
    return tuple(spoken.values_list("tag").annotate(Count("testimony", distinct=True)))


def _named_languages(counts: Counts) -> list[tuple[str, str, int]]:
    return [(tag, languages.name(tag), count) for tag, count in counts]


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
        _named_countries,
    ),
    "theme": Filter(
        _("Theme"),
        _("All themes"),
        lambda slug, _listener: Q(pk__in=TestimonyTheme.objects.filter(tag__slug=slug).values("content_object")),
        _themes,
        _named_themes,
    ),
    "language": Filter(_("Spoken language"), _("All languages"), _speaking, _languages, _named_languages),
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """24 cards a page, newest first; every number counts only what this listener may see."""
    listener = listener_for(request.user)
    chosen = {name: value for name in FILTERS if (value := request.GET.get(name, "")) and value.isprintable()}
    page = Paginator(_newest(chosen, listener), A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "cards": cards_of(page, listener),
        "count": page.paginator.count,
        "chosen": chosen,
        "filters": [_shown(name, chosen, listener) for name in FILTERS],
    }
    return render(request, "testimonies/catalogue.html", context)


def _newest(chosen: Mapping[str, str], listener: Listener) -> Sequence[int]:
    """The keys of what the choices leave."""

    def count() -> Sequence[int]:
        return array("q", _narrowed(chosen, listener).values_list("pk", flat=True))

    return counted(count, listener, "catalogue", tuple(chosen.items()))


def _narrowed(chosen: Mapping[str, str], listener: Listener) -> Any:
    found: Any = Testimony.objects.visible_to(listener)
    for name, value in chosen.items():
        found = found.filter(FILTERS[name].condition(value, listener))
    return found


def _shown(name: str, chosen: Mapping[str, str], listener: Listener) -> dict[str, Any]:
    """A filter with its options, each counted under the other filters' choices."""
    others = {other: value for other, value in chosen.items() if other != name}
    one = FILTERS[name]
    counts = counted(
        lambda: one.counts(_narrowed(others, listener).order_by(), listener),
        listener,
        *("catalogue", name, tuple(others.items())),
    )
    options = [Option(value, label, count, chosen.get(name) == value) for value, label, count in one.named(counts)]
    options.sort(key=lambda option: option.label.casefold())
    return {
        "name": name,
        "label": one.label,
        "everything": one.everything,
        "options": options,
        "chosen": next((option for option in options if option.chosen), None),
    }
