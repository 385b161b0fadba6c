"""Keyword in context: every place at which something is said, in the order of what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.addresses import cite_address, moment_address
from search.answering import Occurrences, occurrences
from search.lines import Line, has_words, lines_of, neighbours, spoken_of
from search.searchable import Narrowing
from search.seen import Card
from search.sight import sight_of
from testimonies.consent.audiences import Listener

__all__ = ["PER_PAGE", "SORTS", "Concordance", "Shown", "concordance", "lines_to_sort"]

PER_PAGE = 50
SPARE = 15
"""So many segments more than a page has lines are fetched: of some, nothing may be read."""
MOST_PAGED = 1_000
"""Segments whose lines can be paged through as they were found; the rest is said to be left out."""
MOST_SORTED = 400
"""Segments whose words are fetched to be sorted: more would take too long. The rest is said to be left out."""
MOST_IN_A_FILE = 5_000
AROUND = 90
"""Characters shown to either side, whole words."""

SORTS: dict[str, str | Promise] = {
    "": _("as found"),
    "left1": _("1st word before"),
    "left2": _("2nd word before"),
    "left3": _("3rd word before"),
    "right1": _("1st word after"),
    "right2": _("2nd word after"),
    "right3": _("3rd word after"),
    "speaker": _("speaker"),
    "country": _("country"),
    "date": _("date of the interview"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it is shown. ``before`` and ``after`` go on into the neighbouring segments (``further_before``,
    ``further_after``), as far as there is room."""

    line: Line
    testimony: Card
    countries: tuple[str, ...]
    further_before: str
    before: str
    after: str
    further_after: str
    sound_url: str

    @property
    def key(self) -> str:
        return self.line.key

    @property
    def read_address(self) -> str:
        recording = self.line.spoken.recording
        return moment_address(recording.page_url, recording.position, self.line.at_ms)

    @property
    def cite_address(self) -> str:
        segment = self.line.spoken.segment
        end_ms = max(segment.end_ms, segment.start_ms + 1)
        position = self.line.spoken.recording.position
        return cite_address(self.testimony.accession_number, position, segment.start_ms, end_ms)


@dataclass(frozen=True, slots=True)
class Concordance:
    """One page. ``total`` counts every segment that answers; the lines of ``among`` of them can be paged through and,
    where there is an order, stand in it. ``pages``: at least so many where ``goes_on``. ``wordless``: the question has
    no word that could stand in the middle."""

    total: int = 0
    lines: Sequence[Shown] = ()
    pages: int = 0
    among: int = 0
    goes_on: bool = False
    wordless: bool = False

    @property
    def is_cut(self) -> bool:
        return self.among < self.total


def concordance(query: str, *, listener: Listener, narrowing: Narrowing, sort: str = "", page: int = 1) -> Concordance:
    """The lines of one page. Without an order no more words are fetched than the pages up to this one have: every
    segment has one line at least."""
    most = MOST_SORTED if sort else MOST_PAGED
    reach = most if sort else min(page * PER_PAGE + SPARE, most)
    found = occurrences(query, listener=listener, narrowing=narrowing, most=reach)
    if found.node is None or not has_words(found.node):
        return Concordance(wordless=found.node is not None)
    every = lines_to_sort(found, listener, sort, around=not sort and page == 1)
    among = min(found.total, most)
    goes_on = len(found.hits) < among
    return Concordance(
        total=found.total,
        lines=shown(every[(page - 1) * PER_PAGE : page * PER_PAGE], listener),
        pages=max(-(-len(every) // PER_PAGE), page + 1 if goes_on else 0),
        among=among,
        goes_on=goes_on,
    )


def lines_to_sort(found: Occurrences, listener: Listener, sort: str, *, around: bool = False) -> list[Line]:
    """Every line of the segments that were found, in order. ``around`` as in :func:`spoken_of`."""
    if found.node is None:
        return []
    lines = [line for one in spoken_of(found.hits, found.node, listener, around=around) for line in lines_of(one)]
    if sort in ("country", "date"):
        return _by_testimony(lines, listener, sort)
    return sorted(lines, key=_ORDERS[sort]) if sort else lines


def shown(lines: Sequence[Line], listener: Listener) -> list[Shown]:
    """With all that a page or a file tells of them; the number of queries does not depend on their number."""
    numbers = {line.spoken.recording.testimony_id for line in lines}
    sight = sight_of(listener)
    testimonies, countries = sight.cards(numbers), sight.countries(numbers)
    around = neighbours(lines, listener)
    told = []
    for line in lines:
        recording = line.spoken.recording
        testimony = testimonies.get(recording.testimony_id)
        if testimony is not None:
            earlier, later = around.get(line.spoken.segment.pk, ("", ""))
            before, after = _end_of(line.before, AROUND), _beginning_of(line.after, AROUND)
            told.append(
                Shown(
                    line,
                    testimony,
                    tuple(countries.get(testimony.pk, ())),
                    _end_of(earlier, AROUND - len(before)) if before == line.before else "",
                    before,
                    after,
                    _beginning_of(later, AROUND - len(after)) if after == line.after else "",
                    recording.sound_url,
                )
            )
    return told


def _by_testimony(lines: list[Line], listener: Listener, sort: str) -> list[Line]:
    """By country or by date; those of which neither is told come last. Within a testimony, as it is said."""
    numbers = {line.spoken.recording.testimony_id for line in lines}
    told: dict[int, Any]
    if sort == "country":
        told = {pk: sorted(map(str.casefold, some)) for pk, some in sight_of(listener).countries(numbers).items()}
    else:
        told = sight_of(listener).days(numbers)

    def place(line: Line) -> tuple[Any, ...]:
        number = line.spoken.recording.testimony_id
        known = number in told
        return (not known, told[number] if known else 0, number, *line.place)

    return sorted(lines, key=place)


def _beside(words: tuple[str, ...], first: int) -> tuple[str, ...]:
    """The word that is sorted by, then those behind it, then those before it, outward; missing ones first."""
    padded = (*words, "", "", "")[:3]
    return (*padded[first:], *padded[:first])


def _by_word(before: bool, first: int, line: Line) -> tuple[Any, ...]:
    return _beside(line.left if before else line.right, first), line.place


def _by_speaker(line: Line) -> tuple[Any, ...]:
    speaker = line.spoken.segment.speaker
    return not speaker, speaker.casefold(), line.place


_ORDERS: dict[str, Callable[[Line], Any]] = {
    **{f"left{place + 1}": partial(_by_word, True, place) for place in range(3)},
    **{f"right{place + 1}": partial(_by_word, False, place) for place in range(3)},
    "speaker": _by_speaker,
}


def _end_of(text: str, most: int) -> str:
    """The last whole words of ``text``, at most so many characters."""
    if len(text) <= max(most, 0):
        return text
    if most <= 0:
        return ""
    cut = text[-most:]
    space = cut.find(" ")
    return cut[space + 1 :] if 0 <= space < most // 2 else cut


def _beginning_of(text: str, most: int) -> str:
    if len(text) <= max(most, 0):
        return text
    if most <= 0:
        return ""
    cut = text[:most]
    space = cut.rfind(" ")
    return cut[:space] if space > most // 2 else cut
