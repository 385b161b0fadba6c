"""The index of words on this machine's disk, and the asking of it. It knows no database and no permission.

Documents are segments and descriptions. Each has its words twice: ``exact``, as folded, and ``stem``, marked with the
language whose rules made it. One writer at a time; readers in any process see each commit as a whole. A commit keeps
the number of the last change it holds (:attr:`Engine.sequence`) in the same breath, so that killing the writer at any
moment leaves an index that knows what it lacks.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import icu4py
import Stemmer
import tantivy

from search.asking import Asking
from search.language.nodes import Node
from search.language.words import ANALYSER, Token, base_language, tokens

FORMAT = f"format-1-{ANALYSER}-icu{icu4py.icu_version}-snowball{Stemmer.version()}-tantivy{version('tantivy')}"
"""Name of the folder inside the index's: a new way of cutting words or of storing them begins with an empty index."""

WRITER_MEMORY_BYTES = 64_000_000
MOST_TESTIMONIES = 60_000
"""Counts are kept for so many testimonies in one answer."""

_SEQUENCE = "sequence"


class IndexBusy(Exception):
    """Another process writes to this index now; try again later."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What can be found: a segment or a description. ``key`` is unique, such as ``segment:12``."""

    key: str
    kind: str
    testimony: int
    language: str
    text: str
    recording: int = 0
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that answers. ``recording`` is 0 where it belongs to none."""

    key: str
    kind: str
    testimony: int
    recording: int
    start_ms: int
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """A testimony that answers: its true number of hits, and its best ones, best first."""

    testimony: int
    count: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer. ``counts`` holds every testimony that answers, on this page or not."""

    total: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for group in self.groups for hit in group.hits)


class Engine:
    """The index in a folder, made on first use. Reading needs no lock; the first write takes it until :meth:`close`."""

    def __init__(self, path: Path) -> None:
        self.folder = path / FORMAT
        self.folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(_SCHEMA, path=str(self.folder))
        self._index.config_reader("manual", 0)
        self._writer: tantivy.IndexWriter | None = None

    # Writing

    def replace(self, testimony: int, documents: Iterable[IndexDocument]) -> int:
        """Take out all that is held of a testimony and put ``documents`` in. Returns how many. Seen after a commit.

        Raises :class:`IndexBusy`, and ``ValueError`` for a document of another testimony.
        """
        writer = self._writing()
        writer.delete_documents_by_term("testimony", testimony)
        number = 0
        for document in documents:
            if document.testimony != testimony:
                raise ValueError(f"{document.key} belongs to testimony {document.testimony}, not to {testimony}")
            writer.add_document(_stored(document))
            number += 1
        return number

    def remove(self, testimony: int) -> None:
        """Take out all that is held of a testimony. Seen after a commit. Raises :class:`IndexBusy`."""
        self.replace(testimony, ())

    def clear(self) -> None:
        """Take out everything, the sequence number too. Seen after a commit. Raises :class:`IndexBusy`."""
        self._writing().delete_all_documents()

    def commit(self, sequence: int) -> None:
        """Make what was written visible, together with the number of the last change it holds (0 or more)."""
        writer = self._writing()
        writer.delete_documents_by_term("kind", _SEQUENCE)
        note = tantivy.Document()
        note.add_text("kind", _SEQUENCE)
        note.add_unsigned(_SEQUENCE, sequence)
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
            try:
                self._writer = self._index.writer(WRITER_MEMORY_BYTES, 1)
            except ValueError as error:
                if "LockBusy" not in str(error):  # tantivy has one class for all its errors
                    raise
                raise IndexBusy(str(self.folder)) from error
        return self._writer

    # Asking

    @property
    def sequence(self) -> int:
        """The number of the last change the index holds; 0 for an empty one."""
        searcher = self._fresh()
        found = searcher.search(tantivy.Query.term_query(_SCHEMA, "kind", _SEQUENCE), 1).hits
        return int(searcher.doc(found[0][1]).get_first(_SEQUENCE) or 0) if found else 0

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
        query = Asking(_SCHEMA, asked).query(node, among=among, narrowed=bool(languages))
        if query is None:
            return Results()
        facets = searcher.aggregate(query, _FACETS)
        counts = {int(bucket["key"]): bucket["doc_count"] for bucket in facets["testimonies"]["buckets"]}
        total = sum(counts.values()) + facets["testimonies"]["sum_other_doc_count"]
        return Results(
            total=total,
            counts=counts,
            languages={bucket["key"]: bucket["doc_count"] for bucket in facets["languages"]["buckets"]},
            groups=_page(searcher, query, counts, limit=limit, offset=offset, each=each) if limit and counts else (),
        )

    def _fresh(self) -> tantivy.Searcher:
        """A searcher that sees the last commit. Asking for it costs microseconds where there was none since."""
        self._index.reload()
        return self._index.searcher()


def _page(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    counts: Mapping[int, int],
    *,
    limit: int,
    offset: int,
    each: int,
) -> tuple[Group, ...]:
    """Testimonies in the order of their best hit. Only as many hits are looked at as the page needs."""
    wanted = min(offset + limit, len(counts))
    total = sum(counts.values())
    reach = wanted * each * 4
    while True:
        scored = searcher.search(query, min(reach, total), count=False).hits
        owners = searcher.fast_field_values("testimony", [address for _, address in scored])
        best: dict[int, list[tuple[float, tantivy.DocAddress]]] = {}
        for (score, address), owner in zip(scored, owners, strict=True):
            best.setdefault(int(owner or 0), []).append((score, address))
        if len(best) >= wanted or reach >= total:
            break
        reach *= 8
    groups: list[Group] = []
    for testimony in list(best)[offset : offset + limit]:
        shown = best[testimony][:each]
        if len(shown) < min(each, counts[testimony]):
            of_it = tantivy.Query.const_score_query(tantivy.Query.term_query(_SCHEMA, "testimony", testimony), 0.0)
            both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, of_it)]
            shown = searcher.search(tantivy.Query.boolean_query(both), each, count=False).hits
        hits = tuple(_hit(searcher.doc(address), score) for score, address in shown)
        groups.append(Group(testimony, counts[testimony], hits))
    return tuple(groups)


def _hit(document: tantivy.Document, score: float) -> Hit:
    held = {name: values[0] for name, values in document.to_dict().items()}
    return Hit(score=score, **held)


def _stored(document: IndexDocument) -> tantivy.Document:
    """The document as tantivy takes it. Its words are not stored: they stand in the database."""
    language = base_language(document.language)
    found = tokens(document.text, language)
    stored = tantivy.Document()
    stored.add_text("key", document.key)
    stored.add_text("kind", document.kind)
    stored.add_text("language", language)
    stored.add_unsigned("testimony", document.testimony)
    stored.add_unsigned("recording", document.recording)
    stored.add_unsigned("start_ms", document.start_ms)
    stored.add_pre_tokenized_text("exact", _pre_tokenized([(token, token.exact) for token in found]))
    stemmed = [(token, f"{language}:{token.stem}") for token in found if token.stem]
    if stemmed:
        stored.add_pre_tokenized_text("stem", _pre_tokenized(stemmed))
    return stored


def _pre_tokenized(words: list[tuple[Token, str]]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString("", [tantivy.Token(word, token.position, 0, 0) for token, word in words])


def _languages(searcher: tantivy.Searcher) -> tuple[str, ...]:
    return tuple(sorted(language for language, _ in searcher.terms_with_prefix("language", "")))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("testimony", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("recording", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("start_ms", stored=True, fast=True)
    builder.add_unsigned_field(_SEQUENCE, stored=True)
    builder.add_text_field("exact", tokenizer_name="raw", index_option="position")
    builder.add_text_field("stem", tokenizer_name="raw", index_option="position")
    return builder.build()


_SCHEMA = _schema()

_FACETS = {
    "testimonies": {"terms": {"field": "testimony", "size": MOST_TESTIMONIES}},
    "languages": {"terms": {"field": "language", "size": 1000}},
}
