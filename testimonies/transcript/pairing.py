"""Which segment of a translation belongs to which segment of the original. Knows times and links, no table."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

__all__ = ["Place", "pair"]


@dataclass(frozen=True, slots=True)
class Place:
    """A segment: its key, its time, and for a translated one the key of the original that it is linked with, if any."""

    key: int
    start_ms: int
    end_ms: int
    original: int | None = None


@dataclass(slots=True)
class Pair:
    """What belongs to one original: its translation, and what else lies there, such as words of a segment that became
    part of this one."""

    translation: int | None = None
    left_over: list[int] = field(default_factory=list)


def pair(originals: Sequence[Place], translations: Iterable[Place]) -> dict[int, Pair]:
    """For each original, in order, by its key. Links come first; what has none goes where it lies over most, and what
    lies over nothing to the last original before it. Nothing is left out where there is any original."""
    pairs = {one.key: Pair() for one in originals}
    starts = [one.start_ms for one in originals]
    waiting = []
    for one in sorted(translations, key=lambda place: (place.start_ms, place.end_ms, place.key)):
        if one.original in pairs and pairs[one.original].translation is None:
            pairs[one.original].translation = one.key
        else:
            waiting.append(one)
    for one in waiting if originals else ():
        home = pairs[_home(one, originals, starts)]
        if home.translation is None:
            home.translation = one.key
        else:
            home.left_over.append(one.key)
    return pairs


def _home(one: Place, originals: Sequence[Place], starts: Sequence[int]) -> int:
    last = max(1, bisect_right(starts, max(one.end_ms - 1, one.start_ms)))
    first = last - 1
    while first > 0 and originals[first - 1].end_ms > one.start_ms:
        first -= 1
    near = originals[first:last]
    return max(near, key=lambda other: (_shared_ms(one, other), other.start_ms <= one.start_ms, other.start_ms)).key


def _shared_ms(one: Place, other: Place) -> int:
    return min(one.end_ms, other.end_ms) - max(one.start_ms, other.start_ms)
