"""A segment as it is read: its words without the means to change them.

An interview has 1,500 segments and 18,000 words. A page that shows all of them is made of these, which cost a third of
the rows that Django makes of them.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast

from testimonies.description import languages
from testimonies.transcript import doubts
from testimonies.transcript.blanking import Piece
from testimonies.transcript.document import Word

__all__ = ["FETCHED", "FIELDS", "ShownSegment"]

FIELDS = (
    *("pk", "transcript_id", "start_ms", "end_ms", "text", "language", "speaker", "words", "doubts", "review_state"),
    *("corrected_by_id", "verified_by_id", "version"),
)
"""What it has of a segment, in the order in which it is made of it."""
FETCHED = tuple(Cast(name, TextField()) if name == "words" else name for name in FIELDS)
"""The same as it is asked of the database: the words as the JSON they are kept in."""


class ShownSegment:
    """The fields of :class:`~testimonies.models.Segment` by their names, as shown to one listener."""

    __slots__ = (
        *(name for name in FIELDS if name != "words"),
        *("_words", "kept_back", "kept_for", "pieces", "transcript", "withheld"),
    )
    transcript: Any
    """Its transcript, with the recording."""

    def __init__(self, *fields: Any) -> None:
        """``fields``: those of :data:`FIELDS`, and whether its words are kept from the listener."""
        self.pk, self.transcript_id, self.start_ms, self.end_ms, self.text, self.language, self.speaker = fields[:7]
        self._words, self.doubts, self.review_state, self.corrected_by_id, self.verified_by_id = fields[7:12]
        self.version, self.kept_back = fields[12:]
        self.pieces: tuple[Piece, ...] = ()
        self.kept_for = ""
        self.withheld = False

    @property
    def words(self) -> list[Any]:
        """Read anew each time: nobody looks at them twice, and all of them at once would be 18,000 lists that the
        collector of garbage goes through while the page is made."""
        return orjson.loads(self._words) if isinstance(self._words, str) else self._words

    @words.setter
    def words(self, words: list[Any]) -> None:
        self._words = words

    @property
    def spoken_words(self) -> tuple[Word, ...]:
        return tuple(Word(*word) for word in self.words)

    @property
    def direction(self) -> str:
        return languages.direction(self.language or self.transcript.language)

    @property
    def is_doubtful(self) -> bool:
        """Whether these are machine words that are doubted and that nobody has looked after."""
        return self.review_state == "machine" and bool(self.doubts)

    @property
    def reasons(self) -> str:
        """What speaks against its words, in words."""
        return doubts.reasons(self.doubts) if self.doubts else ""

    def withhold(self) -> None:
        """Take the words out, for a reader who may not have them."""
        self.text, self.words, self.doubts, self.speaker, self.withheld = "", [], [], "", True
