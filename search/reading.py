"""The index as it stood at one moment: counted, searched, and read out in columns."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import tantivy

from search.asking import only
from search.cells import KINDS, Cells, Numbers, language_tag
from search.documents import SCHEMA, SEQUENCE, TAKEN, start_ms_of

__all__ = ["ALL", "REACH", "Counted", "Hit", "Reading", "Scored", "within"]

log = logging.getLogger(__name__)

MOST_CELLS = 60_000
"""So many cells are counted in one pass; tantivy refuses to count 65,000. What has more is counted in parts."""

MOST_REMEMBERED = 64

AT_ONCE = 20
"""So many questions can be told apart by the sum of their scores, powers of two in a number of 24 bits."""

MOST_LOOKED_AT = 50_000
"""Answers that are looked at one by one, where it is known that there are no more: quicker than two passes."""

REACH = 2_000
"""So many hits are ranked by what they say. What has fewer is known with them, and needs no counting."""

ALL = tantivy.Query.all_query()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that answers. ``recording`` is 0 where it belongs to none."""

    key: str
    kind: str
    testimony: int
    recording: int
    start_ms: int
    language: str
    score: float

    @property
    def number(self) -> int:
        """The key of the row in the database that it stands for."""
        return int(self.key.rpartition(":")[2])


@dataclass(frozen=True)
class Scored:
    """Documents in an order, with the cell of each."""

    addresses: Sequence[tantivy.DocAddress]
    scores: Sequence[float]
    cells: Cells

    def only(self, kept: Any) -> Scored:
        """Those for which ``kept`` (one truth for each) holds, or those at these places."""
        places = np.arange(len(self.addresses))[kept]
        return Scored(
            [self.addresses[place] for place in places],
            [self.scores[place] for place in places],
            self.cells.only(places),
        )


@dataclass(frozen=True)
class Counted:
    """All that answers, whoever may see it: how many documents in each cell, and the best of them."""

    cells: Cells
    best: Scored

    @property
    def is_whole(self) -> bool:
        """Whether the best ones are all there are."""
        return len(self.best.addresses) == self.cells.total


class Reading:
    """A searcher, with what is the same for every question asked of it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._remembered: OrderedDict[Hashable, Counted] = OrderedDict()

    @property
    def sequence(self) -> int:
        """It holds all that was committed by transactions below this number; 0 where nothing was ever written."""
        return self._note[0]

    @property
    def taken(self) -> frozenset[int]:
        """The keys of later changes that it holds too."""
        return self._note[1]

    @cached_property
    def _note(self) -> tuple[int, frozenset[int]]:
        found = self.searcher.search(tantivy.Query.term_query(SCHEMA, "kind", SEQUENCE), 1).hits
        if not found:
            return 0, frozenset()
        note = self.searcher.doc(found[0][1])
        return int(note.get_first(SEQUENCE) or 0), frozenset(int(key) for key in note.get_all(TAKEN))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages (subtags alone) in which anything is held, sorted."""
        return tuple(sorted(language for language, _ in self.searcher.terms_with_prefix("language", "")))

    @cached_property
    def lengths(self) -> Numbers:
        """How many documents there are of each testimony, by its key."""
        return np.bincount(self.everything.testimony, weights=self.everything.counts).astype(np.int64)

    @cached_property
    def everything(self) -> Cells:
        """All documents, by cell."""
        return self.cells(ALL)

    @cached_property
    def _cuts(self) -> list[int]:
        """The cells at which the archive is cut into parts of which each can be counted in one pass."""
        numbers = np.sort(self.everything.numbers)
        parts = -(-len(numbers) // MOST_CELLS)
        return [0, *(int(numbers[len(numbers) * part // parts]) for part in range(1, parts)), _BEYOND]

    def cells(self, query: tantivy.Query, *, most: int = 0) -> Cells:
        """How many documents answer, by cell: all of them, whoever may see them. ``most``: as many as may answer, where
        that is known; too many for one pass are counted in parts at the same time."""
        if most <= MOST_CELLS or len(self._cuts) == 2:
            return self._counted(query, 0, _BEYOND)
        with ThreadPoolExecutor(os.cpu_count()) as workers:  # of its own: threads do not outlive a fork
            return _together(list(workers.map(lambda part: self._counted(query, *part), pairwise(self._cuts))))

    def counted(self, query: tantivy.Query, *, dear: bool = False, most: int = 0) -> Counted:
        """What answers: in one pass where it is little, or known not to be much, in two elsewhere. ``dear``: where each
        pass takes long, as of words near each other, both go on at the same time. ``most`` as in :meth:`cells`."""
        if dear:
            with ThreadPoolExecutor(1) as beside:
                counting = beside.submit(self.cells, query, most=most)
                best = self.best(query, REACH)
                return Counted(counting.result(), best)
        limit = most if REACH < most <= MOST_LOOKED_AT else REACH
        found = self.searcher.search(query, limit, count=False).hits
        scored = self._scored(found)
        if len(found) == limit != most:
            return Counted(self.cells(query, most=most), scored)
        return Counted(Cells.counted(scored.cells.numbers), scored.only(slice(REACH)))

    def remembered(self, key: Hashable | None, query: tantivy.Query, *, dear: bool = False, most: int = 0) -> Counted:
        """The same, kept under ``key`` for whoever asks again: for a next page, or narrowed. ``None`` keeps nothing."""
        if key is None:
            return self.counted(query, dear=dear, most=most)
        held = self._remembered.get(key)
        if held is None:
            held = self._remembered[key] = self.counted(query, dear=dear, most=most)
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return held

    def answered(self, queries: Sequence[tantivy.Query], testimonies: Numbers) -> Iterator[Cells]:
        """For each of ``queries`` how many documents of these testimonies answer it, by cell: in one pass for every
        :data:`AT_ONCE`. For some thousand documents: each that answers any is looked at."""
        held = tantivy.Query.term_set_query(SCHEMA, "testimony", testimonies.tolist())
        most = max(1, int(self.lengths[testimonies].sum()))
        for first in range(0, len(queries), AT_ONCE):
            some = queries[first : first + AT_ONCE]
            apart = [tantivy.Query.const_score_query(query, float(1 << place)) for place, query in enumerate(some)]
            either = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in apart])
            found = self._scored(self.searcher.search(only(either, held), most, count=False).hits)
            scores = np.array(found.scores, dtype=np.int64)
            for place in range(len(some)):
                yield Cells.counted(found.cells.numbers[scores >> place & 1 == 1])

    def best(self, query: tantivy.Query, limit: int) -> Scored:
        """The documents that answer best, by the words alone."""
        return self._scored(self.searcher.search(query, limit, count=False).hits)

    def in_order(self, query: tantivy.Query, limit: int) -> Scored:
        """The first documents that answer, in the order of testimonies, recordings and time."""
        found = self.searcher.search(query, limit, count=False, order_by_field="moment", order=tantivy.Order.Asc)
        return self._scored(found.hits)

    def hits(self, scored: Scored) -> list[Hit]:
        columns = (
            self.searcher.fast_field_values(name, list(scored.addresses)) for name in ("number", "recording", "moment")
        )
        cells = scored.cells
        return [
            Hit(
                key=f"{_ROW_OF[kind]}:{number}",
                kind=KINDS[kind],
                testimony=testimony,
                recording=recording,
                start_ms=start_ms_of(moment),
                language=language_tag(language),
                score=score,
            )
            for number, recording, moment, kind, testimony, language, score in zip(
                *columns,
                cells.kind.tolist(),
                cells.testimony.tolist(),
                cells.language.tolist(),
                scored.scores,
                strict=True,
            )
        ]

    def _scored(self, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> Scored:
        addresses = [address for _, address in found]
        scores = [score for score, _ in found]
        cells = self.searcher.fast_field_values("cell", addresses)
        there = np.ones(len(cells), bool)
        if None in cells:  # the note of the sequence
            there = np.array([one is not None for one in cells])
            cells = [one or 0 for one in cells]
        every = Scored(addresses, scores, Cells(np.array(cells, np.int64), np.ones(len(cells), np.int64)))
        return every if there.all() else every.only(there)

    def _counted(self, query: tantivy.Query, first: int, beyond: int) -> Cells:
        """Counted in one pass; in two halves where there are too many cells between these numbers."""
        part = query if beyond - first == _BEYOND else only(query, _between(first, beyond))
        try:
            held = self.searcher.aggregate(part, _BY_CELL)["cells"]
        except ValueError as error:
            if "bucket" not in str(error).lower():  # tantivy has one class for all its errors
                raise
            held = {"sum_other_doc_count": 1}
        if not held["sum_other_doc_count"]:
            return Cells.of(held["buckets"])
        highest = min(beyond, int(self._highest(part)) + 1)
        middle = (first + highest) // 2
        log.debug("the cells are counted in two halves")
        return _together([self._counted(query, first, middle), self._counted(query, middle, highest)])

    def _highest(self, query: tantivy.Query) -> float:
        return float(self.searcher.aggregate(query, {"highest": {"max": {"field": "cell"}}})["highest"]["value"] or 0)


def within(query: tantivy.Query, cells: Numbers) -> tantivy.Query:
    """``query`` kept to these cells."""
    return only(query, tantivy.Query.term_set_query(SCHEMA, "cell", cells.tolist())) if len(cells) else _NOTHING


def _between(first: int, beyond: int) -> tantivy.Query:
    return tantivy.Query.range_query(
        SCHEMA, "cell", tantivy.FieldType.Unsigned, first, beyond, include_lower=True, include_upper=False
    )


def _together(parts: Sequence[Cells]) -> Cells:
    """What was counted in parts, of which none has a cell of another."""
    return Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("numbers", "counts")))


_BEYOND = 1 << 62
_NOTHING = tantivy.Query.empty_query()
_BY_CELL = {"cells": {"terms": {"field": "cell", "size": MOST_CELLS}}}
_ROW_OF = ["segment" if kind not in ("description", "passage") else kind for kind in KINDS]
