"""The index's answer: counted honestly, grouped by testimony, best first.

A testimony stands where its best passage puts it, moved up by how much of it answers: the share of what answers in it,
saturated and weighed by its length as BM25 weighs a word in a text (Robertson and Zaragoza 2009). So an hour in which
three passages speak of it does not drown five minutes of which one does, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import tantivy
from numpy.typing import NDArray

from search.asking import Asking
from search.cells import KINDS, Cells, Mask, Numbers, language_code, language_tag
from search.language.nodes import Node
from search.language.words import base_language
from search.reading import REACH, Counted, Hit, Reading, Scored, within

__all__ = ["Group", "Results", "Sees", "Tally", "at", "drawn_from", "results"]

FEW = 4
"""Where less than one in so many answers may be seen, the index is asked for those alone; else they are picked out."""

SATURATION, LENGTH = 1.2, 0.75

_SCATTERING = 2_654_435_761  # Knuth's multiplier: neighbours come to stand far from each other

Sees = Callable[[Cells], Mask]
"""Which of some cells the asker may see, and wants to."""


@dataclass(frozen=True, slots=True)
class Group:
    """A testimony that answers: its true number of hits, and its best ones, best first."""

    testimony: int
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer. ``counts`` holds every testimony that answers, on this page or not, with its hits;
    ``languages`` the number of testimonies that answer in each language."""

    total: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for group in self.groups for hit in group.hits)


@dataclass(frozen=True)
class Tally:
    """All that answers a query, and what of it is ``seen``. Nothing else is ever told."""

    reading: Reading
    query: tantivy.Query
    everything: Counted
    sees: Sees
    seen: Cells
    testimonies: Numbers
    counts: Numbers

    @classmethod
    def of(
        cls, reading: Reading, query: tantivy.Query, everything: Counted, sees: Sees, seen: Cells | None = None
    ) -> Tally:
        """``seen``: what ``sees`` says of ``everything``, where it was asked already."""
        seen = everything.cells.only(sees(everything.cells)) if seen is None else seen
        return cls(reading, query, everything, sees, seen, *seen.by_testimony())

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    def by_relevance(self) -> tuple[Numbers, Scored]:
        """The testimonies, best first; and the best hits, as far as they were looked at."""
        scored = self._best()
        weight = self._share()
        best = np.zeros(len(self.testimonies))
        found, first = np.unique(scored.cells.testimony, return_index=True)
        best[np.searchsorted(self.testimonies, found)] = np.asarray(scored.scores, dtype=float)[first]
        order = np.lexsort((self.testimonies, -weight, -best * (1 + weight)))
        return self.testimonies[order], scored

    def unscored(self) -> Scored:
        """No hits, for an order to which the best ones say nothing."""
        return _joined([])

    def groups(self, testimonies: Sequence[int], scored: Scored, *, each: int, in_time: bool) -> tuple[Group, ...]:
        """These testimonies with ``each`` of their hits: the best, or the first ``in_time``."""
        counts = [int(self.counts[np.searchsorted(self.testimonies, one)]) for one in testimonies]
        complete = len(scored.addresses) == self.total
        held = {one: np.flatnonzero(scored.cells.testimony == one)[:each] for one in testimonies}
        lacking = [
            one
            for one, count in zip(testimonies, counts, strict=True)
            if in_time or (not complete and len(held[one]) < min(each, count))
        ]
        more = self._of(lacking, in_time=in_time)
        parts = [
            more.only(np.flatnonzero(more.cells.testimony == one)[:each]) if one in lacking else scored.only(held[one])
            for one in testimonies
        ]
        hits = iter(self.reading.hits(_joined(parts)))
        return tuple(
            Group(int(testimony), count, tuple(next(hits) for _ in part.addresses))
            for testimony, count, part in zip(testimonies, counts, parts, strict=True)
        )

    def first(self, limit: int) -> list[Hit]:
        """The first hits in the order of testimonies, recordings and time."""
        if not self.total or limit < 1:
            return []
        if len(self.seen) < len(self.everything.cells):
            reach = limit * FEW
            if self.total * FEW >= self.everything.cells.total:
                scored = self.reading.in_order(self.query, reach)
                scored = scored.only(self.sees(scored.cells))
                if len(scored.addresses) >= min(limit, self.total):
                    return self.reading.hits(scored.only(slice(limit)))
            return self.reading.hits(self.reading.in_order(within(self.query, self.seen.numbers), limit))
        return self.reading.hits(self.reading.in_order(self.query, limit))

    def drawn(self, limit: int) -> list[Hit]:
        """So many hits, of testimonies drawn at random, always the same ones, in the same order."""
        if self.total <= limit:
            return self.first(limit)
        few = np.isin(self.seen.testimony, drawn_from(self.seen, limit))
        return self.reading.hits(self.reading.in_order(within(self.query, self.seen.numbers[few]), limit))

    def _best(self) -> Scored:
        """Of these as many as are ranked by what they say; testimonies beyond follow by how much of them answers."""
        wanted = min(REACH, self.total)
        if not wanted:
            return _joined([])
        best = self.everything.best
        if self.everything.is_whole or (best.addresses and self.total * FEW >= self.everything.cells.total):
            scored = best.only(self.sees(best.cells))
            if self.everything.is_whole or len(scored.addresses) >= wanted // (2 * FEW):
                return scored
        return self.reading.best(within(self.query, self.seen.numbers), wanted)

    def _of(self, testimonies: Sequence[int], *, in_time: bool) -> Scored:
        """All hits in these, best first or ``in_time``: asked for in one, for some questions cost much to begin."""
        own = np.isin(self.seen.testimony, testimonies)
        if not own.any():
            return _joined([])
        query, limit = within(self.query, self.seen.numbers[own]), int(self.seen.counts[own].sum())
        return self.reading.in_order(query, limit) if in_time else self.reading.best(query, limit)

    def _share(self) -> NDArray[np.float64]:
        lengths = self.reading.lengths
        length: NDArray[np.float64] = at(lengths, self.testimonies).clip(1).astype(np.float64)
        average = max(1.0, float(lengths.sum()) / max(1, int(np.count_nonzero(lengths))))
        count: NDArray[np.float64] = self.counts.astype(np.float64)
        return count / (count + SATURATION * (1 - LENGTH + LENGTH * length / average))


def results(
    reading: Reading,
    node: Node,
    *,
    among: Mapping[str, Collection[int]],
    languages: Collection[str] = (),
    limit: int,
    offset: int,
    each: int,
) -> Results:
    """A page of the answer among these testimonies, by kind, and in these languages (all where there are none)."""
    query = Asking(reading.languages, searcher=reading.searcher).query(node)
    if query is None:
        return Results()
    codes = [language_code(base_language(tag)) for tag in languages]
    allowed = {KINDS.index(kind): np.fromiter(some, np.int64, len(some)) for kind, some in among.items()}

    def sees(cells: Cells) -> Mask:
        kept = np.zeros(len(cells), bool)
        for kind, some in allowed.items():
            kept |= (cells.kind == kind) & np.isin(cells.testimony, some)
        return kept & np.isin(cells.language, codes) if languages else kept

    tally = Tally.of(reading, query, reading.counted(query), sees)
    ordered, scored = tally.by_relevance()
    found = np.unique(np.stack([tally.seen.language, tally.seen.testimony]), axis=1)[0]
    tags, numbers = np.unique(found, return_counts=True)
    return Results(
        tally.total,
        dict(zip(tally.testimonies.tolist(), tally.counts.tolist(), strict=True)),
        {language_tag(tag): number for tag, number in zip(tags.tolist(), numbers.tolist(), strict=True)},
        tally.groups(ordered[offset : offset + limit].tolist(), scored, each=each, in_time=False),
    )


def drawn_from(cells: Cells, documents: int) -> Numbers:
    """Testimonies drawn by their keys, always the same, that have so many documents in these cells, or a few more."""
    keys, numbers = cells.by_testimony()
    order = np.argsort(keys * _SCATTERING % 2**32, kind="stable")
    return keys[order[: 1 + int(np.searchsorted(np.cumsum(numbers[order]), documents))]]


def at(table: Numbers, keys: Numbers) -> Numbers:
    """What stands in ``table`` at ``keys``; 0 beyond its end."""
    inside = keys < len(table)
    return np.where(inside, table[np.where(inside, keys, 0)], 0) if len(table) else np.zeros_like(keys)


def _joined(parts: Sequence[Scored]) -> Scored:
    numbers = np.concatenate([np.empty(0, np.int64), *(part.cells.numbers for part in parts)])
    return Scored(
        [address for part in parts for address in part.addresses],
        [score for part in parts for score in part.scores],
        Cells(numbers, np.ones(len(numbers), np.int64)),
    )
