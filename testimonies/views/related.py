"""Other testimonies that share something with one: the same country in the same role, a theme. And what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from testimonies.consent.audiences import Listener
from testimonies.counted import counted
from testimonies.models import CountryRole, Place, Testimony, TestimonyTheme, Theme, conceal_names
from testimonies.views.cards_asked import asked_by

__all__ = ["Related", "related_to"]

MOST = 4
LOOKED_AT = 600
"""So many ties of each kind are weighed, the newest first: a large theme costs no more than a small one."""
COUNTRY_WEIGHT, THEME_WEIGHT = 2, 1

Shared = tuple[tuple[int, tuple[Hashable, ...]], ...]
"""Keys of testimonies, those that share most first, each with what it shares: keys of themes, codes and roles of
countries."""


@dataclass(frozen=True, slots=True)
class Related:
    """``shares``: what it has in common with the one whose page it stands on, in words: the reason it is shown."""

    testimony: Testimony
    description: Any
    shares: tuple[str, ...]


def related_to(
    testimony: Testimony, *, places: Iterable[Place], themes: Iterable[Theme], listener: Listener
) -> list[Related]:
    """At most :data:`MOST` that the listener may see, those that share most first. A fixed number of queries.

    ``places`` and ``themes`` are what the listener may know of ``testimony`` itself. Countries tie it to those alone
    whose countries they may know as well.
    """
    known: dict[Hashable, str] = {
        (one.iso2, one.role.value): f"{one.get_role_display()}: {one.label}" for one in places if one.iso2
    }
    known |= {theme.pk: str(theme) for theme in themes}
    best = counted(lambda: _best(testimony.pk, known, listener), listener, "related", testimony.pk)
    found = asked_by(listener).testimonies([key for key, _shares in best])
    asked_by(listener).fill(found)
    conceal_names(found, listener)
    shares = dict(best)
    return [
        Related(one, one.description_for(), tuple(known[tie] for tie in shares[one.pk] if tie in known))
        for one in found
    ]


def _best(testimony: int, known: Mapping[Hashable, str], listener: Listener) -> Shared:
    shares: dict[int, dict[Hashable, None]] = defaultdict(dict)
    weights: dict[int, int] = defaultdict(int)
    visible = Testimony.objects.visible_to(listener).filter(live=True).exclude(pk=testimony).order_by()
    for weight, ties in (
        (COUNTRY_WEIGHT, _countries([tie for tie in known if isinstance(tie, tuple)], visible, listener)),
        (THEME_WEIGHT, _themes([tie for tie in known if isinstance(tie, int)], visible)),
    ):
        for other, tie in ties:
            shares[other][tie] = None
            weights[other] += weight
    best = sorted(weights, key=lambda other: (-weights[other], -other))[:MOST]
    return tuple((key, tuple(shares[key])) for key in best)


def _countries(known: list[tuple[str, str]], visible: Any, listener: Listener) -> Iterable[tuple[int, Hashable]]:
    if not known:
        return ()
    same = reduce(or_, (Q(country__iso2=iso2, role=role) for iso2, role in known))
    telling = visible.telling_countries_to(listener)
    rows = CountryRole.objects.filter(same, testimony__in=telling).order_by("-testimony")
    found = rows.values_list("testimony", "country__iso2", "role")[:LOOKED_AT]
    return [(other, (iso2, role)) for other, iso2, role in found]


def _themes(known: list[int], visible: Any) -> Iterable[tuple[int, Hashable]]:
    if not known:
        return ()
    rows = TestimonyTheme.objects.filter(tag__in=known, content_object__in=visible).order_by("-content_object")
    return list(rows.values_list("content_object", "tag")[:LOOKED_AT])
