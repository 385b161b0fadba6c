"""The index of words on this machine's disk, and the asking of it. It knows no database and no permission.

Documents are segments and descriptions. Each has its words twice: ``exact``, as folded, and ``stem``, marked with the
language whose rules made it. One writer at a time; readers in any process see each commit as a whole. A commit keeps
the number of the last change it holds (:attr:`Engine.sequence`) in the same breath, so that killing the writer at any
moment leaves an index that knows what it lacks.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from search.asking import Asking
from search.documents import FORMAT, KINDS, SCHEMA, SEQUENCE, IndexDocument, stored_form
from search.generations import Generations
from search.language.nodes import Node
from search.language.words import base_language
from search.tallying import Group, Hit, Results, page_of, tally

__all__ = ["KINDS", "Engine", "Group", "Hit", "IndexBusy", "IndexDocument", "Results"]

WRITER_MEMORY_BYTES = 64_000_000


class IndexBusy(Exception):
    """Another process writes to this index now; try again later."""


class Engine:
    """The index in a folder, made on first use. Reading needs no lock; the first write takes it until :meth:`close`."""

    def __init__(self, path: Path) -> None:
        self.folder = path / FORMAT
        self._generations = Generations(self.folder)
        self._open(self._generations.current())
        self._writer: tantivy.IndexWriter | None = None
        self._building = False

    def _open(self, generation: Path) -> None:
        self.generation = generation
        self._index = tantivy.Index(SCHEMA, path=str(generation))
        self._index.config_reader("manual", 0)

    # Writing

    def replace(self, testimony: int, documents: Iterable[IndexDocument]) -> int:
        """Take out all that is held of a testimony and put ``documents`` in. Returns how many. Seen after a commit.

        Raises :class:`IndexBusy`, and ``ValueError`` for a document of another testimony.
        """
        writer = self._writing()
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
        one when the block ends well; every file of this one is removed then, with what had been deleted in it.

        An index keeps the words of deleted documents in its files until it happens to merge them. Raises
        :class:`IndexBusy`.
        """
        old, held = self.generation, self._writing()
        self._writer, self._building = None, True
        try:
            self._open(self._generations.begin())
            self._writing()
            yield
            self._generations.take_over(self.generation)
        except BaseException:
            self.close()
            self._generations.abandon(self.generation)
            self._open(old)
            self._writer, self._building = held, False
            raise
        self._building = False
        held.rollback()
        held.wait_merging_threads()
        self._generations.forget_others(self.generation)

    def commit(self, sequence: int) -> None:
        """Make what was written visible, together with the number of the last change it holds (0 or more)."""
        writer = self._writing()
        writer.delete_documents_by_term("kind", SEQUENCE)
        note = tantivy.Document()
        note.add_text("kind", SEQUENCE)
        note.add_unsigned(SEQUENCE, sequence)
        writer.add_document(note)
        writer.commit()

    def rollback(self) -> None:
        """Forget what was written since the last commit."""
        if self._writer is not None:
            self._writer.rollback()

    def close(self) -> None:
        """Give the lock back. What was not committed is lost."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer.wait_merging_threads()
            self._writer = None

    def forget_older_formats(self) -> None:
        """Remove what earlier versions left in the index's folder: once no process reads it any more."""
        for folder in self.folder.parent.glob("format-*"):
            if folder != self.folder:
                shutil.rmtree(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            if not self._building:
                self._look()
            try:
                self._writer = self._index.writer(WRITER_MEMORY_BYTES, 1)
            except ValueError as error:
                if "LockBusy" not in str(error):  # tantivy has one class for all its errors
                    raise
                raise IndexBusy(str(self.folder)) from error
            if not self._building:  # whoever may write to it knows that all others are what a killed process left
                self._generations.forget_others(self.generation)
        return self._writer

    def _look(self) -> None:
        """Turn to the generation that counts now."""
        while (current := self._generations.current()) != self.generation:
            try:
                self._open(current)
            except (ValueError, OSError):
                if current == self._generations.current():
                    raise

    # Asking

    @property
    def sequence(self) -> int:
        """The number of the last change the index holds; 0 for an empty one."""
        searcher = self._fresh()
        found = searcher.search(tantivy.Query.term_query(SCHEMA, "kind", SEQUENCE), 1).hits
        return int(searcher.doc(found[0][1]).get_first(SEQUENCE) or 0) if found else 0

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (subtags alone) in which anything is held, sorted."""
        return _languages(self._fresh())

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
        searcher = self._fresh()
        held = _languages(searcher)
        asked = tuple(sorted({base_language(tag) for tag in languages} & set(held))) if languages else held
        query = Asking(asked).query(node, narrowed=bool(languages))
        if query is None:
            return Results()
        found = tally(searcher, query, among)
        groups = page_of(searcher, query, found, limit=limit, offset=offset, each=each)
        in_language = {tag: len(testimonies) for tag, testimonies in found.languages.items()}
        return Results(found.total, found.testimonies, in_language, groups)

    def _fresh(self) -> tantivy.Searcher:
        """A searcher that sees the last commit. Asking for it costs microseconds where there was none since."""
        if self._writer is None:
            self._look()
        self._index.reload()
        return self._index.searcher()


def _languages(searcher: tantivy.Searcher) -> tuple[str, ...]:
    return tuple(sorted(language for language, _ in searcher.terms_with_prefix("language", "")))
