"""What a question is asked of: the testimonies that the asker may search, narrowed as they wish."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Use
from testimonies.models import CountryRole, Testimony

__all__ = ["Narrowing", "Searchable"]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the asker narrowed the answer to; empty for everything."""

    country: str = ""
    theme: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """What may be searched: the testimonies whose entry, whose words, and whose doubtful words one may read."""

    entries: Collection[int]
    words: Collection[int]
    worked_on: Collection[int]

    @classmethod
    def by(cls, listener: Listener, narrowing: Narrowing, *, without: Collection[int]) -> Searchable:
        """Asked of the database at once; whoever may read the words may see the entry (``testimonies/consent``)."""
        day = listener.day or timezone.localdate()
        rows = [
            row
            for row in _narrowed(Testimony.objects.visible_to(listener, day), narrowing, listener)
            .order_by()
            .values_list("pk", _whether(scopes.may(Use.TRANSCRIPT, listener, day)), _whether(scopes.works_on(listener)))
            if row[0] not in without
        ]
        return cls(
            entries={pk for pk, _words, _mine in rows},
            words={pk for pk, words, _mine in rows if words},
            worked_on={pk for pk, words, mine in rows if words and mine},
        )


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _narrowed(testimonies: QuerySet[Testimony], narrowing: Narrowing, listener: Listener) -> QuerySet[Testimony]:
    if narrowing.country:
        told = CountryRole.objects.told_to(listener).filter(country__iso2=narrowing.country)
        testimonies = testimonies.filter(pk__in=told.order_by().values("testimony"))
    if narrowing.theme:
        testimonies = testimonies.filter(themes__slug=narrowing.theme).distinct()
    return testimonies
