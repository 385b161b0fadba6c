"""Where the occasions were and will be: a point for each place, over the shapes of the world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.calendar.telling import Line
from archive.ways.projection import place
from archive.ways.world import world

__all__ = ["Point", "points_of"]

_NEAR = 4
"""Units of the drawing: what lies so near is one point, or nobody could touch the lower one."""


@dataclass(frozen=True, slots=True)
class Point:
    """``number`` leads from the drawing to the list: ``#place-3``."""

    number: int
    x: int
    y: int
    label: str
    lines: tuple[Line, ...]

    @property
    def radius(self) -> int:
        return min(4 + len(self.lines), 12)


def points_of(lines: Iterable[Line]) -> list[Point]:
    """Those that have a place, in the order of their countries and places."""
    spots: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        spot = _spot(line)
        if spot is not None:
            near = next((one for one in spots if abs(one[0] - spot[0]) < _NEAR and abs(one[1] - spot[1]) < _NEAR), spot)
            spots.setdefault(near, []).append(line)
    named = sorted(((_label(some), spot, some) for spot, some in spots.items()), key=lambda one: one[0].casefold())
    return [Point(at, *spot, label, tuple(some)) for at, (label, spot, some) in enumerate(named, start=1)]


def _spot(line: Line) -> tuple[int, int] | None:
    one = line.occasion
    if one.latitude is not None and one.longitude is not None:
        x, y = place(float(one.longitude), float(one.latitude))
        return round(x), round(y)
    shape = world().shapes.get(one.country.iso2) if one.country else None
    return (shape.x, shape.y) if shape else None


def _label(lines: list[Line]) -> str:
    countries = {line.occasion.country.label for line in lines if line.occasion.country}
    return ", ".join(sorted(countries)) or lines[0].where or "–"
