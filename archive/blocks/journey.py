"""The map of a journey, drawn here from the places that an editor lists. The list is the map's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructBlock

from archive.blocks.lines import line
from testimonies.models import Country

__all__ = ["Drawing", "JourneyBlock", "drawn", "parse_coordinates"]

MODES = [
    ("foot", gettext_lazy("on foot")),
    ("bus", gettext_lazy("by bus")),
    ("car", gettext_lazy("by car or lorry")),
    ("train", gettext_lazy("by train")),
    ("ship", gettext_lazy("by ship or boat")),
    ("plane", gettext_lazy("by plane")),
    ("other", gettext_lazy("in another way")),
]
WIDTH, HEIGHT, EDGE = 640.0, 320.0, 36.0
NEAREST = 26.0
"""Two numbers of the drawing stand at least so far apart, in its own units."""
_COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;،]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """``"27.7, 85.3"`` → ``(27.7, 85.3)``, latitude and longitude in degrees; ``None`` for no place on earth."""
    found = _COORDINATES.fullmatch(text)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


@dataclass(frozen=True, slots=True)
class Drawing:
    """``points`` are (number from 1 on, x, y); ``legs`` the ways between one and the next, as paths."""

    points: tuple[tuple[int, float, float], ...]
    legs: tuple[str, ...]


def drawn(places: Sequence[tuple[float, float] | None]) -> Drawing | None:
    """The way through these places in order; those without coordinates are not in it. ``None`` for fewer than two.

    Of two ways around the earth it takes the shorter one for each leg.
    """
    known = [(number, *place) for number, place in enumerate(places, start=1) if place]
    if len(known) < 2:
        return None
    flat, before = [], known[0][2]
    stretched = cos(radians(sum(latitude for _number, latitude, _longitude in known) / len(known)))
    for number, latitude, longitude in known:
        while longitude - before > 180:
            longitude -= 360
        while before - longitude > 180:
            longitude += 360
        before = longitude
        flat.append((number, longitude * stretched, -latitude))
    points = tuple(_apart(_fitted(flat)))
    legs = tuple(_leg(one[1:], other[1:]) for one, other in pairwise(points))
    return Drawing(points, legs)


def _fitted(flat: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    across, down = [x for _, x, _ in flat], [y for _, _, y in flat]
    wide, high = max(across) - min(across), max(down) - min(down)
    scale = min((WIDTH - 2 * EDGE) / (wide or 1e-9), (HEIGHT - 2 * EDGE) / (high or 1e-9), 400.0)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    return [
        (number, round(left + (x - min(across)) * scale, 1), round(top + (y - min(down)) * scale, 1))
        for number, x, y in flat
    ]


def _apart(points: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Who comes back to where they were stands beside it, as near as there is room."""
    placed: list[tuple[int, float, float]] = []
    for number, x, y in points:
        around = ((x + right * NEAREST, y + down * NEAREST) for right, down in _AROUND)
        free = (place for place in around if _inside(*place) and not _covers(placed, *place))
        placed.append((number, *next(free, (x, y))))
    return [(number, round(x, 1), round(y, 1)) for number, x, y in placed]


_AROUND = sorted(
    ((right, down) for right in range(-12, 13) for down in range(-12, 13)),
    key=lambda step: (step[0] ** 2 + step[1] ** 2, -step[0], -step[1]),
)


def _inside(x: float, y: float) -> bool:
    return EDGE / 2 <= x <= WIDTH - EDGE / 2 and EDGE / 2 <= y <= HEIGHT - EDGE / 2


def _covers(placed: list[tuple[int, float, float]], x: float, y: float) -> bool:
    return any(abs(x - other) < NEAREST and abs(y - another) < NEAREST for _, other, another in placed)


def _leg(one: Sequence[float], other: Sequence[float]) -> str:
    """A way that bends a little, so that the way back is not drawn on the way there."""
    (x1, y1), (x2, y2) = one, other
    across, down = x2 - x1, y2 - y1
    return f"M{x1} {y1}Q{(x1 + x2) / 2 - down * 0.12:.1f} {(y1 + y2) / 2 + across * 0.12:.1f} {x2} {y2}"


class CoordinatesBlock(CharBlock):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and parse_coordinates(text) is None:
            raise ValidationError(_("Write latitude and longitude in degrees, such as 27.7, 85.3"))
        return text

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value


def countries() -> list[tuple[str, str]]:
    tag = get_language() or "en"
    label = f"label_{tag}" if tag in ("en", "es", "fr", "ar") else "label_en"
    return list(Country.objects.order_by(label).values_list("iso2", label))


class StopBlock(StructBlock):
    place = line(
        gettext_lazy("Place"),
        gettext_lazy(
            "No finer than the narrators allow to be told. Example: “Kathmandu”, or “a village in the hills”."
        ),
    )
    country = ChoiceBlock(
        choices=countries, required=False, label=gettext_lazy("Country"), help_text=gettext_lazy("Example: Nepal.")
    )
    coordinates = CoordinatesBlock(
        required=False,
        max_length=40,
        label=gettext_lazy("Where it lies on the map"),
        help_text=gettext_lazy(
            "Latitude and longitude, as rough as the place is told: 27.7, 85.3 is Kathmandu. Without them the place "
            "stands in the list alone."
        ),
    )
    when = line(
        gettext_lazy("When"),
        gettext_lazy("As well as it is known. Example: “spring 2009”."),
        required=False,
        most=80,
    )
    mode = ChoiceBlock(
        choices=MODES,
        required=False,
        label=gettext_lazy("How they came there"),
        help_text=gettext_lazy("From the place before. Example: by bus. Empty for the first one."),
    )

    class Meta:
        icon = "map"
        label = gettext_lazy("Place")


class JourneyBlock(StructBlock):
    title = line(
        gettext_lazy("Title"), gettext_lazy("Whose way, or where to. Example: “From the hills to Doha, and back”.")
    )
    places = ListBlock(
        StopBlock(),
        default=[{}, {}],
        min_num=2,
        max_num=20,
        label=gettext_lazy("Places, in the order of the journey"),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        labels, modes = dict(countries()), dict(MODES)
        stops = [
            {**stop, "country": labels.get(stop["country"], ""), "mode": modes.get(stop["mode"], "")}
            for stop in value["places"]
        ]
        drawing = drawn([parse_coordinates(stop["coordinates"] or "") for stop in value["places"]])
        return {**context, "stops": stops, "drawing": drawing, "width": WIDTH, "height": HEIGHT}

    class Meta:
        icon = "site"
        label = gettext_lazy("Map of a journey")
        template = "archive/blocks/journey.html"
        group = gettext_lazy("Pictures and facts")
        help_text = gettext_lazy(
            "Two places or more, in order. The map is drawn from them, and the list below it tells the same in words. "
            "Example: a village, the capital, the city of work, and back."
        )
        description = gettext_lazy("A way from place to place, drawn and in words.")
