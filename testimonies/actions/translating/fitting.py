"""What can be kept as a translation: somebody's words, not a paste gone wrong."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from testimonies.actions.translating.row import Row
from testimonies.exceptions import UnfitTranslation
from testimonies.interchange.bilingual import tidy

__all__ = ["fitted"]

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
"""Old embeddings and overrides of direction: with them a text can read otherwise than it is. Isolates and the marks
that Arabic, Persian and Hebrew writers use stay, and so do joiners and the spaces of no width that Khmer needs."""


def fitted(text: str, row: Row) -> str:
    """The text as it is kept. Raises :class:`UnfitTranslation` with a sentence that says what to change."""
    if any(letter in OVERRIDES for letter in text):
        raise UnfitTranslation(_("There are invisible marks in it that turn the direction of letters. Type it anew."))
    cleaned = tidy(text)
    kept = "\n".join(line.strip() for line in cleaned.split("\n")) if row.lines else " ".join(cleaned.split())
    if not any(unicodedata.category(letter)[0] in "LNSP" for letter in kept):
        if row.text:
            raise UnfitTranslation(_("A translation cannot be emptied: write what should stand here instead."))
        raise UnfitTranslation(_("There is nothing written here."))
    if len(kept) > row.most:
        raise UnfitTranslation(
            _("This has %(length)s characters, and %(most)s fit here. Was more pasted than was meant?")
            % {"length": len(kept), "most": row.most}
        )
    return kept
