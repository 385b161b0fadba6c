"""How many letters two words differ by: put in, left out, changed, or two neighbours swapped.

The optimal string alignment distance (Damerau 1964): no stretch of letters is edited twice.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

__all__ = ["distance", "within"]


def within(one: str, other: str, most: int) -> bool:
    """Whether the words differ by at most ``most`` letters."""
    return OSA.distance(one, other, score_cutoff=most) <= most


def distance(one: str, other: str, most: int) -> int:
    """The number of letters the words differ by; ``most + 1`` where it is more than ``most``."""
    return OSA.distance(one, other, score_cutoff=most)
