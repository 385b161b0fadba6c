"""What the index answers: everything counted honestly, one page of it in the order of the best hits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import tantivy

from search.asking import only, without
from search.documents import KINDS, PLACES_PER_TESTIMONY, SCHEMA

MOST_PLACES = 60_000
"""So many pairs of testimony and kind are counted in each language: enough for 20,000 testimonies."""

_COUNTS = {
    "languages": {
        "terms": {"field": "language", "size": 1000},
        "aggs": {"places": {"terms": {"field": "place", "size": MOST_PLACES}}},
    },
}


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


@dataclass(frozen=True, slots=True)
class Group:
    """A testimony that answers: its true number of hits, and its best ones, best first."""

    testimony: int
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer. ``counts`` holds every testimony that answers, on this page or not."""

    total: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for group in self.groups for hit in group.hits)


@dataclass(slots=True)
class Counted:
    """Everything that answers a question, parted into what may be seen and what may not, by place."""

    total: int = 0
    testimonies: dict[int, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)

    def within(self, query: tantivy.Query) -> tantivy.Query:
        """``query`` kept to what may be seen, by whichever list is the shorter: long ones cost time."""
        if not self.unseen:
            return query
        if len(self.seen) <= len(self.unseen):
            return only(query, tantivy.Query.term_set_query(SCHEMA, "place", sorted(self.seen)))
        return without(query, tantivy.Query.term_set_query(SCHEMA, "place", sorted(self.unseen)))


def count(searcher: tantivy.Searcher, query: tantivy.Query, among: Mapping[str, Collection[int]]) -> Counted:
    """Count in the index, by language and place, then keep the places in ``among``."""
    allowed = {
        KINDS.index(kind): testimonies if isinstance(testimonies, Set | range) else frozenset(testimonies)
        for kind, testimonies in among.items()
    }
    counted = Counted()
    for language in searcher.aggregate(query, _COUNTS)["languages"]["buckets"]:
        for bucket in language["places"]["buckets"]:
            place, number = int(bucket["key"]), int(bucket["doc_count"])
            testimony, kind = divmod(place, PLACES_PER_TESTIMONY)
            if testimony not in allowed.get(kind, ()):
                counted.unseen.add(place)
                continue
            counted.seen.add(place)
            counted.total += number
            counted.testimonies[testimony] = counted.testimonies.get(testimony, 0) + number
            counted.languages[language["key"]] = counted.languages.get(language["key"], 0) + number
    return counted


def page_of(
    searcher: tantivy.Searcher, query: tantivy.Query, counted: Counted, *, limit: int, offset: int, each: int
) -> tuple[Group, ...]:
    """``limit`` testimonies from ``offset`` on, in the order of their best hit. Only as many hits are looked at as needed."""
    counts = counted.testimonies
    wanted = min(offset + limit, len(counts))
    if wanted <= offset:
        return ()
    query = counted.within(query)
    reach = wanted * each * 4
    while True:
        scored = searcher.search(query, min(reach, counted.total), count=False).hits
        owners = searcher.fast_field_values("testimony", [address for _, address in scored])
        best: dict[int, list[tuple[Any, tantivy.DocAddress]]] = {}
        for (score, address), owner in zip(scored, owners, strict=True):
            best.setdefault(int(owner or 0), []).append((score, address))
        if len(best) >= wanted or reach >= counted.total:
            break
        reach *= 8
    groups: list[Group] = []
    for testimony in list(best)[offset : offset + limit]:
        shown = best[testimony][:each]
        if len(shown) < min(each, counts[testimony]):
            of_it = only(query, tantivy.Query.term_query(SCHEMA, "testimony", testimony))
            shown = searcher.search(of_it, each, count=False).hits
        hits = tuple(_hit(searcher.doc(address), score) for score, address in shown)
        groups.append(Group(testimony, counts[testimony], hits))
    return tuple(groups)


def _hit(document: tantivy.Document, score: float) -> Hit:
    held = {name: values[0] for name, values in document.to_dict().items()}
    return Hit(score=score, **held)
