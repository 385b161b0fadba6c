"""What can be translated, and how it is found by its address for one person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from testimonies.actions.translating.descriptions import OfDescription
from testimonies.actions.translating.row import Row
from testimonies.actions.translating.transcripts import OfTranscript
from testimonies.actions.translating.vocabulary import OfVocabulary
from testimonies.description import languages

__all__ = ["Subject", "find"]


class Subject(Protocol):
    """The texts behind an ``address`` (``2026-0007/12``, ``2026-0007/description``, ``vocabulary/themes``), for one
    person, into one ``language``."""

    kind: str
    address: str
    language: str
    source_language: str
    testimony: Any
    recording: Any

    def rows(self, keys: Iterable[str] | None = None) -> list[Row]:
        """All texts in order, or those of these keys, as the person may see them."""

    def standing(self) -> list[tuple[str, str]]:
        """The key of every text in order, and what is to be done about it (:attr:`Row.wants`)."""

    def hold(self) -> None:
        """Let nobody else write here until the transaction ends."""

    def put(self, row: Row, text: str, *, made_from: str, by: Any) -> None:
        """Write one down as a person's work that nobody else has checked."""

    def check(self, row: Row, *, by: Any) -> None:
        """Write down that somebody else checked it. Raises a :class:`~testimonies.exceptions.TestimoniesError`."""

    def absorb(self, row: Row, left_over: Sequence[int]) -> None:
        """Words left over are part of this translation now: they go, and its history keeps them."""

    def settle(self, *, by: Any) -> None:
        """Write down together what was gathered since :meth:`hold`, and tell whoever copied the texts."""


_ADDRESS = re.compile(
    r"(?P<accession>\d{4}-\d{4,7})/(?:(?P<transcript>\d{1,18})|description)|vocabulary/(?P<words>\w+)"
)


def find(*, address: str, language: str, user: Any) -> Subject | None:
    """The subject, or ``None`` where there is none that ``user`` may translate into ``language``."""
    found = _ADDRESS.fullmatch(address)
    if found is None or language not in languages.SPOKEN_LANGUAGES:
        return None
    if found["words"]:
        return OfVocabulary.find(found["words"], language, user)
    if found["transcript"]:
        return OfTranscript.find(found["accession"], int(found["transcript"]), language, user)
    return OfDescription.find(found["accession"], language, user)
