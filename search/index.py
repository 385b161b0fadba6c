"""The index of this machine, and bringing it up to the database.

The database holds the truth and the change sequence; the index is a copy that may lag. Whoever asks subtracts what has
changed since (:func:`changed_since`), so that a stale index answers less for a moment, and never anything wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from search.engine import Engine, IndexDocument
from search.models import Change, horizon
from testimonies.models import Description, PassageDescription, Reader, Segment, State, Testimony

__all__ = ["Follower", "changed_since", "lag", "reader"]

log = logging.getLogger(__name__)

A_COMMIT = 100
"""So many testimonies are written between two commits."""


@cache
def _engine(folder: Path) -> Engine:
    return Engine(folder)


def reader() -> Engine:
    """The index for asking; one for each process."""
    return _engine(Path(settings.SEARCH_INDEX_ROOT))


def changed_since(sequence: int) -> set[int]:
    """The testimonies that changed after the index reached ``sequence``: to be left out of its answers."""
    return set(Change.objects.filter(transaction__gte=sequence).values_list("testimony_id", flat=True))


def lag() -> tuple[int, float]:
    """How many changes the index has not taken in, and how many seconds the oldest of them waits."""
    waiting = Change.objects.filter(transaction__gte=reader().sequence).order_by("pk")
    oldest = waiting.first()
    if oldest is None:
        return 0, 0.0
    from django.utils import timezone

    return waiting.count(), max(0.0, (timezone.now() - oldest.at).total_seconds())


class Follower:
    """The one writer of this machine's index. :meth:`catch_up` as often as one likes; killed at any moment it loses
    nothing, for the index knows how far it came."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._taken: set[int] = set()

    def catch_up(self) -> int:
        """Take in every change that can be seen now. Returns how many testimonies were written."""
        with transaction.atomic():
            reached, sequence = horizon(), self.engine.sequence
            changes = list(Change.objects.filter(transaction__gte=sequence))
            seen = {change.pk: change.testimony_id for change in changes}
        if sequence == 0 or sequence > reached:  # a new index, or one of another database
            return self.rebuild()
        new = {pk: testimony for pk, testimony in seen.items() if pk not in self._taken}
        if not new:
            if seen and reached > sequence:
                self._commit(reached)
            return 0
        if any(change.words_gone and change.pk in new for change in changes):
            written = self.rebuild()  # what is deleted in an index lies in its files until they are written anew
        else:
            written = self._write(set(new.values()), sequence)
            self._commit(reached)
        self._taken = set(seen)
        return written

    def rebuild(self) -> int:
        """Begin anew from the database, in files of its own. Until it is through, answers come from what is there
        already, less what changed; then the old files are removed, with every word in them."""
        reached = horizon()
        log.info("the index is built from the database")
        with self.engine.anew():
            everything = Testimony.objects.order_by("pk").values_list("pk", flat=True)
            written = self._write(everything.iterator(), 0)
            self._commit(reached)
        self.engine.forget_older_formats()
        return written

    def _write(self, testimonies: Iterable[int], sequence: int) -> int:
        written = 0
        for testimony_id in testimonies:
            self.engine.replace(testimony_id, documents(testimony_id))
            written += 1
            if sequence and written % A_COMMIT == 0:
                self.engine.commit(sequence)
        return written

    def _commit(self, reached: int) -> None:
        self.engine.commit(reached)


def documents(testimony_id: int) -> Iterator[IndexDocument]:
    """All that can be found of a testimony as it stands in the database; nothing of a withdrawn one.

    A recording that waits to be released on a public testimony is left out: consent is asked per testimony. What is
    kept back from anybody is held for nobody, and of names that are replaced the second form alone.
    """
    testimony = Testimony.objects.exclude(state=State.WITHDRAWN).filter(pk=testimony_id).first()
    if testimony is None:
        return
    reader = Reader.nobody(testimony_id)
    for description in Description.objects.filter(testimony=testimony):
        text = "\n".join((description.title, description.summary, description.context))
        text = reader.renamed(text, testimony_id)
        yield IndexDocument(f"description:{description.pk}", "description", testimony_id, description.language, text)
    yield from _segments(testimony_id, reader)
    released = Q(passage__recording__released=True) | Q(passage__recording__testimony__live=False)
    titled = PassageDescription.objects.filter(released, passage__recording__testimony=testimony).select_related(
        "passage"
    )
    for one in titled:
        passage = one.passage
        if not reader.hides(passage.recording_id, passage.start_ms, passage.end_ms):
            yield IndexDocument(
                f"passage:{one.pk}",
                "passage",
                testimony_id,
                one.language,
                reader.renamed(f"{one.title}\n{one.synopsis}", testimony_id),
                passage.recording_id,
                passage.start_ms,
            )


def _segments(testimony_id: int, reader: Reader) -> Iterator[IndexDocument]:
    reviewed = Q(transcript__recording__released=True) | Q(transcript__recording__testimony__live=False)
    segments = Segment.objects.filter(
        reviewed, transcript__kind="original", transcript__recording__testimony=testimony_id
    ).select_related("transcript")
    for kind, some in (("segment", segments.sure()), ("doubtful", segments.doubtful())):
        for segment in some.iterator():
            recording_id = segment.transcript.recording_id
            reader.conceal(segment, recording_id, testimony_id)
            text = (
                " ".join(piece.text for piece in segment.pieces if not piece.kept) if segment.pieces else segment.text
            )
            if text.strip():
                language = segment.language or segment.transcript.language
                key = f"segment:{segment.pk}"
                yield IndexDocument(key, kind, testimony_id, language, text, recording_id, segment.start_ms)
