"""Which testimonies somebody may ask to be let in to."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils import timezone

from testimonies.consent import scopes
from testimonies.consent.audiences import Audience, Listener
from testimonies.consent.opening import USES
from testimonies.models.testimony import Testimony

__all__ = ["askable_by"]


def askable_by(listener: Listener) -> QuerySet[Testimony]:
    """Those whose catalogue entry ``listener`` may see, and of which the reading room would open words or sound that
    being a registered researcher does not."""
    inside = replace(listener, audience=Audience.READING_ROOM)
    outside = replace(listener, audience=Audience.RESEARCHER, reading_room=frozenset())
    day = listener.day or timezone.localdate()
    opened = Q()
    for use in USES:
        opened |= scopes.may(use, inside, day) & ~scopes.may(use, outside, day)
    return Testimony.objects.visible_to(listener).filter(opened)
