"""What everybody reads: actions of the mobilisation days, campaigns, the partners, and the page of taking part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Action, Campaign, CampaignState, Instrument, Organisation
from archive.models.action import DAYS, OTHER
from archive.ways.projection import place
from archive.ways.shelf import trail
from archive.ways.world import world
from testimonies.actions.noticing import is_silent
from testimonies.models import Country
from testimonies.models.place import REGIONS

__all__ = ["action", "actions", "campaign", "campaigns", "partners", "take_part"]

A_PAGE = 40
MOST_POINTS = 1_000
"""The newest of those that are asked for, on the map."""


@dataclass(frozen=True, slots=True)
class Point:
    """A dot on the map. It leads to its action; where several are at one spot, to those of the country."""

    x: int
    y: int
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows a list, and whether it does now."""

    label: str
    address: str
    count: int
    now: bool


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """By day of the year and by year, as a map and as a list."""
    day, year, iso2 = (request.GET.get(name, "") for name in ("day", "year", "in"))
    found = Action.objects.select_related("country")
    if (day and day not in (*DAYS, OTHER)) or (year and not (year.isascii() and year.isdigit() and len(year) == 4)):
        raise Http404
    country = get_object_or_404(Country, iso2=iso2.upper()[:3]) if iso2 else None
    counted: Counter[tuple[str, int]] = Counter()
    for when, number in Action.objects.order_by().values_list("day").annotate(Count("pk")):
        counted[Action(day=when).occasion, when.year] += number
    if day in DAYS:
        found = found.filter(day__month=int(day[:2]), day__day=int(day[3:]))
    elif day:
        for known in DAYS:
            found = found.exclude(day__month=int(known[:2]), day__day=int(known[3:]))
    if year:
        found = found.filter(day__year=int(year))
    found = found.filter(country=country) if country else found
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": trail(),
        "country": country,
        "any_country": _query(day=day, year=year),
        "days": [
            Choice(str(label), _query(day=name, year=year), _sum(counted, name, year), name == day)
            for name, label in (("", _("All days")), *DAYS.items(), (OTHER, _("Other days")))
        ],
        "years": [
            Choice(str(one), _query(day=day, year=str(one)), _sum(counted, day, str(one)), str(one) == year)
            for one in sorted({year for _day, year in counted}, reverse=True)
        ],
        "any_year": not year,
        "all_years": _query(day=day),
        "page": page,
        "world": world(),
        "points": _points(found[:MOST_POINTS], day=day, year=year),
        "narrowed": bool(day or year or country),
    }
    return render(request, "archive/campaign/actions.html", context)


@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Action.objects.select_related("country", "post"), pk=pk)
    context = {
        "crumbs": trail((_("Actions"), "actions")),
        "one": shown,
        "pictures": list(shown.post.pictures.all()) if shown.post else [],
        "same_day": list(Action.objects.filter(day=shown.day).exclude(pk=pk).select_related("country")[:6]),
    }
    return render(request, "archive/campaign/action.html", context)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """By country; narrowed by instrument and state."""
    code, standing = request.GET.get("of", ""), request.GET.get("state", "")
    if standing and standing not in CampaignState.values:
        raise Http404
    named = list(Instrument.objects.annotate(count=Count("campaigns")).filter(count__gt=0))
    if code and code not in Instrument.objects.values_list("code", flat=True):
        raise Http404
    found = Campaign.objects.select_related("country").prefetch_related("instruments")
    found = found.filter(instruments__code=code) if code else found
    found = found.filter(standing=standing) if standing else found
    states = Counter(Campaign.objects.values_list("standing", flat=True))
    page = Paginator(found.order_by("country__label_en", "title", "pk"), A_PAGE).get_page(request.GET.get("page"))
    by_country: dict[Country, list[Campaign]] = defaultdict(list)
    for one in page:
        by_country[one.country].append(one)
    context = {
        "crumbs": trail(),
        "instruments": [
            Choice(one.code, _query(of=one.code, state=standing), one.count, one.code == code) for one in named
        ],
        "states": [
            Choice(str(label), _query(of=code, state=value), states[value], value == standing)
            for value, label in CampaignState.choices
        ],
        "of_any": _query(state=standing),
        "in_any": _query(of=code),
        "code": code,
        "standing": standing,
        "page": page,
        "by_country": list(by_country.items()),
    }
    return render(request, "archive/campaign/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    known = Campaign.objects.select_related("country", "post").prefetch_related("instruments")
    shown = get_object_or_404(known, pk=pk)
    context = {
        "crumbs": trail((_("Campaigns"), "campaigns")),
        "one": shown,
        "pictures": list(shown.post.pictures.all()) if shown.post else [],
        "may_write": shown.can_be_written_to and not is_silent(),
    }
    return render(request, "archive/campaign/campaign.html", context)


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """The directory: by region of the world in which a partner works, each with what it does."""
    known = Organisation.objects.filter(in_directory=True).prefetch_related("countries").select_related("collection")
    regions: dict[str, list[Organisation]] = defaultdict(list)
    for one in known:
        for region in sorted({country.region for country in one.countries.all()}) or [""]:
            regions[region].append(one)
    context = {
        "crumbs": trail((_("Take part"), "take-part")),
        "regions": [
            (str(REGIONS[name]) if name in REGIONS else _("Everywhere"), name.lower() or "everywhere", regions[name])
            for name in sorted(regions, key=lambda name: (name == "", name))
        ],
    }
    return render(request, "archive/campaign/partners.html", context)


@require_safe
def take_part(request: HttpRequest) -> HttpResponse:
    """Every way to take part, one tile for each."""
    return render(request, "archive/campaign/take_part.html", {"crumbs": trail()})


def _points(found: Iterable[Action], **narrowed: str) -> list[Point]:
    """Where its reporter said, else in the middle of the country; those at one spot are one dot."""
    at: dict[tuple[int, int], list[Action]] = defaultdict(list)
    shapes: Any = world().shapes
    for one in found:
        if one.latitude is not None and one.longitude is not None:
            x, y = place(one.longitude, one.latitude)
            at[round(x), round(y)].append(one)
        elif shape := shapes.get(one.country.iso2):
            at[shape.x, shape.y].append(one)
    return [_point(x, y, there, narrowed) for (x, y), there in sorted(at.items())]


def _point(x: int, y: int, there: list[Action], narrowed: dict[str, str]) -> Point:
    first = there[0]
    if len(there) == 1:
        return Point(x, y, f"{first.title}, {first.country.label}", reverse("action", args=[first.pk]))
    return Point(x, y, f"{first.country.label}: {len(there)}", _query(**narrowed, **{"in": first.country.iso2.lower()}))


def _query(**chosen: str) -> str:
    given = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    return f"?{given}" if given else "?"


def _sum(counted: Counter[tuple[str, int]], day: str, year: str) -> int:
    return sum(
        number for (one, when), number in counted.items() if (not day or one == day) and (not year or str(when) == year)
    )
