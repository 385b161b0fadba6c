"""Translated segments that one person writes in one stroke: gathered, and written down together, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from testimonies import signals
from testimonies.actions.correcting import holding
from testimonies.models import (
    Done,
    Recording,
    ReviewState,
    Segment,
    SegmentChange,
    Transcript,
    TranslatedSegment,
    snapshot,
)

__all__ = ["Pending"]

CHANGED = ("text", "words", "doubts", "language", "speaker", "start_ms", "end_ms", "review_state", "corrected_by",
           "verified_by", "version")  # fmt: skip


class Pending:
    """Holds the recording and the translation from when it is made until the transaction ends."""

    def __init__(self, recording: Recording, language: str, keys: Iterable[int]) -> None:
        """``keys`` are of the segments that may be concerned, of the original and of the translation."""
        Recording.objects.select_for_update().get(pk=recording.pk)
        self.recording, self.language = recording, language
        theirs = {"recording": recording, "kind": "translation", "language": language}
        self.transcript = Transcript.objects.select_for_update(of=("self",), no_key=True).filter(**theirs).first()
        self.now = Segment.objects.in_bulk(list(keys))
        """The segments as they are in the database, whatever was shown of them."""
        self.links = TranslatedSegment.objects.in_bulk(list(keys))
        self._ends: dict[int, set[tuple[int, int]]] = defaultdict(set)
        theirs_by_time = Segment.objects.filter(transcript=self.transcript).values_list("pk", "start_ms", "end_ms")
        for pk, start_ms, end_ms in theirs_by_time if self.transcript is not None else ():
            self._ends[start_ms].add((end_ms, pk))
        self._made: list[tuple[Segment, TranslatedSegment]] = []
        self._changed: dict[int, Segment] = {}
        self._linked: dict[int, TranslatedSegment] = {}
        self._gone: set[int] = set()
        self._before: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._after: dict[str, list[Segment]] = defaultdict(list)

    def write(self, key: int | None, original: int, text: str, *, made_from: str, by: Any) -> None:
        """The translation of the segment ``original``, in the place of the segment ``key``, if there is one."""
        of = self.now[original]
        held = self.now.get(key) if key is not None else None
        link = self.links.get(key) if key is not None and held is not None else None
        if held is None:
            held = Segment(transcript=self._transcript(), version=0)
        else:
            self._before[Done.WRITTEN].append(snapshot(held))
        held.text, held.words, held.doubts, held.language, held.speaker = text, [], [], self.language, of.speaker
        held.start_ms, held.end_ms = of.start_ms, self._free_end(of, held.pk)
        holding.corrected(held, by)
        held.version += 1
        link = link or TranslatedSegment(segment=held)
        link.original, link.made_from = of, made_from
        link.translated_at, link.version = timezone.now(), held.version
        link.remember()
        self._after[Done.WRITTEN].append(held)
        if held.pk is None:
            self._made.append((held, link))
        else:
            self._changed[held.pk], self._linked[held.pk] = held, link

    def check(self, held: Segment, *, by: Any) -> None:
        self._before[Done.REVIEWED].append(snapshot(held))
        held.review_state, held.verified_by = ReviewState.VERIFIED, by
        held.version += 1
        self._after[Done.REVIEWED].append(held)
        self._changed[held.pk] = held
        if (link := self.links.get(held.pk)) is not None:
            link.version = held.version
            self._linked[held.pk] = link

    def take_away(self, keys: Iterable[int]) -> None:
        gone = [self.now[key] for key in keys if key in self.now]
        self._before[Done.WRITTEN].extend(snapshot(one) for one in gone)
        self._gone |= {one.pk for one in gone}

    def settle(self, by: Any) -> None:
        """Write all of it down, a line into the ledger for each kind of act, and tell whoever copied the words."""
        Segment.objects.filter(pk__in=self._gone).delete()
        Segment.objects.bulk_update(self._changed.values(), CHANGED, batch_size=500)
        Segment.objects.bulk_create([held for held, _link in self._made])
        linked = [self._linked[key] for key in self._linked if key in self.links]
        fields = ("original", "made_from", "translated_at", "version", "memory_key", "memory_words")
        TranslatedSegment.objects.bulk_update(linked, fields, batch_size=500)
        new = [link for key, link in self._linked.items() if key not in self.links]
        for held, link in self._made:
            link.segment = held
            new.append(link)
        TranslatedSegment.objects.bulk_create(new)
        for verb in dict.fromkeys((*self._before, *self._after)):
            SegmentChange.write(
                verb,
                transcript=self._transcript(),
                by=by,
                before=self._before[verb],
                after=[snapshot(one) for one in self._after[verb]],
            )
        signals.testimony_changed.send(Segment, testimony_id=self.recording.testimony_id)

    def _transcript(self) -> Transcript:
        if self.transcript is None:
            self.transcript = Transcript.objects.create(
                recording=self.recording, kind="translation", language=self.language
            )
        return self.transcript

    def _free_end(self, of: Segment, key: int | None) -> int:
        """The original's end; a little later where words left over of another segment have just this time."""
        taken = {end_ms for end_ms, pk in self._ends[of.start_ms] if pk != key and pk not in self._gone}
        end_ms = of.end_ms
        while end_ms in taken:
            end_ms += 1
        self._ends[of.start_ms].add((end_ms, key or 0))
        return end_ms
