"""The index of this machine, and bringing it up to the database.

The database holds the truth and the change sequence; the index is a copy that may lag. Whoever asks subtracts what has
changed since (:mod:`search.knowledge`), so that a stale index answers less for a moment, and never anything wrong.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from search.engine import Engine, IndexBeingBuilt, IndexDamaged
from search.gathering import gathered
from search.models import Change, horizon
from search.reading import Reading
from testimonies.models import Testimony

__all__ = ["LOOK_AGAIN_S", "Follower", "lag", "reader", "reading", "waiting"]

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 0.5
"""So often whoever follows looks for changes."""

A_COMMIT = 100
"""So many testimonies are written between two commits."""


@cache
def _engine(folder: Path) -> Engine:
    return Engine(folder)


def reader() -> Engine:
    """The index for asking; one for each process."""
    return _engine(Path(settings.SEARCH_INDEX_ROOT))


@contextmanager
def reading() -> Iterator[Reading]:
    """The index as it is now. Raises :class:`IndexDamaged` where it cannot be read, at once or in the block; whoever
    follows it is told then."""
    engine = reader()
    try:
        yield engine.reading()
    except IndexDamaged:
        engine.suspect()
        raise
    except Exception as error:
        if not isinstance(error, ValueError) or not engine.faults():
            raise
        engine.suspect()
        raise IndexDamaged(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException" or not engine.faults():
            raise
        engine.suspect()
        raise IndexDamaged(str(error)) from None


def waiting() -> QuerySet[Change]:
    """The changes that the index has not taken in. Of an index that cannot be read all are waited for."""
    try:
        held = reader().reading()
    except IndexDamaged:
        reader().suspect()
        return Change.objects.order_by("pk")
    return Change.objects.filter(transaction__gte=held.sequence).exclude(pk__in=held.taken).order_by("pk")


def lag() -> tuple[int, float]:
    """How many testimonies changed that the index has not taken in, and how many seconds the oldest change waits."""
    changes = waiting()
    oldest = changes.first()
    if oldest is None:
        return 0, 0.0
    testimonies = changes.order_by().values("testimony_id").distinct().count()
    return testimonies, max(0.0, (timezone.now() - oldest.at).total_seconds())


class Follower:
    """The one writer of this machine's index. :meth:`catch_up` as often as one likes; killed at any moment it loses
    nothing, for the index knows how far it came."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def catch_up(self) -> int:
        """Take in every change that can be seen now. Returns how many testimonies were written.

        An index that cannot be read is built anew; nothing is done where another process does that already. Raises
        :class:`IndexBusy`."""
        try:
            if self.engine.is_suspected and self.mend():
                return 0
            try:
                self.engine.turn()
                return self._catch_up()
            except IndexDamaged as damaged:
                log.error("the index is damaged: %s", damaged)
                return self.rebuild()
        except IndexBeingBuilt:
            return 0

    def _catch_up(self) -> int:
        held = self.engine.reading()
        reached, changes = _changes(held.sequence)
        if held.sequence == 0 or held.sequence > reached:  # a new index, or one of another database
            return self.rebuild()
        new = [change for change in changes if change.pk not in held.taken]
        if any(change.words_gone for change in new):
            try:
                return self.rewrite()
            except IndexBeingBuilt:
                return self._take_in_others()
        written = self._write(sorted({change.testimony_id for change in new}), held)
        if new or (changes and reached > held.sequence):
            self.engine.commit(reached, [change.pk for change in changes if change.transaction >= reached])
        return written

    def rewrite(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """:meth:`rebuild`, because words are gone: what is deleted in an index lies in its files until they are written
        anew. All other changes are taken in meanwhile, by the index that still answers."""
        looked = monotonic()

        def go_on(done: int, of: int) -> None:
            nonlocal looked
            progress(done, of)
            if monotonic() - looked >= LOOK_AGAIN_S:
                self._take_in_others()
                looked = monotonic()

        with Engine(self.engine.folder.parent) as builder:
            written = Follower(builder).rebuild(go_on)
        self.engine.turn()
        return written

    def _take_in_others(self) -> int:
        """What changed of testimonies of which no words are gone. Those with such words stay changed for this index, so
        that nothing of them is shown, and whoever comes after a kill knows that it must be written anew."""
        held = self.engine.reading()
        _, changes = _changes(held.sequence)
        new = [change for change in changes if change.pk not in held.taken]
        gone = {change.testimony_id for change in new if change.words_gone}
        others = [change for change in new if change.testimony_id not in gone]
        written = self._write(sorted({change.testimony_id for change in others}), held)
        if others:
            self.engine.commit(held.sequence, held.taken | {change.pk for change in others})
        return written

    def rebuild(self, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Begin anew from the database, in files of its own. Until it is through, answers come from what is there
        already, less what changed; then the old files are removed, with every word in them.

        ``progress`` is told how many testimonies are written, of how many. Raises :class:`IndexBusy` where another
        process builds it already.
        """
        with self.engine.anew():
            reached, changes = _changes(None)
            log.info("the index is built from the database")
            everything = Testimony.objects.order_by("pk").values_list("pk", flat=True)
            number = everything.count()
            written = self._write(everything.iterator(), None, lambda done: progress(done, number))
            self.engine.commit(reached, [change.pk for change in changes])
        self.engine.believe()
        self.engine.forget_older_formats()
        return written

    def mend(self) -> bool:
        """Look through all files of the index; where any is not as it was written, build it anew. Returns whether."""
        faults = self.engine.faults()
        for fault in faults:
            log.error("the index is damaged: %s", fault)
        if faults:
            self.rebuild()
        else:
            self.engine.believe()
        return bool(faults)

    def _write(
        self,
        testimonies: Iterable[int],
        held: Reading | None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> int:
        """Commits on the way, as far as the index had come before; into an empty one nothing before its end."""
        written = 0
        for testimony_id, documents in gathered(testimonies):
            self.engine.replace(testimony_id, documents)
            written += 1
            progress(written)
            if held and written % A_COMMIT == 0:
                self.engine.commit(held.sequence, held.taken)
        return written


def _changes(sequence: int | None) -> tuple[int, list[Change]]:
    """How far everything has ended, and the changes from ``sequence`` (``None``: from there) on, as can be seen now."""
    with transaction.atomic():
        reached = horizon()
        return reached, list(Change.objects.filter(transaction__gte=reached if sequence is None else sequence))
