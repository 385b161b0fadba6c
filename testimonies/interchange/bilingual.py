"""Texts and their translations, as they go out to people who translate elsewhere and come back: what every such format
writes and reads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

__all__ = ["MOST_BYTES", "MOST_UNITS", "Bilingual", "Unit", "settled", "tidy"]

MOST_BYTES = 4_000_000
"""A transcript of 20 hours with its translation stays far below."""
MOST_UNITS = 30_000

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One text. ``key`` names it within its subject; ``previous`` is what the target was made from, where that is not
    the source any more; ``place`` and ``remarks`` are for people. A ``draft`` wants work: a machine wrote it, or the
    original changed.

    From a file: ``line`` is where it stands (0 where unknown), ``fault`` a sentence that says why it cannot be used.
    """

    key: str
    source: str
    target: str = ""
    draft: bool = False
    previous: str = ""
    place: str = ""
    remarks: tuple[str, ...] = ()
    line: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """All texts of one ``subject`` (``2026-0007/12``) from ``source_language`` into ``language`` (BCP 47 tags).

    ``made_at`` is when the archive gave it out. In a file each of these may be missing: it is empty then, or ``None``.
    """

    subject: str
    language: str
    source_language: str = ""
    title: str = ""
    units: tuple[Unit, ...] = ()
    made_at: datetime | None = None


def settled(text: str) -> str:
    """The text in Unicode's NFC, line ends as ``\\n``, no space around it."""
    return _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).strip("\ufeff \t\n")


def tidy(text: str) -> str:
    """The same without control characters: as a file can hold it and give it back."""
    lined = settled(text)
    kept = (letter for letter in lined if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return "".join(kept).strip("\ufeff \t\n")
