"""What a playlist asks of the database in the name of one asker: query sets of the policy's own, put into SQL once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from testimonies.consent.audiences import Listener, Use
from testimonies.models import (
    Keyed,
    Passage,
    PassageDescription,
    Prepared,
    PreparedRows,
    Recording,
    Segment,
    Testimony,
    by_asker,
    keep_below,
)

__all__ = ["PassagesAsked", "asked_by"]


class PassagesAsked:
    """Every method asks once, or twice, for all the keys it is given."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Those of the keys in recordings that the asker may know of, in the order of the keys, with their recordings,
        testimonies and titles."""
        found = {one.pk: one for one in self._passages.objects(keys)}
        titled: dict[int, list[Any]] = defaultdict(list)
        for row in self._descriptions.objects(found):
            titled[row.passage_id].append(row)
        for key, one in found.items():
            keep_below(one, "descriptions", titled[key])
        return [found[key] for key in keys if key in found]

    def quotable(self, testimonies: Collection[int]) -> set[int]:
        """Those of which excerpts may stand elsewhere."""
        return {row["pk"] for row in self._quotable.rows(testimonies)}

    def segments(self, passages: Collection[int]) -> list[Segment]:
        """What is said during these, of what nobody need doubt, in order; nobody is shown one before
        ``Reader.show``."""
        return self._segments.objects(passages)

    @cached_property
    def _passages(self) -> Prepared:
        known = Recording.objects.visible_to(self.listener).order_by()
        seen = Passage.objects.filter(Keyed("pk"), recording__in=known).order_by()
        return Prepared(seen.select_related("recording__testimony"))

    @cached_property
    def _descriptions(self) -> Prepared:
        return Prepared(PassageDescription.objects.filter(Keyed("passage_id")).order_by("pk"))

    @cached_property
    def _quotable(self) -> PreparedRows:
        some = Testimony.objects.allowing(Use.EXCERPT, self.listener).filter(Keyed("pk")).order_by()
        return PreparedRows(some, "pk")

    @cached_property
    def _segments(self) -> Prepared:
        meanwhile = Passage.objects.filter(
            Keyed("pk"),
            recording=OuterRef("transcript__recording"),
            start_ms__lt=OuterRef("end_ms"),
            end_ms__gt=OuterRef("start_ms"),
        )
        there = Passage.objects.filter(Keyed("pk")).values("recording")  # few: the database begins with these
        said = Segment.objects.sure().filter(
            Exists(meanwhile), transcript__recording__in=there, transcript__kind="original"
        )
        ordered = said.order_by("transcript__recording", "start_ms", "pk").known_to(self.listener)
        return Prepared(ordered.select_related("transcript__recording"))


asked_by = by_asker(PassagesAsked)
"""The questions in the name of a listener."""
