"""What was translated before: the same words, or nearly the same, elsewhere in what the person may read.

People's translations alone are remembered, never a machine's. What is kept back from anybody is left out, for everyone:
else it would be copied to where nobody keeps it back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When

from testimonies.actions.translating.row import Row
from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import ReviewState, Segment, Transcript, TranslatedSegment
from testimonies.transcript import likeness

__all__ = ["Suggestion", "recall"]

LIKE_ENOUGH = 0.7
MOST_SUGGESTIONS = 2
MOST_WEIGHED = 6
MOST_COMPARED = 20
MOST_LOOKED_AT = 1_000

Link = tuple[int, int, str]
"""A translated segment, its original, and what it was made from."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``text`` translates ``source``; ``likeness`` is 1 for the same words; ``where`` the number of the testimony."""

    source: str
    text: str
    likeness: float
    where: str
    checked: bool

    @property
    def percent(self) -> int:
        return int(self.likeness * 100)


def recall(rows: Sequence[Row], listener: Listener) -> None:
    """Give each row of a transcript that wants a translation what is remembered of it, in a few queries."""
    wanting = [
        row for row in rows if row.wants in ("missing", "changed") and not row.locked and row.segment is not None
    ]
    if not wanting:
        return
    alike = _most_alike(wanting, _remembered(wanting, listener))
    wanted = {key for some in alike.values() for _likeness, link in some for key in link[:2]}
    shown = {one.pk: one for one in Segment.objects.filter(pk__in=wanted).as_shown_to(listener)}
    numbers = Transcript.objects.filter(pk__in={one.transcript_id for one in shown.values()})
    where = dict(numbers.values_list("pk", "recording__testimony__accession_number"))
    for row in wanting:
        made = (_suggestion(row, link, near, shown, where) for near, link in alike[row.key])
        by_text = {one.text: one for one in sorted(filter(None, made), key=lambda one: (one.likeness, one.checked))}
        best = sorted(by_text.values(), key=lambda one: (-one.likeness, not one.checked))
        row.suggestions = [one for one in best if one.text != row.text][:MOST_SUGGESTIONS]


def _remembered(rows: Sequence[Row], listener: Listener) -> list[Link]:
    """What shares the same words, or one of the rows' longest words, and may be read: the same words first."""
    keys = {key for row in rows if (key := likeness.key(row.source))}
    telling = sorted({word for row in rows for word in likeness.telling(likeness.words_of(row.source))})
    links: Any = TranslatedSegment.objects.filter(
        Q(memory_key__in=keys) | Q(memory_words__overlap=telling),
        segment__in=Segment.objects.order_by().visible_to(listener),
        segment__transcript__language=rows[0].language,
        original__isnull=False,
    )
    same_first = Case(When(memory_key__in=keys, then=0), default=1)
    found = links.order_by(same_first, "-segment").values_list("segment", "original", "made_from")
    return list(found[:MOST_LOOKED_AT])


def _most_alike(rows: Sequence[Row], links: Sequence[Link]) -> dict[str, list[tuple[float, Link]]]:
    """For each row, those that are like enough, the likest first. Compared in order are only those that share most."""
    words = [likeness.words_of(link[2]) for link in links]
    holding: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(words):
        for word in set(some):
            holding[word].append(at)
    found = {}
    for row in rows:
        own = likeness.words_of(row.source)
        shared = Counter(at for word in set(own) for at in holding.get(word, ()))
        near = [
            (alike, links[at])
            for at, _number in shared.most_common(MOST_COMPARED)
            if links[at][1] != row.segment.pk and (alike := likeness.likeness(own, words[at])) >= LIKE_ENOUGH
        ]
        found[row.key] = sorted(near, key=lambda one: -one[0])[:MOST_WEIGHED]
    return found


def _suggestion(
    row: Row, link: Link, near: float, shown: Mapping[int, Segment], where: Mapping[int, str]
) -> Suggestion | None:
    held, of = shown.get(link[0]), shown.get(link[1])
    if held is None or of is None or held.withheld or of.withheld or held.pieces or of.pieces:
        return None
    if link[2].split() != of.text.split():
        return None  # it speaks of words that are no longer there
    if languages.base(of.language or of.transcript.language) != languages.base(row.source_language):
        return None
    checked = held.review_state == ReviewState.VERIFIED
    return Suggestion(of.text, held.text, near, where[held.transcript_id], checked)
