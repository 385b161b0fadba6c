"""The calendar for calendar programs: iCalendar (RFC 5545, RFC 7986), one occasion or many.

Hours are written in UTC, so that no program needs to know a zone's rules; a day without an hour is a date. What is
known by month or year alone is on the pages and in no feed: a calendar program could only show an invented day.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language
from icalendar import Calendar, Event, vText

from archive.calendar.telling import when, where
from archive.models import Occasion, RecurringDay

__all__ = ["REFRESHED", "TYPE", "clean", "written"]

TYPE = "text/calendar; charset=utf-8"
REFRESHED = timedelta(hours=12)
"""How often a program that subscribed may ask again."""
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""When the days kept each year were put down; calendar programs want a moment."""
_DAYS = uuid.UUID("5a7d3c0e-6f0b-4d49-9a2e-0d6c8f6b1990")
"""The name space of the days kept each year: each has one name for ever."""
_BREAKS = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f]|[\ud800-\udfff]")


def written(
    request: HttpRequest, name: str, occasions: Iterable[Occasion], recurring: Iterable[RecurringDay] = ()
) -> bytes:
    """A calendar called ``name`` that holds these, in the active language."""
    calendar = Calendar()
    calendar.add("PRODID", "-//Oral History Archive//Calendar//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, vText(clean(name)))
    calendar.add("REFRESH-INTERVAL", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT12H")
    for day in recurring:
        calendar.add_component(_yearly(request, day))
    for one in occasions:
        if one.whole_days is not None:
            calendar.add_component(_event(request, one))
    return bytes(calendar.to_ical())


def clean(text: str) -> str:
    """Without the signs that iCalendar has no way to write, and with one sign for the end of a line."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text)).strip()


def _event(request: HttpRequest, one: Occasion) -> Event:
    event = Event()
    event.add("UID", str(one.uid))
    event.add("DTSTAMP", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("LAST-MODIFIED", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("SEQUENCE", one.sequence)
    event.add("STATUS", "CANCELLED" if one.cancelled else "CONFIRMED")
    starts, ends = _span(one)
    event.add("DTSTART", starts)
    if ends is not None:
        event.add("DTEND", ends)
    _text(event, "SUMMARY", one.title.text, one.title.language)
    told = [when(one), one.about.text, ", ".join(_organisers(one))]
    _text(event, "DESCRIPTION", "\n\n".join(text for text in told if text), one.about.language)
    _text(event, "LOCATION", where(one), get_language() or "")
    if one.latitude is not None and one.longitude is not None:
        event.add("GEO", (float(one.latitude), float(one.longitude)))
    event.add("CATEGORIES", [str(one.get_kind_display())])
    event.add("URL", request.build_absolute_uri(one.get_absolute_url()))
    event.add("TRANSP", "OPAQUE" if one.begins_at else "TRANSPARENT")
    return event


def _span(one: Occasion) -> tuple[date, date | None]:
    """Moments in UTC; or dates, of which the second is the day after the last, as RFC 5545 counts."""
    days = one.whole_days
    assert days is not None
    after = days[1] + timedelta(days=1)
    if one.starts is None:
        return days[0], after
    if one.stops is None and days[0] != days[1]:
        midnight = datetime.combine(after, datetime.min.time(), ZoneInfo(one.time_zone))
        return one.starts, midnight.astimezone(UTC)
    return one.starts, one.stops


def _organisers(one: Occasion) -> list[str]:
    return [*(partner.name for partner in one.organisations.all()), *one.organised_by]


def _yearly(request: HttpRequest, day: RecurringDay) -> Event:
    event = Event()
    event.add("UID", str(uuid.uuid5(_DAYS, day.slug)))
    event.add("DTSTAMP", _MADE)
    event.add("DTSTART", day.in_year(day.since))
    event.add("DTEND", day.in_year(day.since) + timedelta(days=1))
    event.add("RRULE", {"FREQ": "YEARLY"})
    _text(event, "SUMMARY", day.name.text, day.name.language)
    _text(event, "DESCRIPTION", day.about.text, day.about.language)
    event.add("URL", request.build_absolute_uri(day.get_absolute_url()))
    event.add("TRANSP", "TRANSPARENT")
    return event


def _text(event: Event, key: str, text: str, language: str) -> None:
    if text := clean(text):
        event.add(key, vText(text), parameters={"LANGUAGE": language} if language else {})
