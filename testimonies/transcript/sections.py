"""Where a recording could be cut into passages: at its longest pauses, and what is spoken of between them.

A proposal, and never more: a person hears it, gives it a title, and takes it or leaves it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from testimonies.transcript.document import Segment

__all__ = ["Section", "roots", "sections"]

LEAST_MS, MOST_MS = 90_000, 480_000
"""A passage of a long interview lasts a minute and a half at least and eight minutes at most."""
SHORTEST_MS = 20_000
CLEAR_MS = 2_000
OTHER_SPEAKER_MS = 1_500
"""Where somebody else begins to speak counts as if the pause were so much longer: a question opens a passage."""
SHORTEST_ROOT = 5
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """From ``start_ms`` to ``end_ms``; ``found`` are the keys of the vocabulary whose words are spoken there, what is
    spoken of most first."""

    start_ms: int
    end_ms: int
    found: tuple[str, ...]


def sections(segments: Sequence[Segment], vocabulary: Mapping[str, Iterable[str]], *, most: int = 3) -> list[Section]:
    """The whole of ``segments``, in order, in sections. ``vocabulary``: words or labels, in any language, by key."""
    spoken = [one for one in segments if one.text.strip()]
    if not spoken:
        return []
    by_root = roots(vocabulary)
    found = []
    for first, last in _cut(spoken):
        some = spoken[first:last]
        counted: Counter[str] = Counter()
        for one in some:
            counted.update(key for word in set(_folded(one.text)) for key in by_root.get(_root(word), ()))
        keys = tuple(key for key, _times in counted.most_common(most))
        found.append(Section(some[0].start_ms, max(one.end_ms for one in some), keys))
    return found


def roots(vocabulary: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The beginnings by which words of the vocabulary are known again, with the keys that they speak for. What speaks
    for many keys speaks for none."""
    found: dict[str, set[str]] = {}
    for key, labels in vocabulary.items():
        for label in labels:
            for word in _folded(label):
                if len(word) >= SHORTEST_ROOT:
                    found.setdefault(_root(word), set()).add(key)
    return {root: keys for root, keys in found.items() if len(keys) <= 3}


def _cut(spoken: Sequence[Segment]) -> list[tuple[int, int]]:
    """(first, last exclusive): a cut at the longest pause of every stretch in which one is due."""
    whole_ms = spoken[-1].end_ms - spoken[0].start_ms
    least_ms = min(LEAST_MS, max(SHORTEST_MS, whole_ms // 8))
    most_ms = min(MOST_MS, 5 * least_ms)
    cuts, first = [], 0
    while True:
        begins_ms = spoken[first].start_ms
        due = [
            at
            for at in range(first + 1, len(spoken))
            if spoken[at - 1].end_ms - begins_ms >= least_ms
            and spoken[at].start_ms - begins_ms <= most_ms
            and spoken[-1].end_ms - spoken[at].start_ms >= least_ms
        ]
        if not due:
            break
        at = max(due, key=lambda one: (_pause(spoken[one - 1], spoken[one]), -one))
        if _pause(spoken[at - 1], spoken[at]) < CLEAR_MS:  # nobody paused: only what is too long is cut
            if spoken[-1].end_ms - begins_ms <= most_ms:
                break
            at = max(due, key=lambda one: (_pause(spoken[one - 1], spoken[one]), one))
        cuts.append((first, at))
        first = at
    return [*cuts, (first, len(spoken))]


def _pause(before: Segment, after: Segment) -> int:
    other = before.speaker != after.speaker
    return after.start_ms - before.end_ms + (OTHER_SPEAKER_MS if other else 0)


def _folded(text: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(one) != "Mn")
    return [word.removeprefix("ال") for word in _WORD.findall(plain)]


def _root(word: str) -> str:
    """Endings differ: a word is known by its beginning."""
    return word[: SHORTEST_ROOT + (len(word) > SHORTEST_ROOT + 1)]
