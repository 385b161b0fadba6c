"""What is impossible in the times and places of an occasion, by field, each with what to do."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from archive.calendar.moments import instant, times_it_comes, zone_fault
from testimonies.description.partial_dates import PartialDate

__all__ = ["FIRST_YEAR", "YEARS_AHEAD", "faults"]

FIRST_YEAR = 1990
"""The calendar begins with the year of the Convention."""
YEARS_AHEAD = 10
LONGEST_DAYS = 366


def faults(one: Any) -> dict[str, str]:
    """Of an occasion as it was entered. What needs another field to be right is not said where that is wrong."""
    found: dict[str, str] = {}
    begins, ends = _read(one, "begins", found), _read(one, "ends", found)
    if one.time_zone and (fault := zone_fault(one.time_zone)):
        found["time_zone"] = fault
    if begins and "begins" not in found:
        found |= _of_times(one, begins, ends) if "time_zone" not in found else {}
        if not {"ends", "ends_at"} & set(found) and (fault := _of_length(one, begins, ends)):
            found["ends_at" if one.begins_at and one.ends_at else "ends"] = fault
    if (one.latitude is None) != (one.longitude is None):
        missing = "latitude" if one.latitude is None else "longitude"
        found[missing] = _("A point needs both latitude and longitude. Give the other too, or leave both empty.")
    return found


def _read(one: Any, name: str, found: dict[str, str]) -> PartialDate | None:
    text = getattr(one, name)
    if not text:
        return None
    try:
        day = PartialDate.parse(text)
    except ValueError as error:
        found[name] = str(error)
        return None
    last = timezone.localdate().year + YEARS_AHEAD
    if day.year < FIRST_YEAR:
        told = {"year": FIRST_YEAR}
        found[name] = _("The calendar begins with %(year)s. What was before belongs into the timeline.") % told
    elif day.year > last:
        found[name] = _("That is more than %(years)s years away. Please look at the year.") % {"years": YEARS_AHEAD}
    return day


def _of_times(one: Any, begins: PartialDate, ends: PartialDate | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if one.ends_at and not one.begins_at:
        found["begins_at"] = _("There is an hour for the end and none for the beginning. Give both, or neither.")
    if (one.begins_at or one.ends_at) and not one.time_zone:
        found["time_zone"] = _("An hour needs its time zone, for example Asia/Manila.")
    for name, day in (("begins", begins), ("ends", ends or begins)):
        hour: time | None = getattr(one, f"{name}_at")
        if hour is None:
            continue
        if day.day is None or day.about:
            found[f"{name}_at"] = _("An hour needs a whole day, for example 2026-12-18.")
        elif one.time_zone and (fault := _of_clock(day.earliest, hour, one, name)):
            found[f"{name}_at"] = fault
    return found


def _of_clock(day: date, hour: time, one: Any, name: str) -> str:
    """Where the clocks are changed."""
    comes = times_it_comes(datetime.combine(day, hour), one.time_zone)
    told = {"hour": hour.strftime("%H:%M"), "zone": one.time_zone}
    if comes == 0:
        return (
            _(
                "In %(zone)s the clocks are put forward that night, and %(hour)s never comes. Please give an hour "
                "before or after."
            )
            % told
        )
    if comes == 2 and not getattr(one, f"{name}_which"):
        return (
            _(
                "In %(zone)s the clocks are put back that night, and %(hour)s comes twice. Please say which of the two "
                "is meant."
            )
            % told
        )
    return ""


def _of_length(one: Any, begins: PartialDate, ends: PartialDate | None) -> str:
    last = ends or begins
    if last.latest < begins.earliest:
        return _("It ends before it begins. Please look at both days.")
    if one.begins_at and one.ends_at and one.time_zone and begins.day and last.day:
        start = instant(datetime.combine(begins.earliest, one.begins_at), one.time_zone, one.begins_which)
        end = instant(datetime.combine(last.earliest, one.ends_at), one.time_zone, one.ends_which)
        if end <= start:
            return _("It ends before it begins, or at the same moment. Please look at days and hours.")
    if (last.earliest - begins.latest).days > LONGEST_DAYS:
        return _("It lasts longer than a year. Please look at the years, or enter each part by itself.")
    return ""
