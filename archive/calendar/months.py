"""A month as a table: weeks that begin as the reader's language says, and what each day holds."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from archive.calendar.asked import Asked
from archive.calendar.faults import FIRST_YEAR, YEARS_AHEAD
from archive.calendar.telling import Line, line_of
from archive.models import RecurringDay

__all__ = ["Day", "Month", "month_of"]


@dataclass(frozen=True, slots=True)
class Day:
    """``number`` is 0 for a cell that belongs to a neighbouring month."""

    number: int
    day: date
    lines: tuple[Line, ...]
    recurring: tuple[RecurringDay, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """``names`` are the weekdays, short and whole; ``undated`` happened in it on a day that nobody knows; ``lines`` are
    all of it in order. The addresses are empty where the calendar ends."""

    name: str
    names: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Day, ...], ...]
    lines: tuple[Line, ...]
    undated: tuple[Line, ...]
    previous: str
    previous_name: str
    next: str
    next_name: str


def month_of(asked: Asked, recurring: Iterable[RecurringDay]) -> Month:
    """The month that is asked for. One query."""
    first = asked.month or timezone.localdate().replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    here = asked.found().filter(first_day__lte=last, last_day__gte=first).order_by("first_day", "begins_at", "pk")
    lines = [line_of(one) for one in here.defer("pictures") if one.shown_begins]
    dated = [one for one in lines if one.occasion.whole_days]
    begin = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday, Python from Monday
    kept = [one for one in recurring if one.month == first.month and one.since <= first.year]
    weeks = calendar.Calendar(begin).monthdatescalendar(first.year, first.month)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return Month(
        name=_named(first),
        names=tuple((str(WEEKDAYS_ABBR[(begin + at) % 7]), str(WEEKDAYS[(begin + at) % 7])) for at in range(7)),
        weeks=tuple(tuple(_day(day, first, dated, kept) for day in week) for week in weeks),
        lines=tuple(dated),
        undated=tuple(one for one in lines if not one.occasion.whole_days),
        previous=asked.address(month=before.replace(day=1)) if before.year >= FIRST_YEAR else "",
        previous_name=_named(before),
        next=asked.address(month=after) if after.year <= timezone.localdate().year + YEARS_AHEAD else "",
        next_name=_named(after),
    )


def _day(day: date, first: date, dated: list[Line], kept: list[RecurringDay]) -> Day:
    if day.month != first.month:
        return Day(0, day, (), (), False)
    return Day(
        number=day.day,
        day=day,
        lines=tuple(one for one in dated if _is_on(one, day)),
        recurring=tuple(one for one in kept if one.day == day.day),
        is_today=day == timezone.localdate(),
    )


def _is_on(line: Line, day: date) -> bool:
    days = line.occasion.whole_days
    return days is not None and days[0] <= day <= days[1]


def _named(day: date) -> str:
    return _("%(month)s %(year)s") % {"month": MONTHS[day.month], "year": day.year}
