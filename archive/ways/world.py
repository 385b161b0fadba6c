"""The shapes of the world, ready to be drawn (``archive/data/world.json``, made by ``manage.py draw_world``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from archive.reference_rows import DATA

__all__ = ["Shape", "World", "world"]


@dataclass(frozen=True, slots=True)
class Shape:
    """``x`` and ``y`` are its middle; ``path`` is empty for a country that is drawn as a point."""

    x: int
    y: int
    path: str


@dataclass(frozen=True, slots=True)
class World:
    """``land`` is one path of everything; ``shapes`` are the countries by their ISO 3166-1 code."""

    width: int
    height: int
    land: str
    shapes: Mapping[str, Shape]


@cache
def world() -> World:
    read = json.loads((DATA / "world.json").read_text(encoding="utf-8"))
    shapes = {iso2: Shape(one["x"], one["y"], one["d"]) for iso2, one in read["countries"].items()}
    width, height = read["size"]
    return World(width, height, read["land"], shapes)
