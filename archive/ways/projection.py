"""The Equal Earth projection: every country as large as it is, none made small by where it lies.

Bojan Šavrič, Tom Patterson, Bernhard Jenny: The Equal Earth map projection, International Journal of Geographical
Information Science 33 (2019), 454–465; formula 4.
"""

from __future__ import annotations

import math

__all__ = ["HEIGHT", "WIDTH", "place"]

WIDTH, HEIGHT = 1_000, 440
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_EAST = 2.7066  # x of 180° at the equator
_NORTH = 1.3173  # y of the pole
_MIDDLE = 11.5
"""Degrees east in the middle of the map, so that the Bering Strait, not Chukotka, is cut."""
_SOUTHERNMOST = -58.0
"""Nobody comes from the ice: Antarctica is not drawn."""


def place(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees east and north → x from the left and y from the top, in units of a drawing 1,000 wide."""
    east = (longitude - _MIDDLE + 180) % 360 - 180
    x, y = _plane(east, max(latitude, _SOUTHERNMOST))
    scale = WIDTH / (2 * _EAST)
    return WIDTH / 2 + x * scale, (_NORTH - y) * scale


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    theta = math.asin(_M * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = _A[0] + 3 * _A[1] * squared + sixth * (7 * _A[2] + 9 * _A[3] * squared)
    y = theta * (_A[0] + _A[1] * squared + sixth * (_A[2] + _A[3] * squared))
    return math.radians(longitude) * math.cos(theta) / (_M * slope), y
