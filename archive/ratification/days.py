"""Which day and which instrument somebody asks for, and what is wrong with it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.models import Instrument, TreatyAction
from archive.ratification.record import CONVENTION

__all__ = ["AS_AT", "Asked", "asked", "instruments"]

AS_AT = date(2026, 2, 3)
"""The day of the treaty collection's page from which the Convention's rows were taken (``archive/data/README.md``)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``fault``: a sentence where the day that was asked for is none; ``day`` is the nearest one then."""

    instrument: Instrument
    day: date
    written: str
    fault: str = ""


def instruments() -> list[Instrument]:
    """Those of which it is known what States did, the Convention first."""
    known = TreatyAction.objects.order_by().values("instrument")
    return sorted(Instrument.objects.filter(pk__in=known), key=lambda one: (one.code != CONVENTION, one.pk))


def asked(query: Mapping[str, str], offered: list[Instrument]) -> Asked | None:
    """From ``?on=2014-12-18&of=C97``; ``None`` where the instrument is none of those offered."""
    code = query.get("of") or CONVENTION
    instrument = next((one for one in offered if one.code == code), None)
    if instrument is None:
        return None
    today = timezone.localdate()
    written = query.get("on", "").strip()
    if not written:
        return Asked(instrument, today, "")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return Asked(instrument, today, written, _("Please give the day as year, month and day: 2014-12-18."))
    if day > today:
        return Asked(instrument, today, written, _("That day is still to come. These are the figures of today."))
    if day < (first := first_day(instrument)):
        told = {"day": date_format(first, "DATE_FORMAT")}
        fault = _("It was adopted on %(day)s; before that nobody could sign it. These are the figures of that day.")
        return Asked(instrument, first, written, fault % told)
    return Asked(instrument, day, written)


def first_day(instrument: Instrument) -> date:
    """The day of its adoption; the first of January where only the year is known."""
    parts = [int(part) for part in instrument.adopted.split("-") if part]
    year, month, day = [*parts, 1, 1][:3] if parts else (1900, 1, 1)
    return date(year, month, day)
