"""Looking through a text for what could endanger somebody. Advice, not proof: it finds much, and misses some."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from testimonies.risk import lives, numbers, people
from testimonies.risk.kinds import Kind
from testimonies.risk.reading import Found, Reading, read

__all__ = ["Found", "scan"]

RULES: tuple[Callable[[Reading], Iterator[Found]], ...] = (
    numbers.emails,
    numbers.accounts,
    numbers.documents,
    numbers.telephones,
    numbers.addresses,
    people.children,
    lives.employers,
    people.names,
    lives.entries,
    lives.memberships,
    lives.convictions,
    lives.illnesses,
)
RANK = {
    kind: place
    for place, kind in enumerate(
        (Kind.EMAIL, Kind.BANK, Kind.DOCUMENT, Kind.TELEPHONE, Kind.CHILD, Kind.ADDRESS, Kind.EMPLOYER, Kind.NAME)
    )
}
"""Of these, one that lies over another of an earlier kind says nothing more."""
RANKED = "ranked"


def scan(text: str, language: str, *, own_words: Path | None = None, shown: Iterable[str] = ()) -> list[Found]:
    """What is found in ``text``, in its order; ``language`` is its tag (``es``, ``ar``; others: numbers and names).

    ``own_words``: a folder of further word lists. ``shown``: names that people chose to be shown by; no finding.
    Raises ValueError for a word list that cannot be read.
    """
    if not text.strip():
        return []
    reading = read(text, language, own_words, shown)
    found = [one for rule in RULES for one in rule(reading)]
    found.sort(key=lambda one: (RANK.get(one.kind, len(RANK)), one.start, one.start - one.end))
    taken: dict[str, list[Found]] = {}
    for one in found:
        others = taken.setdefault(RANKED if one.kind in RANK else one.kind, [])
        place = bisect(others, one)
        if not any(one.start < near.end and near.start < one.end for near in others[max(0, place - 1) : place + 1]):
            others.insert(place, one)
    return list(_joined(sorted(one for others in taken.values() for one in others), text))


def _joined(found: list[Found], text: str) -> Iterator[Found]:
    """Parts of one address or one number that stand side by side are one finding."""
    waiting: Found | None = None
    for one in found:
        between = text[waiting.end : one.start] if waiting else "?"
        if waiting and waiting.kind == one.kind == Kind.ADDRESS and not between.strip(" ,،-"):
            waiting = Found(waiting.start, one.end, one.kind, waiting.why)
            continue
        if waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting
