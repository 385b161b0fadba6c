"""Two texts of one recording side by side, and segments taken apart at their words so that none lie over each other.

What stands and what another run says are matched by time alone. A row is the smallest stretch in which segments of the
two lie over each other; taking over a row never touches the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from testimonies.transcript.document import Document, Segment, Word

Span = tuple[int, int]
Runs = list[tuple[str, bool]]

LOOSE_MS = 300
"""Two recognisers set the ends of one sentence so far apart: less in common does not make one row of two."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch from ``start_ms`` to ``end_ms``: what ``stands`` there, what the other ``says``, and whether a person
    ``reviewed`` anything of what stands."""

    start_ms: int
    end_ms: int
    stands: tuple[Segment, ...]
    says: tuple[Segment, ...]
    reviewed: bool = False
    settled: bool = False
    """Whether a person looked after all of what stands."""

    @property
    def same(self) -> bool:
        """Whether both have the same words, said to be of the same languages, wherever they are cut."""
        return _said(self.stands) == _said(self.says) and _tongues(self.stands) == _tongues(self.says)

    @property
    def middle_ms(self) -> int:
        return (self.start_ms + self.end_ms) // 2

    def marked(self) -> tuple[list[tuple[Segment, Runs]], list[tuple[Segment, Runs]]]:
        """The segments of either side, each with its text in runs of (text, whether the other side differs)."""
        left, right = _tokens(self.stands), _tokens(self.says)
        differs_left, differs_right = [True] * len(left), [True] * len(right)
        matcher = SequenceMatcher(None, [text for _at, text in left], [text for _at, text in right], autojunk=False)
        for at_left, at_right, length in matcher.get_matching_blocks():
            differs_left[at_left : at_left + length] = [False] * length
            differs_right[at_right : at_right + length] = [False] * length
        return _runs(self.stands, left, differs_left), _runs(self.says, right, differs_right)


def rows(stands: Document, says: Document, *, reviewed: Iterable[Span] = ()) -> list[Row]:
    """The two texts in rows, in order. ``reviewed`` are the spans of those segments that a person looked after."""
    looked_after = set(reviewed)
    both = [*((segment, False) for segment in stands), *((segment, True) for segment in says)]
    both.sort(key=lambda one: (one[0].start_ms, one[0].end_ms))
    groups: list[list[tuple[Segment, bool]]] = []
    for segment, other in both:
        if groups and _lies_over(max(groups[-1], key=lambda one: one[0].end_ms)[0], segment):
            groups[-1].append((segment, other))
        else:
            groups.append([(segment, other)])
    return [_row(group, looked_after) for group in groups]


def covered(segment: Segment, spans: Sequence[Span]) -> list[Segment]:
    """What of a segment is spoken within ``spans``."""
    return _parts(segment, lambda ms: _in(ms, spans))


def uncovered(segment: Segment, spans: Sequence[Span]) -> list[Segment]:
    """What of a segment is spoken outside ``spans``: itself, parts of it, or nothing."""
    return _parts(segment, lambda ms: not _in(ms, spans))


def beside(segments: Iterable[Segment], standing: Sequence[Segment]) -> list[Segment]:
    """``segments`` without the words that are spoken while a standing one is, none of them over any standing one."""
    spans = [(one.start_ms, one.end_ms) for one in standing]
    return [
        clipped
        for segment in segments
        for part in uncovered(segment, _near(segment, spans))
        if (clipped := _clipped(part, _near(part, spans))) is not None
    ]


def _row(group: list[tuple[Segment, bool]], looked_after: set[Span]) -> Row:
    stands = tuple(segment for segment, other in group if not other)
    by_people = [(segment.start_ms, segment.end_ms) in looked_after for segment in stands]
    return Row(
        start_ms=min(segment.start_ms for segment, _other in group),
        end_ms=max(segment.end_ms for segment, _other in group),
        stands=stands,
        says=tuple(segment for segment, other in group if other),
        reviewed=any(by_people),
        settled=bool(by_people) and all(by_people),
    )


def _lies_over(before: Segment, after: Segment) -> bool:
    shorter_ms = min(before.end_ms - before.start_ms, after.end_ms - after.start_ms)
    shared_ms = min(before.end_ms, after.end_ms) - after.start_ms
    return shared_ms > min(LOOSE_MS, shorter_ms // 2)


def _near(segment: Segment, spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span[0] <= segment.end_ms and span[1] >= segment.start_ms]


def _in(ms: int, spans: Sequence[Span]) -> bool:
    return any(start_ms <= ms < end_ms for start_ms, end_ms in spans)


def _parts(segment: Segment, kept: Callable[[int], bool]) -> list[Segment]:
    """The stretches of a segment whose words are kept, by the middle of each word. One without words is not divided."""
    words = segment.words
    if not words:
        return [segment] if kept((segment.start_ms + segment.end_ms) // 2) else []
    keeps = [kept((word.start_ms + word.end_ms) // 2) for word in words]
    if all(keeps):
        return [segment]
    places = _places(segment.text, words)
    return [_part(segment, first, last, places) for first, last in _stretches(keeps)]


def _stretches(keeps: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """First and last index (exclusive) of every run of ``True``."""
    first: int | None = None
    for index, keep in enumerate([*keeps, False]):
        if keep and first is None:
            first = index
        elif not keep and first is not None:
            yield first, index
            first = None


def _part(segment: Segment, first: int, last: int, places: Sequence[int]) -> Segment:
    words = segment.words[first:last]
    if places:
        end = places[last] if last < len(places) else len(segment.text)
        text = segment.text[places[first] if first else 0 : end].strip()
    else:
        text = " ".join(word.text for word in words)
    start_ms = words[0].start_ms if first else segment.start_ms
    end_ms = words[-1].end_ms if last < len(segment.words) else segment.end_ms
    return replace(segment, start_ms=start_ms, end_ms=max(start_ms, end_ms), text=text, words=words)


def _places(text: str, words: Sequence[Word]) -> list[int]:
    """Where each word begins in the text; empty where one is not found."""
    places, cursor = [], 0
    for word in words:
        cursor = text.find(word.text, cursor)
        if cursor < 0:
            return []
        places.append(cursor)
        cursor += len(word.text)
    return places


def _clipped(segment: Segment, spans: Sequence[Span]) -> Segment | None:
    """The segment with its ends where the standing ones begin and end; ``None`` where no time is left to it."""
    start_ms, end_ms = segment.start_ms, segment.end_ms
    for first_ms, last_ms in spans:
        if first_ms <= start_ms < last_ms:
            start_ms = last_ms
        elif start_ms < first_ms < end_ms:
            end_ms = first_ms
    if end_ms < start_ms or (end_ms == start_ms and segment.end_ms > segment.start_ms):
        return None
    if (start_ms, end_ms) == (segment.start_ms, segment.end_ms):
        return segment
    words = tuple(
        replace(
            word, start_ms=min(max(word.start_ms, start_ms), end_ms), end_ms=max(min(word.end_ms, end_ms), start_ms)
        )
        for word in segment.words
    )
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)


def _said(segments: Iterable[Segment]) -> list[str]:
    return " ".join(segment.text for segment in segments).split()


def _tongues(segments: Iterable[Segment]) -> set[str]:
    return {segment.language for segment in segments}


def _tokens(segments: Sequence[Segment]) -> list[tuple[int, str]]:
    """Every word, or, where words are written without spaces, every letter, with the number of its segment."""
    return [(at, token) for at, segment in enumerate(segments) for token in _cut(segment.text)]


def _cut(text: str) -> list[str]:
    return [piece for word in text.split() for piece in (word if len(word) > 40 or _dense(word) else [word])]


def _dense(word: str) -> bool:
    """Whether it is written in letters of which each is a word or a syllable, from Thai to Chinese."""
    return any(
        "\u0e00" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff" or letter >= "\u2e80" for letter in word
    )


def _runs(
    segments: Sequence[Segment], tokens: Sequence[tuple[int, str]], differs: Sequence[bool]
) -> list[tuple[Segment, Runs]]:
    shown: list[tuple[Segment, Runs]] = []
    for at, segment in enumerate(segments):
        mine = [(token, differ) for (of, token), differ in zip(tokens, differs, strict=True) if of == at]
        runs: Runs = []
        cursor = 0
        for token, differ in mine:
            place = segment.text.index(token, cursor)
            between, cursor = segment.text[cursor:place], place + len(token)
            if runs and runs[-1][1] == differ:
                runs[-1] = (runs[-1][0] + between + token, differ)
            else:
                runs += [(between, False), (token, differ)] if between else [(token, differ)]
        shown.append((segment, runs))
    return shown
