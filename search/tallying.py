"""The index's answer: counted honestly, grouped by testimony, best first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import tantivy

from search.asking import any_of, only
from search.documents import KINDS, PLACES_PER_TESTIMONY, SCHEMA

MOST_PLACES = 65_000
"""So many triples of language, testimony and kind are counted in one answer; tantivy raises ``ValueError`` beyond.
Enough for some 15,000 testimonies that all answer, each in four languages."""

FEW = 4
"""Where less than one in so many answers may be seen, the index is asked for those alone; else they are picked out."""


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
    """One page of an answer. ``counts`` holds every testimony that answers, on this page or not, with its hits;
    ``languages`` the number of testimonies that answer in each language."""

    total: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for group in self.groups for hit in group.hits)


@dataclass(slots=True)
class Tally:
    """All that answers a question, and what of it may be seen. ``seen`` holds places, a testimony and a kind in one
    number each; ``everything`` counts the unseen too, the rest only the seen.
    """

    everything: int = 0
    total: int = 0
    testimonies: dict[int, int] = field(default_factory=dict)
    languages: dict[str, set[int]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def within(self, query: tantivy.Query) -> tantivy.Query:
        """``query`` kept to what may be seen."""
        return only(query, tantivy.Query.term_set_query(SCHEMA, "place", list(self.seen)))

    def within_one(self, query: tantivy.Query, testimony: int) -> tantivy.Query:
        """``query`` kept to what may be seen of one testimony."""
        places = (testimony * PLACES_PER_TESTIMONY + kind for kind in range(len(KINDS)))
        held = any_of(tantivy.Query.term_query(SCHEMA, "place", place) for place in places if place in self.seen)
        return only(query, held or tantivy.Query.empty_query())


def tally(searcher: tantivy.Searcher, query: tantivy.Query, among: Mapping[str, Collection[int]]) -> Tally:
    """Count in the index, by language and place, then keep the places in ``among``. Nothing else is ever told."""
    allowed = {
        KINDS.index(kind): testimonies if isinstance(testimonies, Set | range) else frozenset(testimonies)
        for kind, testimonies in among.items()
    }
    found = Tally()
    for language in searcher.aggregate(query, _COUNTS)["languages"]["buckets"]:
        for bucket in language["places"]["buckets"]:
            place, number = int(bucket["key"]), int(bucket["doc_count"])
            testimony, kind = divmod(place, PLACES_PER_TESTIMONY)
            found.everything += number
            if testimony in allowed.get(kind, ()):
                found.seen.add(place)
                found.total += number
                found.testimonies[testimony] = found.testimonies.get(testimony, 0) + number
                found.languages.setdefault(language["key"], set()).add(testimony)
    return found


def page_of(
    searcher: tantivy.Searcher, query: tantivy.Query, found: Tally, *, limit: int, offset: int, each: int
) -> tuple[Group, ...]:
    """``limit`` testimonies from ``offset`` on, in the order of their best hit.

    Only as many hits are looked at as the page needs.
    """
    wanted = min(offset + limit, len(found.testimonies))
    if wanted <= offset:
        return ()
    asked = found.within(query) if found.total * FEW < found.everything else query
    reach = wanted * each * 4
    while True:
        scored = searcher.search(asked, min(reach, found.everything), count=False).hits
        best = _by_testimony(searcher, scored, found.seen)
        if len(best) >= wanted or reach >= found.everything:
            break
        reach *= 8
    groups: list[Group] = []
    for testimony in list(best)[offset : offset + limit]:
        shown = best[testimony][:each]
        if len(shown) < min(each, found.testimonies[testimony]):
            shown = searcher.search(found.within_one(query, testimony), each, count=False).hits
        hits = tuple(_hit(searcher.doc(address), score) for score, address in shown)
        groups.append(Group(testimony, found.testimonies[testimony], hits))
    return tuple(groups)


def _by_testimony(
    searcher: tantivy.Searcher, scored: list[tuple[Any, tantivy.DocAddress]], seen: set[int]
) -> dict[int, list[tuple[Any, tantivy.DocAddress]]]:
    """The hits that may be seen, under their testimony; the best testimony first, in each the best hit."""
    found: dict[int, list[tuple[Any, tantivy.DocAddress]]] = {}
    places = searcher.fast_field_values("place", [address for _, address in scored])
    for one, place in zip(scored, places, strict=True):
        if place in seen:
            found.setdefault(int(place) // PLACES_PER_TESTIMONY, []).append(one)
    return found


def _hit(document: tantivy.Document, score: float) -> Hit:
    held = {name: values[0] for name, values in document.to_dict().items()}
    return Hit(score=score, **held)


_COUNTS = {
    "languages": {
        "terms": {"field": "language", "size": 1000},
        "aggs": {"places": {"terms": {"field": "place", "size": MOST_PLACES}}},
    },
}
