"""Which States became bound by the Convention since a day, and which parties nobody has told of yet."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archive.models import Instrument
from archive.ratification.lines import said
from archive.ratification.record import CONVENTION, Figures, Standing, counted_from, record_of
from testimonies.models import Country

__all__ = ["BEGAN", "Since", "day_asked", "ratified_since"]

BEGAN = date(2014, 12, 18)
"""The first day of the campaign Step It Up."""
ADOPTED = date(1990, 12, 18)


@dataclass(frozen=True, slots=True)
class Since:
    """``states``: who became a party after ``day``, and when in words and as a date, in the order of their days.
    ``silent``: parties that no testimony tells of."""

    day: date
    then: Figures
    now: Figures
    states: tuple[tuple[Country, str, str], ...]
    silent: tuple[Country, ...]


def day_asked(given: Mapping[str, str]) -> tuple[date, str]:
    """From ``?since=2014-12-18``: the day, or that of the campaign with a sentence where it is none."""
    written = given.get("since", "").strip()
    if not written:
        return BEGAN, ""
    try:
        day = date.fromisoformat(written)
        if len(written) != len("2014-12-18"):
            raise ValueError
    except ValueError:
        return BEGAN, _("Please give the day as year, month and day: 2014-12-18.")
    if day > timezone.localdate():
        return BEGAN, _("That day is still to come. Please give one that is past.")
    if day < ADOPTED:
        told = {"day": date_format(ADOPTED, "DATE_FORMAT")}
        return BEGAN, _("The Convention was adopted on %(day)s. Please give that day or a later one.") % told
    return day, ""


def ratified_since(day: date, told_of: Container[int]) -> Since | None:
    """``told_of``: keys of countries with a testimony. ``None`` without reference data. Four queries."""
    convention = Instrument.objects.filter(code=CONVENTION).first()
    if convention is None:
        return None
    every = list(Country.objects.all())
    now, then = (record_of(convention, on, every) for on in (timezone.localdate(), day))
    bound_then = {one.country.pk for one in then.states if one.standing == Standing.PARTY}
    parties = [one for one in now.states if one.standing == Standing.PARTY]
    new = [
        (since, one)
        for one in parties
        if one.country.pk not in bound_then and one.bound and (since := counted_from(one.bound))
    ]
    return Since(
        day=day,
        then=then.figures,
        now=now.figures,
        states=tuple(
            (one.country, said(one.bound.shown_day), one.bound.shown_day)
            for _since, one in sorted(new, key=lambda pair: pair[0])
            if one.bound
        ),
        silent=tuple(one.country for one in parties if one.country.pk not in told_of),
    )
