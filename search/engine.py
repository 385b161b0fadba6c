"""The index of words on this machine's disk, and the asking of it. It knows no database and no permission.

Each document has its words in one field: as folded, and as a stem marked with the language whose rules made it
(:mod:`search.placing`). One writer at a time; readers in any process see each commit as a whole. A commit keeps
the number of the last change it holds (:attr:`Engine.sequence`) in the same breath, so that killing the writer at any
moment leaves an index that knows what it lacks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from search.documents import FORMAT, KINDS, SCHEMA, SEQUENCE, TAKEN, IndexDocument, stored_form
from search.generations import Generations
from search.language.nodes import Node
from search.locking import Lock
from search.placing import TOKENIZER, analyser
from search.reading import Hit, Reading
from search.soundness import META, faults, is_cut_off, sizes
from search.tallying import Group, Results, results

__all__ = [
    "KINDS",
    "Engine",
    "Group",
    "Hit",
    "IndexBeingBuilt",
    "IndexBusy",
    "IndexDamaged",
    "IndexDocument",
    "Results",
]

WRITER_MEMORY_BYTES = 64_000_000
BUILDER_MEMORY_BYTES = 256_000_000


class IndexBusy(Exception):
    """Another process writes to this index now; try again later."""


class IndexBeingBuilt(IndexBusy):
    """Another process builds this index anew now."""


class IndexDamaged(Exception):
    """The index on the disk cannot be read. Whoever follows it builds it anew."""


class Engine:
    """The index in a folder, made on first use. Reading needs no lock; the first write takes it until :meth:`close`."""

    def __init__(self, path: Path) -> None:
        self.folder = path / FORMAT
        self._generations = Generations(self.folder)
        self._writing_lock = Lock(self.folder / "writing", IndexBusy)
        self._building_lock = Lock(self.folder / "building", IndexBeingBuilt)
        self._suspicion = self.folder / "suspected"
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._written: Path | None = None  # what the writer writes to
        self._building = False
        self._reading: tuple[object, Reading, dict[Path, int]] | None = None
        self.generation = self._generations.current()

    # Writing

    def replace(self, testimony: int, documents: Iterable[IndexDocument]) -> int:
        """Take out all that is held of a testimony and put ``documents`` in. Returns how many. Seen after a commit.

        Raises :class:`IndexBusy`, :class:`IndexDamaged`, and ``ValueError`` for a document of another testimony.
        """
        writer = self._writing()
        if not self._building:  # what is built holds nothing of it yet
            # not delete_documents_by_term: it takes a number for a signed one and then silently deletes nothing
            writer.delete_documents_by_query(tantivy.Query.term_query(SCHEMA, "testimony", testimony))
        number = 0
        for document in documents:
            if document.testimony != testimony:
                raise ValueError(f"{document.key} belongs to testimony {document.testimony}, not to {testimony}")
            writer.add_document(stored_form(document))
            number += 1
        return number

    def remove(self, testimony: int) -> None:
        """Take out all that is held of a testimony. Seen after a commit. Raises :class:`IndexBusy`."""
        self.replace(testimony, ())

    @contextmanager
    def anew(self) -> Iterator[None]:
        """What is written and committed in the block goes into an empty index of its own, which takes the place of this
        one when the block ends well; every file of this one is removed then, with what had been deleted in it. Each
        testimony is written once.

        An index keeps the words of deleted documents in its files until it happens to merge them. Whoever follows this
        one meanwhile goes on doing so, in any process, and turns to the new one afterwards. Raises
        :class:`IndexBeingBuilt`.
        """
        with self._building_lock:
            held, old, written = self._writer, self.generation, self._written
            made = self._generations.begin()
            self._writer, self._building = None, True
            try:
                self._open(made)
                self._writing()
                yield
                self._let_go()
                self._generations.take_over(made)
            except BaseException:
                self._let_go()
                self._generations.abandon(made)
                self._index, self.generation, self._building = None, old, False
                self._writer, self._written = held, written
                raise
            self._building = False
            if held is not None:
                held.rollback()
                held.wait_merging_threads()
        self._forget_others()

    def turn(self) -> None:
        """Where another process has built it anew: leave the old one, which only now may be removed, and write to the
        new one from now on. What was not committed is lost."""
        if self._writer is not None and not self._building and self._generations.current() != self._written:
            self._let_go()
            self._look()
            self._forget_others()

    def commit(self, sequence: int, taken: Iterable[int] = ()) -> None:
        """Make what was written visible, with how far it goes: all changes of transactions below ``sequence`` (0 or
        more) are in it, and those of the keys in ``taken``."""
        writer = self._writing()
        writer.delete_documents_by_term("kind", SEQUENCE)
        note = tantivy.Document()
        note.add_text("kind", SEQUENCE)
        note.add_unsigned(SEQUENCE, sequence)
        for key in taken:
            note.add_unsigned(TAKEN, key)
        writer.add_document(note)
        writer.commit()

    def rollback(self) -> None:
        """Forget what was written since the last commit."""
        if self._writer is not None:
            self._writer.rollback()

    def close(self) -> None:
        """Give the lock back. What was not committed is lost."""
        self._let_go()
        self._writing_lock.close()

    def forget_older_formats(self) -> None:
        """Remove what earlier versions left in the index's folder: once no process reads it any more."""
        self._generations.forget_older_formats()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writing(self) -> tantivy.IndexWriter:
        self.turn()
        if self._writer is None:
            if not self._building:
                if not self._writing_lock.is_held:
                    self._writing_lock.take()
                self._look()
                self._forget_others()  # whoever may write knows that all others are what a killed process left
            memory = BUILDER_MEMORY_BYTES if self._building else WRITER_MEMORY_BYTES
            with self._reporting_damage():
                self._writer = self._opened().writer(memory, 1)
            self._written = self.generation
        return self._writer

    def _let_go(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.rollback()
            writer.wait_merging_threads()

    def _forget_others(self) -> None:
        """Remove all generations that do not count, unless one is being built, or another process has yet to turn."""
        mine = self._writing_lock.is_held
        try:
            if not mine:
                self._writing_lock.take()
            with self._building_lock:
                self._generations.forget_others(self._generations.current())
        except IndexBusy:
            return
        finally:
            if not mine:
                self._writing_lock.close()

    # Reading

    def reading(self) -> Reading:
        """The index as of the last commit. Costs microseconds where there was none since. Raises
        :class:`IndexDamaged`."""
        if not self._building:
            self._look()
        with self._reporting_damage():
            index = self._opened()
            at = (self.generation / META).stat()
            stamp = (self.generation, at.st_mtime_ns, at.st_ino, at.st_size)
            if self._reading is None or self._reading[0] != stamp:
                index.reload()
                self._reading = stamp, Reading(index.searcher()), sizes(self.generation)
            elif is_cut_off(self._reading[2]):
                raise OSError("a file of the index was cut off")
            return self._reading[1]

    @property
    def sequence(self) -> int:
        """The number of the last change the index holds; 0 for an empty one."""
        return self.reading().sequence

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (subtags alone) in which anything is held, sorted."""
        return self.reading().languages

    def search(
        self,
        node: Node,
        *,
        among: Mapping[str, Collection[int]],
        languages: Collection[str] = (),
        limit: int = 10,
        offset: int = 0,
        each: int = 3,
    ) -> Results:
        """The testimonies that answer, best first: ``limit`` of them from ``offset`` on, ``each`` best hits of each.

        ``among`` names for each kind of document the testimonies that may be seen; a kind it lacks is not searched.
        ``languages`` (BCP 47 tags) narrows the answer; all are searched where it is empty. All counts count only what
        passed both.
        """
        return results(self.reading(), node, among=among, languages=languages, limit=limit, offset=offset, each=each)

    @property
    def is_suspected(self) -> bool:
        """Whether some process could not read it."""
        return self._suspicion.exists()

    def suspect(self) -> None:
        """Tell whoever follows it that it could not be read."""
        self._suspicion.touch()

    def believe(self) -> None:
        """It was looked through, or built anew."""
        self._suspicion.unlink(missing_ok=True)

    def faults(self) -> list[str]:
        """What is wrong with the files of the index; none where all is well. Reads all of them."""
        self._look()
        return faults(self.generation)

    def _look(self) -> None:
        """Turn to the generation that counts now."""
        while (current := self._generations.current()) != self.generation:
            self._index, self.generation = None, current

    def _open(self, generation: Path) -> None:
        self.generation = generation
        self._index = tantivy.Index(SCHEMA, path=str(generation))
        self._index.register_tokenizer(TOKENIZER, analyser())
        self._index.config_reader("manual", 0)

    def _opened(self) -> tantivy.Index:
        while self._index is None:
            generation = self.generation
            try:
                self._open(generation)
            except (ValueError, OSError):
                if (current := self._generations.current()) == generation:
                    raise
                self.generation = current  # it was built anew at this very moment
        return self._index

    @contextmanager
    def _reporting_damage(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise IndexDamaged(str(error)) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # what a file full of something else may lead to
                raise
            raise IndexDamaged(str(error)) from None
