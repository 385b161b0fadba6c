"""The words by which a document is found: cut and folded as the words of testimonies are, so that both answer alike."""

from __future__ import annotations

from typing import Any

from archive.models.in_languages import WRITTEN_IN
from search.language.words import tokens

__all__ = ["forms", "words_of"]

NAMES = ("signatories", "addressees", "place", "citation")
"""Texts that stand once, in whatever language their names are."""


def words_of(item: Any) -> list[str]:
    """All forms under which its title, description and names are found, in order of the alphabet."""
    found: set[str] = set()
    for tag in WRITTEN_IN:
        found |= forms(f"{getattr(item, f'title_{tag}')} {getattr(item, f'about_{tag}')}", tag)
    for name in NAMES:
        found |= forms(getattr(item, name), "")
    return sorted(found)


def forms(text: str, language: str) -> set[str]:
    """Each word as it is written, folded, and its stem in ``language`` marked as one: ``=letters`` and ``~letter``."""
    found: set[str] = set()
    if not text.strip():
        return found
    for word in tokens(text, language):
        found |= {f"={one}" for one in (word.exact, word.plain) if one}
        found |= {f"~{one}" for one in (word.stem, word.plain_stem) if one}
    return found
