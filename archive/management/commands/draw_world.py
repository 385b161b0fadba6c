"""``manage.py draw_world FOLDER``: the shapes of Natural Earth, as the npm package world-atlas carries them, become
``archive/data/world.json``. Needed only when the shapes change; the file it writes is kept in the repository."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive.reference_rows import DATA
from archive.ways.projection import HEIGHT, WIDTH, place

WITHOUT_A_SHAPE = {"TV": (179.2, -8.5), "TK": (-171.8, -9.2)}
"""Degrees east and north of those that even the finer shapes leave out."""
Ring = list[tuple[float, float]]


class Command(BaseCommand):
    help = (
        "Draw archive/data/world.json from countries-110m.json and countries-50m.json of the npm package world-atlas."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Where the two files lie.")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
            iso2_of = {row["m49"]: row["iso2"] for row in csv.DictReader(file)}
        coarse, fine = (json.loads((folder / f"countries-{scale}.json").read_text()) for scale in ("110m", "50m"))
        land = [ring for rings in _shapes(coarse).values() for ring in rings]
        drawn = {iso2_of[m49]: _path(rings) for m49, rings in _shapes(coarse).items() if m49 in iso2_of}
        middles = {iso2_of[m49]: _middle(rings) for m49, rings in _shapes(fine).items() if m49 in iso2_of}
        middles |= {iso2: place(*where) for iso2, where in WITHOUT_A_SHAPE.items() if iso2 in iso2_of.values()}
        missing = set(iso2_of.values()) - set(middles)
        if missing:
            raise SystemExit(f"no place is known for {sorted(missing)}: add them to WITHOUT_A_SHAPE")
        world = {
            "size": [WIDTH, HEIGHT],
            "land": _path(land),
            "countries": {
                iso2: {"x": round(x), "y": round(y), "d": drawn.get(iso2, "")}
                for iso2, (x, y) in sorted(middles.items())
            },
        }
        (DATA / "world.json").write_text(json.dumps(world, separators=(",", ":")) + "\n", encoding="utf-8")


def _shapes(topology: Any) -> dict[str, list[Ring]]:
    """Rings in degrees by the country's number; those that have none, under their names."""
    arcs = [list(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    shapes: dict[str, list[Ring]] = {}
    for one in topology["objects"]["countries"]["geometries"]:
        many = one.get("arcs", []) if one["type"] == "MultiPolygon" else [one.get("arcs", [])]
        rings = [_joined(ring, arcs) for polygon in many for ring in polygon]
        shapes.setdefault(one.get("id") or one["properties"]["name"], []).extend(rings)
    return shapes


def _unpacked(arc: list[list[int]], transform: Any) -> Iterator[tuple[float, float]]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (
            x * transform["scale"][0] + transform["translate"][0],
            y * transform["scale"][1] + transform["translate"][1],
        )


def _joined(ring: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for number in ring:
        points += (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if points else 0 :]
    return points


def _path(rings: list[Ring]) -> str:
    """In whole units of the drawing, each step told from the last; no specks that would be a point."""
    parts = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in (place(*point) for point in ring)]
        kept = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
        if len(set(kept)) < 3:
            continue
        steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in itertools.pairwise(kept)]
        parts.append(f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(parts)


def _middle(rings: list[Ring]) -> tuple[float, float]:
    """The centre of the largest of the rings, in units of the drawing."""
    projected = [[place(*point) for point in ring] for ring in rings]
    areas = [_area_and_centre(ring) for ring in projected]
    return max(areas)[1]


def _area_and_centre(ring: Ring) -> tuple[float, tuple[float, float]]:
    twice, x, y = 0.0, 0.0, 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    if abs(twice) < 1e-9:
        return 0.0, ring[0]
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))
