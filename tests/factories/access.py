"""Registered researchers and people let in to the reading room, put straight into the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from testimonies.models import AccessRequest, Asked, Researcher, Testimony, terms_in_force

WORDS = "the foreman kept our passports in his drawer"


def make_researcher(user: Any, **more: Any) -> Researcher:
    """``user`` accepted the terms of today."""
    return Researcher.objects.create(
        user=user, **{"purpose": "a study of wages", "terms_version": terms_in_force(), **more}
    )


def make_access(
    user: Any, testimony: Testimony, *, until: date | None = None, state: str = Asked.GRANTED, **more: Any
) -> AccessRequest:
    """A request as it stands after its decision: granted for 30 days unless said otherwise."""
    waiting = state == Asked.WAITING
    decided = {
        "decided_at": timezone.now(),
        "granted_until": until or timezone.localdate() + timedelta(days=30),
    }
    return AccessRequest.objects.create(
        asker=user,
        testimony=testimony,
        state=state,
        **({} if waiting else decided),
        **{"purpose": "a book", "language": "en", **more},
    )
