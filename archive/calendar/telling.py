"""When and where an occasion is, in the reader's language, each day as far as it was verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from archive.models import Occasion
from testimonies.description.partial_dates import PartialDate

__all__ = ["Line", "line_of", "when"]


@dataclass(frozen=True, slots=True)
class Line:
    """An occasion in a list. ``stamp`` is its first day as a machine reads it, ``is_past`` whether it is over."""

    occasion: Occasion
    when: str
    stamp: str
    where: str
    is_past: bool


def line_of(one: Occasion) -> Line:
    return Line(one, when(one), one.shown_begins.removesuffix("~"), where(one), is_past(one))


def is_past(one: Occasion) -> bool:
    """Whether it is over where it is held, or where it has no hour, at the end of its last day."""
    if one.stops is not None:
        return one.stops < timezone.now()
    there = ZoneInfo(one.time_zone) if one.time_zone else None
    return one.last_day < datetime.now(there or timezone.get_current_timezone()).date()


def when(one: Occasion) -> str:
    """ "18 December 2026, 14:30–16:00 (Asia/Manila)"; empty where no day may be shown."""
    if not one.shown_begins:
        return ""
    first = PartialDate.parse(one.shown_begins).sentence
    last = PartialDate.parse(one.shown_ends).sentence if one.shown_ends else ""
    begins, ends = (time_format(hour, "H:i") if hour else "" for hour in (one.begins_at, one.ends_at))
    if not begins or one.whole_days is None:
        return _("%(first)s to %(last)s") % {"first": first, "last": last} if last else first
    zone = one.time_zone
    if not last:
        hours = f"{begins}–{ends}" if ends else begins
        return _("%(day)s, %(hours)s (%(zone)s)") % {"day": first, "hours": hours, "zone": zone}
    told = {"first": f"{first}, {begins}", "last": f"{last}, {ends}" if ends else last}
    return f"{_('%(first)s to %(last)s') % told} ({zone})"


def where(one: Occasion) -> str:
    """Place and country, as far as they are known."""
    country = one.country.label if one.country else ""
    return (
        _("%(place)s, %(country)s") % {"place": one.place, "country": country}
        if one.place and country
        else one.place or country
    )
