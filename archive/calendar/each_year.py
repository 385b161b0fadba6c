"""The days that are kept each year: when they come next, and what was done on them, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from archive.calendar.telling import Line, line_of
from archive.models import Occasion, RecurringDay

__all__ = ["Next", "Year", "days_to_come", "years_of"]


@dataclass(frozen=True, slots=True)
class Next:
    """A day as it comes next, today included."""

    recurring: RecurringDay
    day: date
    told: str


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    lines: tuple[Line, ...]


def days_to_come(recurring: list[RecurringDay]) -> list[Next]:
    today = timezone.localdate()
    coming = [(one.in_year(today.year + (one.in_year(today.year) < today)), one) for one in recurring]
    return [Next(one, day, date_format(day, "DATE_FORMAT")) for day, one in sorted(coming, key=lambda one: one[0])]


def years_of(recurring: RecurringDay) -> list[Year]:
    """Every year since the day is kept, and those before in which something was done on it; the newest first. One
    query."""
    month, day = recurring.month, recurring.day
    some = Occasion.objects.published().select_related("country").defer("pictures").order_by("first_day", "pk")
    begun = some.filter(first_day__month=month, first_day__day=day) | some.exclude(ends="")
    held: dict[int, list[Line]] = {}
    for one in begun.distinct():
        days = one.whole_days
        if days is None:
            continue
        for year in range(days[0].year, days[1].year + 1):
            if days[0] <= date(year, month, day) <= days[1]:
                held.setdefault(year, []).append(line_of(one))
    this = timezone.localdate().year
    numbers = sorted({*range(recurring.since, this + 1), *held}, reverse=True)
    return [Year(number, tuple(held.get(number, ()))) for number in numbers]
