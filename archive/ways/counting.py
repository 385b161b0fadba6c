"""How many testimonies lie behind each way in: only those that the asker may see, never one query more for more rows.

Each function answers one question with one query, whatever it counts; and with none as long as nothing changed
(:mod:`testimonies.counted`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from django.db.models import Count, F, Func, Q, Sum

from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Places, Use
from testimonies.counted import counted
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
    "kept",
    "keys",
    "numbers",
    "open_to",
    "published",
    "shows_demonstration",
    "telling_region",
    "undated",
]

ROLES = (Role.ORIGIN, Role.TRANSIT, Role.DESTINATION, Role.RETURN)
"""In the order of a journey. Where an interview took place is no part of it."""


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Tally:
    """``testimonies`` in all, each once, and how many in each role of a country."""

    testimonies: int = 0
    in_role: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of the whole archive, for one asker. ``hours`` that they may hear, rounded down."""

    testimonies: int
    hours: int
    languages: int
    countries: int


def kept(count: Callable[[Listener], Found]) -> Callable[[Listener], Found]:
    """``count``, whose answer is shared by all who ask alike until something changes; so nobody may change it."""

    @wraps(count)
    def answer(listener: Listener) -> Found:
        return counted(lambda: count(listener), listener, count.__module__, count.__qualname__)

    return answer


def keys(found: Callable[[], Any], listener: Listener, *question: Hashable) -> Sequence[int]:
    """The keys of a query that is asked in the name of ``listener``, in its order; kept until something changes.
    ``question`` names it: two that are named alike must be alike."""
    return counted(lambda: array("q", found().values_list("pk", flat=True)), listener, *question)


def open_to(listener: Listener) -> Any:
    """The testimonies whose entries the listener may see, in no order."""
    return Testimony.objects.visible_to(listener).order_by()


@kept
def by_country(listener: Listener) -> Mapping[int, Tally]:
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


@kept
def by_region(listener: Listener) -> Mapping[str, int]:
    """By the region's name in M49."""
    told = CountryRole.objects.filter(testimony__in=telling_region(listener), role__in=ROLES).order_by()
    return dict(told.values_list("country__region").annotate(Count("testimony", distinct=True)))


@kept
def by_theme(listener: Listener) -> Mapping[int, int]:
    """By the theme's key."""
    tagged = TestimonyTheme.objects.filter(content_object__in=open_to(listener)).order_by()
    return dict(tagged.values_list("tag").annotate(Count("content_object", distinct=True)))


@kept
def by_article(listener: Listener) -> Mapping[int, int]:
    """By the article's number: testimonies tagged with a theme that it guards."""
    tagged = TestimonyTheme.objects.filter(content_object__in=open_to(listener), tag__articles__isnull=False).order_by()
    return dict(tagged.values_list("tag__articles__number").annotate(Count("content_object", distinct=True)))


@kept
def by_collection(listener: Listener) -> Mapping[int, int]:
    return dict(open_to(listener).values_list("collection").annotate(Count("pk")))


@kept
def by_language(listener: Listener) -> Mapping[str, int]:
    """By the tag of the language spoken."""
    recordings = Recording.objects.visible_to(listener).order_by()
    spoken = recordings.annotate(tag=Func(F("spoken_languages"), function="unnest"))
    return dict(spoken.values_list("tag").annotate(Count("testimony", distinct=True)))


@kept
def by_year(listener: Listener) -> Mapping[int, int]:
    """By the year in which they were recorded, the first where it is known as a span; undated ones are left out."""
    dated = open_to(listener).filter(interview_earliest__isnull=False)
    return dict(
        dated.values_list("interview_earliest__year").annotate(Count("pk")).order_by("interview_earliest__year")
    )


@kept
def undated(listener: Listener) -> int:
    return int(open_to(listener).filter(interview_earliest=None).count())


@kept
def published(listener: Listener) -> int:
    return int(open_to(listener).filter(live=True).count())


@kept
def shows_demonstration(listener: Listener) -> bool:
    """Whether any testimony that the listener may see is a made-up one."""
    return bool(open_to(listener).filter(demonstration=True).exists())


@kept
def numbers(listener: Listener) -> Numbers:
    heard = Recording.objects.allowing(Use.SOUND, listener).order_by()
    return Numbers(
        testimonies=open_to(listener).count(),
        hours=(heard.aggregate(all=Sum("duration_ms"))["all"] or 0) // 3_600_000,
        languages=len(by_language(listener)),
        countries=_told(listener).values("country").distinct().count(),
    )
