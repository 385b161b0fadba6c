"""Texts that a record has once in each language of the campaign, and the one that its reader is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from testimonies.description import languages

__all__ = ["WRITTEN_IN", "Told", "told"]

WRITTEN_IN = ("en", "es", "fr", "ar")
"""The languages in which a record has a column for each of its texts: ``title_en`` and so on."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text and the language that it is in, for ``lang`` and ``dir``; both empty where there is none."""

    text: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def direction(self) -> str:
        return languages.direction(self.language) if self.language else "auto"


def told(record: Any, name: str, language: str = "") -> Told:
    """``record``'s text ``name`` in the reader's language, or the next best."""
    known = {tag: text for tag in WRITTEN_IN if (text := getattr(record, f"{name}_{tag}"))}
    best = languages.best(known, language or get_language() or "en")
    return Told(best[1], best[0]) if best else Told()
