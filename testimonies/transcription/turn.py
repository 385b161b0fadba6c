"""Whose turn it is: short and new before long and old, a person's wish before both, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Sequence

MOST_WISHED = 2
"""A wish is a whole number from -2 (whenever there is nothing else) to 2 (before all others)."""
_BY_LENGTH: Sequence[tuple[int, int]] = ((5 * 60_000, 30), (20 * 60_000, 20), (60 * 60_000, 10))
_BY_AGE: Sequence[tuple[int, int]] = ((3_600, 9), (6 * 3_600, 6), (24 * 3_600, 3))
"""Seconds since it was asked for: what was uploaded within the hour comes first."""
WAITED_LONG_ENOUGH_S = 24 * 3_600
_AFTER_WAITING = 50
"""More than length and age can give together."""


def priority(*, left_ms: int | None, waited_s: float, wish: int = 0) -> int:
    """The priority of a run with ``left_ms`` of sound still to be heard: higher comes first."""
    if waited_s > WAITED_LONG_ENOUGH_S:
        earned = _AFTER_WAITING
    else:
        by_length = next((points for limit, points in _BY_LENGTH if left_ms is not None and left_ms <= limit), 0)
        by_age = next((points for limit, points in _BY_AGE if waited_s <= limit), 0)
        earned = by_length + by_age
    return 100 * max(-MOST_WISHED, min(MOST_WISHED, wish)) + earned
