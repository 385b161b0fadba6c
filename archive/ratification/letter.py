"""The signatories that the campaign's letter of 24 April 2015 names, beside those of the treaty record of that day.

The letter is a historical document and is shown as it was; the figures follow the record.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache

from archive.models import Instrument, TreatyAction
from archive.ratification.lines import said
from archive.ratification.record import CONVENTION, Standing, record_of
from archive.reference_rows import DATA
from testimonies.models import Country

__all__ = ["DAY", "Compared", "Letter", "compared", "named"]

DAY = date(2015, 4, 24)


@dataclass(frozen=True, slots=True)
class Compared:
    """A State that either of them names; ``bound`` is the day of its ratification since, in words."""

    country: Country
    in_letter: bool
    in_record: bool
    bound: str


@dataclass(frozen=True, slots=True)
class Letter:
    day: date
    named: int
    recorded: int
    states: tuple[Compared, ...]


@cache
def named() -> frozenset[str]:
    """ISO 3166-1 codes of the States in the letter's list (``archive/data/letter_2015_signatories.csv``)."""
    with (DATA / "letter_2015_signatories.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["iso2"] for row in csv.DictReader(file))


def compared() -> Letter | None:
    """``None`` where the reference data is not loaded."""
    convention = Instrument.objects.filter(code=CONVENTION).first()
    if convention is None:
        return None
    record = record_of(convention, DAY)
    recorded = {one.country.iso2 for one in record.states if one.standing == Standing.SIGNATORY}
    since = {
        one.country_id: one
        for one in TreatyAction.objects.filter(instrument=convention, kind__in=TreatyAction.BINDING, day__gt=DAY)
    }
    states = [
        Compared(
            country=one.country,
            in_letter=one.country.iso2 in named(),
            in_record=one.country.iso2 in recorded,
            bound=said(deed.shown_day) if (deed := since.get(one.country.pk)) else "",
        )
        for one in record.states
        if one.country.iso2 in recorded | named()
    ]
    return Letter(DAY, len(named()), len(recorded), tuple(states))
