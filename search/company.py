"""The company that a question keeps: its collocates, measured among what the asker may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.answering import counts, occurrences
from search.collocates import MEASURES, Collocate, candidates, measured
from search.language.nodes import Fuzzy, Phrase, Prefix, Term
from search.lines import has_words, spoken_of
from search.searchable import Narrowing
from testimonies.consent.audiences import Listener

__all__ = ["Company", "company"]

MOST_READ = 250
"""Segments whose words are fetched to be counted beside each other; what is counted in them is taken as true of the
rest."""

NO_ACCIDENT = 3.84
"""Log-likelihood below which so much company is had by chance once in twenty times (χ², one degree of freedom)."""


@dataclass(frozen=True, slots=True)
class Company:
    """``total`` segments answer, ``looked_at`` of them were read, among ``segments`` that the asker may read;
    how often each word is said altogether was counted in ``counted`` of these.
    ``can_be_near``: the question is a single word or phrase, to which another can be near."""

    total: int = 0
    looked_at: int = 0
    segments: int = 0
    counted: int = 0
    can_be_near: bool = False
    collocates: Sequence[Collocate] = ()


def company(query: str, *, listener: Listener, narrowing: Narrowing, window: int, by: str) -> Company:
    """The words that stand within ``window`` words, sorted ``by`` one of :data:`~search.collocates.MEASURES`. Only
    words that come together more often than by chance."""
    found = occurrences(query, listener=listener, narrowing=narrowing, most=MOST_READ, drawn=True)
    if found.node is None or not has_words(found.node):
        return Company()
    spoken = spoken_of(found.hits, found.node, listener)
    near = candidates(spoken, window)
    numbers, segments, counted = counts([one.exact for one in near], listener=listener, narrowing=narrowing)
    told = measured(near, numbers, with_match=found.total, looked_at=len(spoken), segments=segments)
    firm = sorted((one for one in told if one.log_likelihood >= NO_ACCIDENT), key=MEASURES[by])
    near_to = isinstance(found.node, Term | Phrase | Prefix | Fuzzy)
    return Company(found.total, len(spoken), segments, counted, near_to, firm)
