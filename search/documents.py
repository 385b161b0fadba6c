"""What the index holds of the archive's words, and in which form it lies on the disk."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

import icu4py
import Stemmer
import tantivy

from search.cells import KINDS, cell_of, cell_within
from search.language.words import ANALYSER, base_language, tokens
from search.placing import TOKENIZER, laid

__all__ = ["FORMAT", "KINDS", "SCHEMA", "SEQUENCE", "TAKEN", "IndexDocument", "moment", "start_ms_of", "stored_form"]

FORMAT = f"format-5-{ANALYSER}-icu{icu4py.icu_version}-snowball{Stemmer.version()}-tantivy{version('tantivy')}"
"""Name of the folder inside the index's: a new way of cutting words or of storing them begins with an empty index."""

SEQUENCE = "sequence"
"""Field of the one document that holds the number of the last change, and its ``kind``."""

TAKEN = "taken"
"""The keys of changes that it holds although later ones are lacking, in the same document."""

_START_BITS, _POSITION_BITS = 27, 10


class IndexDocument(NamedTuple):
    """What can be found. ``key`` is unique, such as ``segment:12``; ``kind`` one of :data:`KINDS`.

    ``position`` is that of the recording in its testimony; ``state`` and ``role`` as in :mod:`search.cells`;
    ``speaker`` as people read it.
    """

    key: str
    kind: str
    testimony: int
    language: str
    text: str
    recording: int = 0
    start_ms: int = 0
    position: int = 0
    state: str = ""
    role: str = ""
    speaker: str = ""


def stored_form(document: IndexDocument) -> tantivy.Document:
    """The document as tantivy takes it. Nothing is stored: its words stand in the database, the rest in columns."""
    testimony = document.testimony
    language = base_language(document.language)
    stored = tantivy.Document()
    stored.add_text("language", language)
    stored.add_unsigned("testimony", testimony)
    within = cell_within(document.kind, language, document.state, document.role)
    stored.add_unsigned("cell", cell_of(testimony) | within)
    stored.add_unsigned("number", int(document.key.rpartition(":")[2]))
    stored.add_unsigned("recording", document.recording)
    stored.add_unsigned("moment", moment(testimony, document.position, document.start_ms))
    words, twins = laid(document.text, language)
    stored.add_text("words", words)
    for twin in twins:
        stored.add_text("twins", twin)
    if speaker := _speaker(document.speaker):
        stored.add_text("speaker", speaker)
    return stored


@lru_cache(maxsize=4096)
def _speaker(label: str) -> str:
    return " ".join(token.exact for token in tokens(label))


def moment(testimony: int, position: int, start_ms: int) -> int:
    """A number by which documents stand in the order of testimonies, recordings and time."""
    start = min(start_ms, 2**_START_BITS - 1)
    return (testimony << _POSITION_BITS | min(position, 2**_POSITION_BITS - 1)) << _START_BITS | start


def start_ms_of(at: int) -> int:
    """When it begins in its recording; 37 hours where it is later."""
    return at & 2**_START_BITS - 1


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("speaker", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("testimony", indexed=True)
    builder.add_unsigned_field("cell", indexed=True, fast=True)
    builder.add_unsigned_field("number", indexed=True, fast=True)
    builder.add_unsigned_field("recording", fast=True)
    builder.add_unsigned_field("moment", fast=True)
    builder.add_unsigned_field(SEQUENCE, stored=True)
    builder.add_unsigned_field(TAKEN, stored=True)
    builder.add_text_field("twins", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name=TOKENIZER, index_option="position")
    return builder.build()


SCHEMA = _schema()
