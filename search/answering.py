"""An answer to a question: what the index found, joined with what the asker may see at this very moment.

The index is asked by words alone and counts by cells (:mod:`search.cells`). What of that the asker may see is known in
memory, as of this moment (:mod:`search.knowledge`); what is shown is fetched once more from the database.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from django.utils.translation import get_language

from search import index
from search.answers import Answer, Facet, Found, Occurrences, Sort
from search.asked import Asked
from search.asking import only
from search.cells import KINDS, Cells, Mask, Numbers
from search.engine import IndexDamaged
from search.facets import facets
from search.joining import joined
from search.language.lexing import Mistake
from search.language.nodes import Phrase
from search.language.parser import Parsed, parse
from search.reading import among
from search.searchable import EVERYTHING, Narrowing
from testimonies.consent.audiences import Listener

__all__ = ["Answer", "Facet", "Found", "Occurrences", "Sort", "answer", "counts", "occurrences", "tallied"]

log = logging.getLogger(__name__)

PER_PAGE = 10
HITS_EACH = 3
MOST_PAGES = 1000
MOST_OCCURRENCES = 5000

MOST_COUNTED = 50_000
"""Segments among which words are counted one by one; more are judged by a sample of whole testimonies."""
_SCATTERING = 2_654_435_761  # Knuth's multiplier: neighbours come to stand far from each other

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
    language: str | None = None,
) -> Occurrences:
    """Every place where it was said, in the order of testimonies and time: what a concordance shows."""
    parsed = parse(query, language or get_language() or "en")
    if parsed.node is None:
        return Occurrences()
    try:
        with index.reading() as reading:
            asked = Asked.of(parsed.node, reading, listener, narrowing)
            tally = asked.tally(_spoken)
            return Occurrences(tally.first(min(most, MOST_OCCURRENCES)), tally.total, asked.fields.node)
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return Occurrences((), 0, parsed.node)


def counts(
    words: Sequence[str], *, listener: Listener, narrowing: Narrowing = EVERYTHING
) -> tuple[list[int], int, int]:
    """In how many segments that ``listener`` may read each of these words stands, in this form; how many segments
    there are; and in how many of them the words were counted: where these are fewer, what was counted is taken as true
    of the rest. What else there is has no part in it."""
    try:
        with index.reading() as reading:
            everything = Asked.of(None, reading, listener, narrowing)
            cells = everything.wanted(_spoken)
            held = (Asked.of(Phrase(word), reading, listener, narrowing, view=everything.view) for word in words)
            if cells.total <= MOST_COUNTED:
                return [one.wanted(_spoken).total for one in held], cells.total, cells.total
            some = cells.only(np.isin(cells.testimony, _sample(cells)))
            within = among(some.numbers)
            counted = [reading.count(only(one.query, within)) if one.query else 0 for one in held]
            return [round(one * cells.total / some.total) for one in counted], cells.total, some.total
    except IndexDamaged:
        log.error("the index is damaged; it will be built anew")
        return [0] * len(words), 0, 0


def _spoken(cells: Cells) -> Mask:
    return np.isin(cells.kind, _SPOKEN)


def _sample(cells: Cells) -> Numbers:
    """Testimonies drawn by their keys, always the same, with :data:`MOST_COUNTED` segments or a few more."""
    keys, numbers = cells.by_testimony()
    order = np.argsort(keys * _SCATTERING % 2**32, kind="stable")
    return keys[order[: 1 + int(np.searchsorted(np.cumsum(numbers[order]), MOST_COUNTED))]]


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
