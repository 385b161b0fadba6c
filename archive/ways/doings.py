"""What was done in some place for the Convention: campaigns, actions, events and documents, the newest of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from archive.models import Action, Campaign, LibraryItem, Occasion

__all__ = ["Doings", "doings_where"]

A_FEW = 6


@dataclass(frozen=True, slots=True)
class Doings:
    """At most :data:`A_FEW` of each. All of it is public."""

    campaigns: Sequence[Campaign]
    actions: Sequence[Action]
    occasions: Sequence[Occasion]
    documents: Sequence[LibraryItem]

    def __bool__(self) -> bool:
        return bool(self.campaigns or self.actions or self.occasions or self.documents)


def doings_where(there: Q) -> Doings:
    """``there`` is a condition for the country of each. Four queries."""
    return Doings(
        campaigns=list(Campaign.objects.filter(there).order_by("-published_at", "-pk")[:A_FEW]),
        actions=list(Action.objects.filter(there).order_by("-day", "-pk")[:A_FEW]),
        occasions=list(Occasion.objects.published().filter(there).defer("pictures").order_by("-pk")[:A_FEW]),
        documents=list(LibraryItem.objects.published().filter(there).order_by("-pk")[:A_FEW]),
    )
