"""Consents that end soon: whoever works on a testimony should ask its narrator again before it closes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from testimonies.consent.audiences import Audience, Listener, Use
from testimonies.models.testimony import Testimony

__all__ = ["SOON", "EndingConsent", "ending_soon"]

SOON = timedelta(days=60)
"""A narrator abroad is not reached in a week."""


@dataclass(frozen=True, slots=True, order=True)
class EndingConsent:
    """``until`` is the last day on which ``use`` is open to anybody but those who keep the archive."""

    until: date
    accession_number: str
    use: str

    @property
    def use_label(self) -> str:
        return str(Use(self.use).label)


def ending_soon(listener: Listener, within: timedelta = SOON) -> list[EndingConsent]:
    """Of what ``listener`` works on, every use whose consent ends ``within`` so long, the next first. One query."""
    today = timezone.localdate()
    last = today + within
    soon = Q()
    for use in Use.values:
        soon |= Q(**{f"governing__{use}_until__range": (today, last)})
    columns = [f"governing__{use}_{part}" for use in Use.values for part in ("until", "audience")]
    found = []
    for number, *held in (
        Testimony.objects.worked_on_by(listener).filter(soon).order_by().values_list("accession_number", *columns)
    ):
        for use, until, audience in zip(Use.values, held[::2], held[1::2], strict=True):
            if audience not in _OPEN_TO_NOBODY and today <= until <= last:
                found.append(EndingConsent(until, number, use))
    return sorted(found)


_OPEN_TO_NOBODY = ("", Audience.NOBODY)
