"""What may stand in the place of words that endanger: a year for a day, a country for a town, a friend for a name."""

from __future__ import annotations

import re
from pathlib import Path

from testimonies.risk.folding import plain
from testimonies.risk.kinds import Kind
from testimonies.risk.lexicon import lexicon

__all__ = ["suggest"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def suggest(kind: str, words: str, language: str, *, own_words: Path | None = None) -> str:
    """A coarser wording in the language of the text; empty where none can be thought of."""
    lists = lexicon(language, own_words)
    if kind == Kind.ENTRY:
        year = _YEAR.search(plain(words))
        if year:
            return words[year.start() : year.end()]
        if country := lists.coarser(words):
            return country
    return lists.instead.get((str(kind),), "")
