"""The lines of a concordance: each place that answers, with what stands around it and when it is said.

Words come from the database through ``as_shown_to``, at the moment of asking: the index only says where to look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import OuterRef, Subquery

from search import snippets
from search.engine import Hit
from search.language.nodes import And, Filter, Node, Not, Or
from search.language.words import WRITTEN_WITHOUT_SPACES, Token, base_language, tokens
from search.seen import Heard
from search.sight import sight_of
from testimonies.consent.audiences import Listener
from testimonies.models import Keyed, PreparedRows, Segment, ShownSegment
from testimonies.transcript import blanking

__all__ = ["Line", "Spoken", "has_words", "lines_of", "neighbours", "spoken_of"]

REACH = 3
"""So many words to either side can be sorted by."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One segment that answers, as the asker may read it. ``spans`` are the stretches of its text that matched,
    ``words`` its tokens. What is kept back from anybody is in neither, and in ``text`` a mark stands for it, for the
    staff too: lines are copied, and leave the house in files. ``around``: what is said right before and right after it,
    as :func:`neighbours` tells it, where that was looked for with it."""

    segment: ShownSegment
    recording: Heard
    language: str
    text: str
    words: Sequence[Token]
    spans: Sequence[snippets.Span]
    around: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One match, from ``start`` to ``end`` in the segment's text. ``left`` and ``right``: the folded words beside it,
    the nearest first, three at most."""

    spoken: Spoken
    start: int
    end: int
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def at_ms(self) -> int:
        """When its first word begins, from the beginning of the recording; the segment where words have no times."""
        segment = self.spoken.segment
        words = segment.spoken_words
        places = blanking.places(segment.text, words) if words and self.spoken.text == segment.text else None
        if not places:
            return segment.start_ms
        return words[max(0, bisect_right([begins for begins, _ends in places], self.start) - 1)].start_ms

    @property
    def place(self) -> tuple[int, int, int, int]:
        """By which lines stand in the order in which they were said."""
        recording = self.spoken.recording
        return recording.testimony_id, recording.position, self.spoken.segment.start_ms, self.start

    @property
    def before(self) -> str:
        return self.spoken.text[: self.start]

    @property
    def key(self) -> str:
        return self.spoken.text[self.start : self.end]

    @property
    def after(self) -> str:
        return self.spoken.text[self.end :]


def has_words(node: Node | None) -> bool:
    """Whether the question looks for words at all: what only leaves out or narrows has nothing to put in the middle."""
    match node:
        case None | Not() | Filter():
            return False
        case And(parts) | Or(parts):
            return any(has_words(part) for part in parts)
    return True


def spoken_of(hits: Sequence[Hit], node: Node, listener: Listener, *, around: bool = False) -> list[Spoken]:
    """The segments of these hits in the same order; what the listener may not read, now, is left out. ``around``: with
    what is said around them, which costs less than to look for it afterwards."""
    keys = [hit.number for hit in hits]
    places = _places_beside(keys) if around else {}
    seen = sight_of(listener).look(segments={*keys, *_every(places)})
    found = []
    for key in keys:
        segment = seen.segments.get(key)
        if segment is not None and not segment.withheld:
            language = segment.language or segment.transcript.language
            text, searched = _marked(segment)
            words = tokens(searched, language)
            spans = snippets.matches(searched, language, node, words)
            recording = seen.recordings[segment.transcript.recording_id]
            beside = _said_at(places.get(key, (None, None)), seen.segments) if around else None
            found.append(Spoken(segment, recording, language, text, words, spans, beside))
    return found


def lines_of(spoken: Spoken) -> Iterator[Line]:
    """A line for each match of a segment, in the order in which they are said."""
    starts = [word.start for word in spoken.words]
    for start, end in spoken.spans:
        first, behind = bisect_left(starts, start), bisect_left(starts, end)
        left = tuple(word.exact for word in reversed(spoken.words[max(0, first - REACH) : first]))
        right = tuple(word.exact for word in spoken.words[behind : behind + REACH])
        yield Line(spoken, start, end, left, right)


def neighbours(lines: Sequence[Line], listener: Listener) -> dict[int, tuple[str, str]]:
    """What is said right before and right after the segments of these lines, by the segment's key; ``""`` where
    nothing is, or nothing that the listener may read."""
    around = {line.spoken.segment.pk: line.spoken.around for line in lines}
    known = {pk: said for pk, said in around.items() if said is not None}
    places = _places_beside(around.keys() - known.keys())
    segments = sight_of(listener).look(segments=_every(places)).segments
    return known | {pk: _said_at(beside, segments) for pk, beside in places.items()}


Beside = tuple[int | None, int | None]
"""The keys of the segments before and after another; ``None`` where there is none."""


def _places_beside(segments: Collection[int]) -> dict[int, Beside]:
    return {row["pk"]: (row["earlier"], row["later"]) for row in _beside().rows(segments)}


def _every(places: Mapping[int, Beside]) -> set[int]:
    return {pk for beside in places.values() for pk in beside if pk is not None}


def _said_at(beside: Beside, segments: Mapping[int, ShownSegment]) -> tuple[str, str]:
    earlier, later = (segments.get(pk) if pk is not None else None for pk in beside)
    return _spaced(earlier, before=True), _spaced(later)


@cache
def _beside() -> PreparedRows:
    """The keys of the segments before and after others; whether they may be read is not asked here."""
    same = Segment.objects.filter(transcript=OuterRef("transcript"))
    earlier = same.filter(start_ms__lt=OuterRef("start_ms")).order_by("-start_ms").values("pk")[:1]
    later = same.filter(start_ms__gt=OuterRef("start_ms")).order_by("start_ms").values("pk")[:1]
    held = Segment.objects.filter(Keyed("pk")).order_by()
    return PreparedRows(held.annotate(earlier=Subquery(earlier), later=Subquery(later)), *("pk", "earlier", "later"))


def _spaced(segment: ShownSegment | None, *, before: bool = False) -> str:
    """Its words with the space that its script puts between it and its neighbour."""
    if segment is None or segment.withheld:
        return ""
    words = _marked(segment)[0]
    language = segment.language or segment.transcript.language
    space = "" if base_language(language) in WRITTEN_WITHOUT_SPACES else " "
    return f"{words}{space}" if before else f"{space}{words}"


def _marked(segment: ShownSegment) -> tuple[str, str]:
    """The text with a mark for what is kept back from somebody, and the same with spaces in the mark's place: it is
    neither matched nor counted."""
    if not segment.pieces:
        return segment.text, segment.text
    pieces, mark = segment.pieces, blanking.mark()
    shown = "".join(mark if piece.kept else piece.text for piece in pieces)
    return shown, "".join(" " * len(mark) if piece.kept else piece.text for piece in pieces)
