"""How many testimonies lie behind each way in: only those that the asker may see, never one query more for more rows.

Each function answers one question with one query, whatever it counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Func, Q, Sum

from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Places, Use
from testimonies.models import CountryRole, Recording, Role, Testimony, TestimonyTheme

__all__ = [
    "ROLES",
    "Numbers",
    "Tally",
    "by_article",
    "by_collection",
    "by_country",
    "by_language",
    "by_region",
    "by_theme",
    "by_year",
    "numbers",
    "open_to",
    "telling_region",
]

ROLES = (Role.ORIGIN, Role.TRANSIT, Role.DESTINATION, Role.RETURN)
"""In the order of a journey. Where an interview took place is no part of it."""


@dataclass
class Tally:
    """``testimonies`` in all, each once, and how many in each role of a country."""

    testimonies: int = 0
    in_role: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of the whole archive, for one asker. ``hours`` that they may hear, rounded down."""

    testimonies: int
    hours: int
    languages: int
    countries: int


def open_to(listener: Listener) -> Any:
    """The testimonies whose entries the listener may see, in no order."""
    return Testimony.objects.visible_to(listener).order_by()


def by_country(listener: Listener) -> dict[int, Tally]:
    """By the country's key, in the roles of a journey; only of testimonies that tell the listener their countries."""
    in_roles = {f"as_{role}": Count("pk", filter=Q(role=role)) for role in ROLES}
    counted = _told(listener).values("country").annotate(all=Count("testimony", distinct=True), **in_roles)
    return {
        one["country"]: Tally(one["all"], {role: one[f"as_{role}"] for role in ROLES if one[f"as_{role}"]})
        for one in counted
    }


def _told(listener: Listener) -> Any:
    telling = Testimony.objects.visible_to(listener).telling_countries_to(listener).order_by()
    return CountryRole.objects.filter(testimony__in=telling, role__in=ROLES).order_by()


def telling_region(listener: Listener) -> Any:
    """The testimonies of which the listener is told at least the region of the world."""
    return open_to(listener).filter(scopes.shows_places(Places.REGION, listener))


def by_region(listener: Listener) -> dict[str, int]:
    """By the region's name in M49."""
    told = CountryRole.objects.filter(testimony__in=telling_region(listener), role__in=ROLES).order_by()
    return dict(told.values_list("country__region").annotate(Count("testimony", distinct=True)))


def by_theme(listener: Listener) -> dict[int, int]:
    """By the theme's key."""
    tagged = TestimonyTheme.objects.filter(content_object__in=open_to(listener)).order_by()
    return dict(tagged.values_list("tag").annotate(Count("content_object", distinct=True)))


def by_article(listener: Listener) -> dict[int, int]:
    """By the article's number: testimonies tagged with a theme that it guards."""
    tagged = TestimonyTheme.objects.filter(content_object__in=open_to(listener), tag__articles__isnull=False).order_by()
    return dict(tagged.values_list("tag__articles__number").annotate(Count("content_object", distinct=True)))


def by_collection(listener: Listener) -> dict[int, int]:
    return dict(open_to(listener).values_list("collection").annotate(Count("pk")))


def by_language(listener: Listener) -> dict[str, int]:
    """By the tag of the language spoken."""
    recordings = Recording.objects.visible_to(listener).order_by()
    spoken = recordings.annotate(tag=Func(F("spoken_languages"), function="unnest"))
    return dict(spoken.values_list("tag").annotate(Count("testimony", distinct=True)))


def by_year(listener: Listener) -> Mapping[int, int]:
    """By the year in which they were recorded, the first where it is known as a span; undated ones are left out."""
    dated = open_to(listener).filter(interview_earliest__isnull=False)
    return dict(
        dated.values_list("interview_earliest__year").annotate(Count("pk")).order_by("interview_earliest__year")
    )


def numbers(listener: Listener) -> Numbers:
    heard = Recording.objects.allowing(Use.SOUND, listener).order_by()
    return Numbers(
        testimonies=open_to(listener).count(),
        hours=(heard.aggregate(all=Sum("duration_ms"))["all"] or 0) // 3_600_000,
        languages=len(by_language(listener)),
        countries=_told(listener).values("country").distinct().count(),
    )
