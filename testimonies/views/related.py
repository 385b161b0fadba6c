"""Other testimonies that share something with one: the same country in the same role, a theme. And what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from testimonies.consent.audiences import Listener
from testimonies.models import CountryRole, Place, Testimony, TestimonyTheme, Theme, conceal_names

__all__ = ["Related", "related_to"]

MOST = 4
LOOKED_AT = 600
"""So many ties of each kind are weighed, the newest first: a large theme costs no more than a small one."""
COUNTRY_WEIGHT, THEME_WEIGHT = 2, 1


@dataclass(frozen=True, slots=True)
class Related:
    """``shares``: what it has in common with the one whose page it stands on, in words: the reason it is shown."""

    testimony: Testimony
    description: Any
    shares: tuple[str, ...]


def related_to(
    testimony: Testimony, *, places: Iterable[Place], themes: Iterable[Theme], listener: Listener
) -> list[Related]:
    """At most :data:`MOST` that the listener may see, those that share most first. Nine queries, however many

    ``places`` and ``themes`` are what the listener may know of ``testimony`` itself. Countries tie it to those alone
    whose countries they may know as well.
    """
    shares: dict[int, list[str]] = defaultdict(list)
    weights: dict[int, int] = defaultdict(int)
    visible = Testimony.objects.visible_to(listener).filter(live=True).exclude(pk=testimony.pk).order_by()
    for other, said in _countries(places, visible.telling_countries_to(listener)):
        shares[other].append(said)
        weights[other] += COUNTRY_WEIGHT
    for other, said in _themes(themes, visible):
        shares[other].append(said)
        weights[other] += THEME_WEIGHT
    best = sorted(weights, key=lambda other: (-weights[other], -other))[:MOST]
    if not best:
        return []
    found = (
        Testimony.objects.visible_to(listener)
        .prefetch_related("descriptions", "participations__person", "recordings")
        .in_bulk(best)
    )
    conceal_names(found.values(), listener)
    return [
        Related(found[key], found[key].description_for(), tuple(dict.fromkeys(shares[key])))
        for key in best
        if key in found
    ]


def _countries(places: Iterable[Place], telling: Any) -> list[tuple[int, str]]:
    known = {(one.iso2, one.role.value): f"{one.get_role_display()}: {one.label}" for one in places if one.iso2}
    if not known:
        return []
    same = reduce(or_, (Q(country__iso2=iso2, role=role) for iso2, role in known))
    rows = CountryRole.objects.filter(same, testimony__in=telling).order_by("-testimony")
    found = rows.values_list("testimony", "country__iso2", "role")[:LOOKED_AT]
    return [(other, known[iso2, role]) for other, iso2, role in found]


def _themes(themes: Iterable[Theme], visible: Any) -> list[tuple[int, str]]:
    labels = {theme.pk: str(theme) for theme in themes}
    if not labels:
        return []
    rows = TestimonyTheme.objects.filter(tag__in=labels, content_object__in=visible).order_by("-content_object")
    return [(other, labels[tag]) for other, tag in rows.values_list("content_object", "tag")[:LOOKED_AT]]
