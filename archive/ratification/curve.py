"""The States parties and the signatories over the years, as two steps of a drawing and as the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.models import Instrument, TreatyAction, Verified
from archive.ratification.record import counted_from

__all__ = ["Curve", "curve_of"]

WIDTH, HEIGHT = 720, 220
_EVERY_YEARS = (1, 2, 5, 10, 20)
_MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class Curve:
    """``parties`` and ``signatories`` are paths in a box of ``width`` × ``height``; ``years`` the numbers at the end of
    each year (of the last one: at its last day); ``here`` where the day asked for stands, from the left."""

    parties: str
    signatories: str
    years: tuple[tuple[int, int, int], ...]
    ticks: tuple[tuple[int, float], ...]
    lines: tuple[tuple[int, float], ...]
    here: float
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(instrument: Instrument, first: date, here: date, last: date) -> Curve:
    """From the day of adoption to ``last``. One query."""
    changes = _changes(instrument)
    days = sorted({first, last, *(day for day, *_rest in changes if first <= day <= last)})
    steps = [(day, *_numbers(changes, day)) for day in days]
    top = max(10, *(max(parties, signed) for _day, parties, signed in steps))
    across = (last - first).days or 1

    def x(day: date) -> float:
        return round(WIDTH * (day - first).days / across, 1)

    def y(number: int) -> float:
        return round(HEIGHT - HEIGHT * number / top, 1)

    years = [date(year, 12, 31) for year in range(first.year, last.year)] + [last]
    every = next(one for one in _EVERY_YEARS if (last.year - first.year) / one <= _MOST_TICKS)
    return Curve(
        parties=_stepped([(x(day), y(parties)) for day, parties, _signed in steps]),
        signatories=_stepped([(x(day), y(signed)) for day, _parties, signed in steps]),
        years=tuple((day.year, *_numbers(changes, day)) for day in years),
        ticks=tuple((year, x(date(year, 1, 1))) for year in range(first.year + 1, last.year + 1) if year % every == 0),
        lines=tuple((number, y(number)) for number in range(0, top + 1, 20 if top > 50 else 10)),
        here=x(here),
    )


def _changes(instrument: Instrument) -> list[tuple[date, int, int]]:
    """Day by day in order: by how many the parties grew, and the signatories that were not party."""
    signed: dict[int, date] = {}
    bound: dict[int, date] = {}
    for action in TreatyAction.objects.filter(instrument=instrument).exclude(verified=Verified.NO):
        if (day := counted_from(action)) is not None:
            (bound if action.kind in TreatyAction.BINDING else signed)[action.country_id] = day
    changes = [(day, 1, -1 if signed.get(country, date.max) < day else 0) for country, day in bound.items()]
    changes += [(day, 0, 1) for country, day in signed.items() if day < bound.get(country, date.max)]
    return sorted(changes)


def _numbers(changes: Sequence[tuple[date, int, int]], day: date) -> tuple[int, int]:
    past = [(parties, signed) for at, parties, signed in changes if at <= day]
    return sum(parties for parties, _signed in past), sum(signed for _parties, signed in past)


def _stepped(points: Sequence[tuple[float, float]]) -> str:
    """Across, then up or down: nothing happens between two days."""
    drawn = "".join(f"H{x:g}V{y:g}" for x, y in points[1:])
    return f"M{points[0][0]:g} {points[0][1]:g}{drawn}"
