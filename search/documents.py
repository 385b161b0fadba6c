"""What the index holds of the archive's words, and in which form it lies on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

import icu4py
import Stemmer
import tantivy

from search.language.words import ANALYSER, Token, base_language, tokens

FORMAT = f"format-2-{ANALYSER}-icu{icu4py.icu_version}-snowball{Stemmer.version()}-tantivy{version('tantivy')}"
"""Name of the folder inside the index's: a new way of cutting words or of storing them begins with an empty index."""

KINDS = ("segment", "description", "passage", "doubtful")
"""What can be found. Append only: the order is written into the index. What is ``doubtful`` are segments that
only those may find who work on the testimony."""

PLACES_PER_TESTIMONY = 8

SEQUENCE = "sequence"
"""Kind and field of the one document that holds the number of the last change."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """What can be found. ``key`` is unique, such as ``segment:12``; ``kind`` one of :data:`KINDS`."""

    key: str
    kind: str
    testimony: int
    language: str
    text: str
    recording: int = 0
    start_ms: int = 0


def stored_form(document: IndexDocument) -> tantivy.Document:
    """The document as tantivy takes it. Its words are not stored: they stand in the database."""
    language = base_language(document.language)
    found = tokens(document.text, language)
    stored = tantivy.Document()
    stored.add_text("key", document.key)
    stored.add_text("kind", document.kind)
    stored.add_text("language", language)
    stored.add_unsigned("testimony", document.testimony)
    stored.add_unsigned("place", place_of(document))
    stored.add_unsigned("recording", document.recording)
    stored.add_unsigned("start_ms", document.start_ms)
    stored.add_pre_tokenized_text("exact", _pre_tokenized([(token, token.exact) for token in found]))
    stemmed = [(token, f"{language}:{token.stem}") for token in found if token.stem]
    if stemmed:
        stored.add_pre_tokenized_text("stem", _pre_tokenized(stemmed))
    return stored


def place_of(document: IndexDocument) -> int:
    """Testimony and kind in one number, so that one count in the index tells both."""
    return document.testimony * PLACES_PER_TESTIMONY + KINDS.index(document.kind)


def _pre_tokenized(words: list[tuple[Token, str]]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString("", [tantivy.Token(word, token.position, 0, 0) for token, word in words])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("testimony", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("place", indexed=True, fast=True)
    builder.add_unsigned_field("recording", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("start_ms", stored=True, fast=True)
    builder.add_unsigned_field(SEQUENCE, stored=True)
    builder.add_text_field("exact", tokenizer_name="raw", index_option="position")
    builder.add_text_field("stem", tokenizer_name="raw", index_option="position")
    return builder.build()


SCHEMA = _schema()
