"""An answer to a question: what the index found, joined with what the asker may see at this very moment.

The index is asked by words alone and counts by cells (:mod:`search.cells`). What of that the asker may see is known in
memory, as of this moment (:mod:`search.knowledge`); what is shown is fetched once more from the database.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import tantivy
from django.utils.translation import get_language

from search import index
from search.answers import Answer, Facet, Found, Occurrences, Sort
from search.asked import Asked
from search.cells import KINDS, Cells, Mask
from search.engine import IndexDamaged
from search.facets import facets
from search.joining import joined
from search.language.lexing import Mistake
from search.language.nodes import Phrase
from search.language.parser import Parsed, parse
from search.searchable import EVERYTHING, Narrowing
from search.tallying import drawn_from
from testimonies.consent.audiences import Listener

__all__ = ["Answer", "Facet", "Found", "Occurrences", "Sort", "answer", "counts", "occurrences", "tallied"]

log = logging.getLogger(__name__)

PER_PAGE = 10
HITS_EACH = 3
MOST_PAGES = 1000
MOST_OCCURRENCES = 5000

MOST_DRAWN = 600
"""Testimonies drawn at random, in which common words are counted; and about so many segments of theirs:"""
MOST_COUNTED = 20_000
COMMON = 30
"""A word that stands in so many of the testimonies drawn is common enough to take what is counted there as true of the
rest; any other is counted wherever it stands."""

_SPOKEN = [place for place, kind in enumerate(KINDS) if kind not in ("description", "passage")]


def answer(
    query: str,
    *,
    listener: Listener,
    narrowing: Narrowing = EVERYTHING,
    sort: Sort | str = Sort.RELEVANCE,
    page: int = 1,
    language: str | None = None,
) -> Answer:
    """Search for ``query`` as ``listener``. A mistake in it is reported beside the answer to its plain reading.

    ``language`` is that of the asker's interface, in whose words fields can be named (default: the active one).
    """
    parsed = parse(query, language or get_language() or "en")
    if parsed.node is None:
        return Answer(query, None, parsed.mistakes)
    asked = None
    try:
        with index.reading() as reading:
            asked = Asked.of(parsed.node, reading, listener, narrowing)
            return _answer(query, asked, parsed.mistakes, Sort(sort), min(max(page, 1), MOST_PAGES))
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return Answer(query, asked.fields.node if asked else parsed.node, parsed.mistakes, unready=True)


def occurrences(
    query: str,
    *,
    listener: Listener,
    narrowing: Narrowing = EVERYTHING,
    most: int = MOST_OCCURRENCES,
    drawn: bool = False,
    language: str | None = None,
) -> Occurrences:
    """Every place where it was said, in the order of testimonies and time: what a concordance shows. ``drawn``: where
    there are more than ``most``, those of testimonies drawn at random; else the first."""
    parsed = parse(query, language or get_language() or "en")
    if parsed.node is None:
        return Occurrences()
    try:
        with index.reading() as reading:
            asked = Asked.of(parsed.node, reading, listener, narrowing)
            tally = asked.tally(_spoken)
            hits = tally.drawn(most) if drawn else tally.first(min(most, MOST_OCCURRENCES))
            return Occurrences(hits, tally.total, asked.fields.node)
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return Occurrences((), 0, parsed.node)


def counts(
    words: Sequence[str], *, listener: Listener, narrowing: Narrowing = EVERYTHING
) -> tuple[list[int], int, int]:
    """In how many segments that ``listener`` may read each of these words stands, in this form; how many segments
    there are; and in how many of them common words were counted (:data:`COMMON`): where these are fewer, what was
    counted is taken as true of the rest. What else there is has no part in it."""
    try:
        with index.reading() as reading:
            everything = Asked.of(None, reading, listener, narrowing)
            cells = everything.wanted(_spoken)
            drawn = drawn_from(cells, MOST_COUNTED)[:MOST_DRAWN]
            part = cells.only(np.isin(cells.testimony, drawn)).total
            asked = [Asked.of(Phrase(word), reading, listener, narrowing, view=everything.view) for word in words]
            if part == cells.total:
                return [one.wanted(_spoken).total for one in asked], part, part
            found = reading.answered([one.query or tantivy.Query.empty_query() for one in asked], drawn)
            told = []
            for one, some in zip(asked, found, strict=True):
                seen = one.wanted(_spoken, some)
                is_common = len(np.unique(seen.testimony)) >= COMMON
                told.append(round(seen.total * cells.total / part) if is_common else one.wanted(_spoken).total)
            return told, cells.total, part
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return [0] * len(words), 0, 0


def _spoken(cells: Cells) -> Mask:
    return np.isin(cells.kind, _SPOKEN)


def tallied(
    query: str | None, *, listener: Listener, narrowing: Narrowing = EVERYTHING, language: str | None = None
) -> Answer:
    """What a concordance is counted by: an answer without its words, of what was spoken alone. ``None`` asks for all
    that was."""
    parsed = Parsed(None) if query is None else parse(query, language or get_language() or "en")
    if query is not None and parsed.node is None:
        return Answer(query, None, parsed.mistakes)
    try:
        with index.reading() as reading:
            asked = Asked.of(parsed.node, reading, listener, narrowing)
            return _tallied(query or "", asked, parsed.mistakes)
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return Answer(query or "", parsed.node, parsed.mistakes, unready=True)


def _tallied(query: str, asked: Asked, mistakes: Sequence[Mistake]) -> Answer:
    allowed = asked.allowed
    spoken = allowed.only(_spoken(allowed))
    kept = spoken.only(asked.chosen.all(spoken))
    return Answer(
        query=query,
        node=asked.fields.node,
        mistakes=tuple(sorted((*mistakes, *asked.fields.mistakes), key=lambda one: one.position)),
        suggestion="" if kept.total else asked.suggestion(query),
        hits=kept.total,
        testimonies=len(kept.by_testimony()[0]),
        facets=facets(spoken, asked.chosen, asked.narrowing.chosen, asked.view),
        cut=asked.cut,
        unready=not asked.reading.sequence,
    )


def _answer(query: str, asked: Asked, mistakes: Sequence[Mistake], sort: Sort, page: int) -> Answer:
    tally = asked.tally()
    ordered, scored = asked.ordered(tally, sort)
    wanted = ordered[(page - 1) * PER_PAGE : page * PER_PAGE].tolist()
    groups = tally.groups(wanted, scored, each=HITS_EACH, in_time=sort == Sort.TIME)
    return Answer(
        query=query,
        node=asked.fields.node,
        mistakes=tuple(sorted((*mistakes, *asked.fields.mistakes), key=lambda one: one.position)),
        suggestion="" if tally.total else asked.suggestion(query),
        hits=tally.total,
        testimonies=len(tally.testimonies),
        groups=joined(groups, asked.fields.node, asked.view.permit.listener),
        facets=facets(asked.allowed, asked.chosen, asked.narrowing.chosen, asked.view),
        cut=asked.cut,
        unready=not asked.reading.sequence,
    )
