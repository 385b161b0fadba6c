"""What the page of a testimony asks of the database in the name of one asker: query sets of the policy's own, put into
SQL once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from testimonies.consent.audiences import Listener
from testimonies.models import (
    Keyed,
    Passage,
    PassageCountry,
    PassageDescription,
    PassageTheme,
    Prepared,
    PreparedRows,
    Reader,
    Recording,
    ReviewState,
    Segment,
    ShownSegment,
    Testimony,
    TestimonyTheme,
    Transcript,
    by_asker,
    keep_below,
)
from testimonies.models.shown import conceal
from testimonies.models.shown_segment import FETCHED

__all__ = ["TestimonyAsked", "asked_by"]


class TestimonyAsked:
    __test__ = False

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def recordings(self, testimony: int) -> list[Recording]:
        """Those that the asker may know of, in order, with their copies and passages, and all that is told of these."""
        recordings = self._recordings.objects([testimony])
        by_key: dict[int, list[Any]] = defaultdict(list)
        passages = self._passages.objects([one.pk for one in recordings])
        for one in passages:
            by_key[one.recording_id].append(one)
        for one in recordings:
            keep_below(one, "passages", by_key[one.pk])
        self._tell(passages)
        return recordings

    def transcripts(self, testimony: int) -> list[Any]:
        """Those that the asker may read, the original first; ``spoken``: it holds words; ``unseen``: some that nobody
        has looked after."""
        return self._transcripts.objects([testimony])

    def segments(self, transcripts: Mapping[int, Transcript], reader: Reader) -> list[ShownSegment]:
        """The words of these, which were fetched with their recordings, as the asker may read them, in order."""
        said = [ShownSegment(*one) for one in self._segments.tuples(transcripts)]
        return conceal(said, transcripts, self.listener, reader)

    def themes(self, testimony: int) -> list[Any]:
        return [item.tag for item in self._themes.objects([testimony])]

    def works_on(self, testimony: int) -> bool:
        return bool(self._worked_on.objects([testimony]))

    def _tell(self, passages: Collection[Passage]) -> None:
        """Fetch their titles, themes, articles, and the countries that the asker is told."""
        keys = [one.pk for one in passages]
        told = {
            "descriptions": _by_passage((row.passage_id, row) for row in self._titles.objects(keys)),
            "themes": _by_passage((row.content_object_id, row.tag) for row in self._of_theme.objects(keys)),
            "articles": _by_passage((row.passage_id, row.article) for row in self._of_article.objects(keys)),
            "country_roles": _by_passage((row.passage_id, row) for row in self._countries.objects(keys)),
        }
        for one in passages:
            for name, rows in told.items():
                keep_below(one, name, rows.get(one.pk, []))

    @cached_property
    def _recordings(self) -> Prepared:
        known = Recording.objects.visible_to(self.listener).filter(Keyed("testimony_id"))
        return Prepared(known.with_copies().order_by("position"))

    @cached_property
    def _passages(self) -> Prepared:
        return Prepared(Passage.objects.filter(Keyed("recording_id")).order_by("recording_id", "start_ms"))

    @cached_property
    def _titles(self) -> Prepared:
        return Prepared(PassageDescription.objects.filter(Keyed("passage_id")).order_by("pk"))

    @cached_property
    def _of_theme(self) -> Prepared:
        items = PassageTheme.objects.filter(Keyed("content_object_id")).select_related("tag__group")
        return Prepared(items.order_by("tag__position", "tag__slug"))

    @cached_property
    def _of_article(self) -> Prepared:
        through: Any = Passage.articles.through
        tagged = through.objects.filter(Keyed("passage_id")).select_related("article")
        return Prepared(tagged.order_by("article__number"))

    @cached_property
    def _countries(self) -> Prepared:
        told = PassageCountry.objects.told_to(self.listener).filter(Keyed("passage_id"))
        return Prepared(told.select_related("country").order_by("role", "pk"))

    @cached_property
    def _transcripts(self) -> Prepared:
        segments = Segment.objects.order_by().filter(transcript=OuterRef("pk"))
        readable = Transcript.objects.visible_to(self.listener).filter(Keyed("recording__testimony_id"))
        told = readable.annotate(
            spoken=Exists(segments), unseen=Exists(segments.filter(review_state=ReviewState.MACHINE))
        )
        return Prepared(told.select_related("run", "recording").order_by("kind", "language"))

    @cached_property
    def _segments(self) -> PreparedRows:
        few = Transcript.objects.filter(Keyed("pk"))  # with these the database begins, not with all that may be read
        said = Segment.objects.filter(transcript__in=few).known_to(self.listener)
        return PreparedRows(said.order_by("transcript_id", "start_ms", "pk"), *FETCHED, "kept_back")

    @cached_property
    def _themes(self) -> Prepared:
        items = TestimonyTheme.objects.filter(Keyed("content_object_id")).select_related("tag__group")
        return Prepared(items.order_by("tag__group__position", "tag__position", "tag__slug"))

    @cached_property
    def _worked_on(self) -> Prepared:
        return Prepared(Testimony.objects.worked_on_by(self.listener).filter(Keyed("pk")).order_by())


def _by_passage(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for passage, row in pairs:
        grouped[passage].append(row)
    return grouped


asked_by = by_asker(TestimonyAsked)
"""The questions in the name of a listener."""
