"""How many letters two words differ by: put in, left out, changed, or two neighbours swapped.

The optimal string alignment distance (Damerau 1964): no stretch of letters is edited twice.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=100_000)
def within(one: str, other: str, most: int) -> bool:
    """Whether the words differ by at most ``most`` letters."""
    return distance(one, other, most) <= most


def distance(one: str, other: str, most: int) -> int:
    """The number of letters the words differ by; ``most + 1`` where it is more than ``most``."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, opposite in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != opposite))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == opposite:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        if min(here) > most and min(above) > most:
            return most + 1
        before, above = above, here
    return min(above[-1], most + 1)
