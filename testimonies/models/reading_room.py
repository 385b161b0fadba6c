"""Which testimonies somebody may ask to be let in to."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet

from testimonies.consent.audiences import Audience, Listener
from testimonies.consent.opening import USES
from testimonies.models.testimony import Testimony

__all__ = ["askable_by"]


def askable_by(listener: Listener) -> QuerySet[Testimony]:
    """Those whose catalogue entry ``listener`` may see, and of which the reading room would open words or sound that
    being a registered researcher does not."""
    inside = replace(listener, audience=Audience.READING_ROOM)
    outside = replace(listener, audience=Audience.RESEARCHER, reading_room=frozenset())
    opened = Q()
    for use in USES:
        opened |= Q(pk__in=Testimony.objects.order_by().allowing(use, inside)) & ~Q(
            pk__in=Testimony.objects.order_by().allowing(use, outside)
        )
    return Testimony.objects.visible_to(listener).filter(opened)
