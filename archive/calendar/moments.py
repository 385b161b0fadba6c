"""Wall clocks: a local time in a zone of the IANA database, and the nights on which an hour is missing or comes twice.

A time is kept as the clock on the wall shows it, with the name of its zone: when a government changes its hours, the
occasion still begins when the poster says.
"""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

__all__ = ["Which", "instant", "times_it_comes", "zone_fault", "zones"]

NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})
"""Names of the database that stand for no zone."""


class Which:
    """Which of two equal hours is meant, on the night on which the clocks are put back."""

    FIRST, SECOND = "first", "second"


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones() - NO_PLACE)


def zone_fault(name: str) -> str:
    """A sentence where ``name`` is no zone, with the nearest that is one; else an empty text."""
    if name in zones():
        return ""
    small = {one.casefold(): one for one in zones()}
    wanted = name.strip().casefold().replace(" ", "_")[:60]
    near = get_close_matches(wanted, small, n=1) or [one for one in small if one.endswith(f"/{wanted}")]
    if near:
        told = {"name": name[:60], "near": small[near[0]]}
        return _("No time zone is called “%(name)s”. Did you mean %(near)s?") % told
    return _("No time zone is called “%(name)s”. Write it like Europe/Paris or Asia/Manila.") % {"name": name[:60]}


def instant(local: datetime, zone: str, which: str = "") -> datetime:
    """The moment in UTC at which the clock of ``zone`` shows ``local``; ``which`` of two where it comes twice.

    Where it never comes, what the clock would show had it not been put forward.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=int(which == Which.SECOND)).astimezone(UTC)


def times_it_comes(local: datetime, zone: str) -> int:
    """How often the clock of ``zone`` shows ``local``: 1, or 0 and 2 where the clocks are changed."""
    moments = {instant(local, zone, which) for which in (Which.FIRST, Which.SECOND)}
    there = ZoneInfo(zone)
    return sum(1 for moment in moments if moment.astimezone(there).replace(tzinfo=None) == local)
