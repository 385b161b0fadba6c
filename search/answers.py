"""What an answer consists of; frozen, for pages, exports and feeds alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from search.engine import Hit
from search.language.lexing import Mistake
from search.language.nodes import Node
from search.seen import Card

__all__ = ["Answer", "Facet", "Found", "Occurrences", "Runs", "Sort"]

Runs = list[tuple[str, bool]]


class Sort(StrEnum):
    """The order of the testimonies in an answer; in the order of ``TIME`` their hits stand as they were spoken."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: its words in runs of (text, matched), where it is heard (``sound_url``, empty where it may not), and the
    lasting address by which it is cited (``cite_url``, empty for what is no part of a recording).

    ``kind`` is ``segment``, ``translation``, ``passage`` or ``description``. ``original`` goes with a translation: the
    words of the speaker at the same time, unmarked; ``None`` where they may not be read.
    """

    kind: str
    runs: Runs
    language: str
    direction: str
    start_ms: int | None = None
    end_ms: int | None = None
    play_ms: int | None = None
    page_url: str = ""
    sound_url: str = ""
    cite_url: str = ""
    review_state: str = ""
    speaker: str = ""
    segment_pk: int | None = None
    original: Found | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """A value one can narrow to, and how many testimonies, and hits in them, the answer would have then.

    ``children`` are the finer values below it: of a country its roles, of a group of themes the themes.
    """

    value: str
    label: str
    testimonies: int
    hits: int
    chosen: bool = False
    children: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of an answer. ``groups`` are (testimony, its number of hits, the best of them).

    ``facets`` are counted over the whole answer, for this asker. What is chosen of a facet does not narrow that facet's
    own counts; what is chosen of all others does. ``suggestion`` is a question that would find more, or ``""``.
    ``cut`` are beginnings of words of which only the commonest forms were searched. ``unready``: the index is being
    built, and answers nothing yet.
    """

    query: str
    node: Node | None = None
    mistakes: tuple[Mistake, ...] = ()
    suggestion: str = ""
    hits: int = 0
    testimonies: int = 0
    groups: Sequence[tuple[Card, int, list[Found]]] = ()
    facets: Mapping[str, list[Facet]] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    unready: bool = False


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where something was said: ``hits`` are at most so many as were asked for, ``total`` counts all."""

    hits: Sequence[Hit] = ()
    total: int = 0
    node: Node | None = None
