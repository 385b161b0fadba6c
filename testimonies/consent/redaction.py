"""Which spans of a recording are kept from whom. Pure values: no table is known here.

A redaction is open to an audience in the same sense as a consent: whoever that audience takes in may still hear and
read the span, everyone else may not. From what is kept from an asker follow the spans that are silenced and blanked:
each with its margin, joined where they meet or leave an island too short to be worth a word between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from testimonies.consent.audiences import Audience, Listener, reaches

MARGIN_MS = 250
"""What is kept back on each side of a span at least (``docs/decisions/0015-redaction.md`` says why)."""
LARGEST_MARGIN_MS = 10_000
ISLAND_MS = 500
"""What lies between two spans and is shorter goes with them: nobody says anything whole in it."""

OPEN_TO = (Audience.RESEARCHER, Audience.READING_ROOM, Audience.STAFF, Audience.NOBODY)
"""For whom a redacted span can stay open. For everyone would be no redaction."""
ASKING = (Audience.PUBLIC, Audience.RESEARCHER, Audience.READING_ROOM, Audience.STAFF)
"""All that an asker can be."""

Spans = tuple[tuple[int, int], ...]
"""(start_ms, end_ms), margins included, in order, none touching another."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One redaction in force, as the rule reads it."""

    start_ms: int
    end_ms: int
    open_to: str
    margin_ms: int = MARGIN_MS


def asking_as(listener: Listener, *, testimony_id: int, works_on: bool) -> str:
    """The narrowest audience that the listener belongs to for this testimony."""
    if works_on:
        return Audience.STAFF
    if testimony_id in listener.reading_room and reaches(listener.audience, Audience.READING_ROOM):
        return Audience.READING_ROOM
    return listener.audience


def kept_from(kept: Iterable[Kept], asking: str, duration_ms: int | None = None) -> Spans:
    """What is silenced and blanked for ``asking``; within the recording where its length is known."""
    widened = [
        (max(0, one.start_ms - one.margin_ms), one.end_ms + one.margin_ms)
        for one in kept
        if not reaches(one.open_to, asking)
    ]
    return joined(widened, duration_ms)


def joined(spans: Iterable[tuple[int, int]], duration_ms: int | None = None) -> Spans:
    """The spans in order, those that meet or nearly meet made one, cut off at the end of the recording."""
    result: list[tuple[int, int]] = []
    for start_ms, end_ms in sorted(spans):
        if duration_ms is not None:
            start_ms, end_ms = min(start_ms, duration_ms), min(end_ms, duration_ms)
        if end_ms <= start_ms:
            continue
        if result and start_ms - result[-1][1] < ISLAND_MS:
            result[-1] = (result[-1][0], max(end_ms, result[-1][1]))
        else:
            result.append((start_ms, end_ms))
    return tuple(result)


def wanted(kept: Sequence[Kept], duration_ms: int | None = None) -> tuple[Spans, ...]:
    """Every set of spans that some audience must be given silence for, each once, the public's first."""
    sets = dict.fromkeys(kept_from(kept, asking, duration_ms) for asking in ASKING)
    return tuple(spans for spans in sets if spans)


def touches(spans: Spans, start_ms: int, end_ms: int) -> bool:
    """Whether anything from ``start_ms`` to ``end_ms`` lies within the spans. A moment without length counts too."""
    return any((start_ms < end and start < end_ms) or start <= start_ms == end_ms <= end for start, end in spans)


def covers(spans: Spans, start_ms: int, end_ms: int) -> bool:
    """Whether all from ``start_ms`` to ``end_ms`` is silence already."""
    return any(start <= start_ms and end_ms <= end for start, end in spans)
