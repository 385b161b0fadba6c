"""What can be kept as a translation: somebody's words, not a paste gone wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testimonies.actions.translating.row import Row
from testimonies.exceptions import FaultyWords
from testimonies.interchange.bilingual import tidy
from testimonies.transcript import typed

__all__ = ["fitted"]


def fitted(text: str, row: Row) -> str:
    """The text as it is kept. Raises :class:`FaultyWords` with a sentence that says what to change."""
    lines = tidy(text).split("\n") if row.lines else [text]
    if not text.strip():
        if row.text:
            raise FaultyWords(_("A translation cannot be emptied: write what should stand here instead."))
        raise FaultyWords(_("There is nothing written here."))
    if len(text) > row.most:
        raise FaultyWords(
            _("This has %(length)s characters, and %(most)s fit here. Was more pasted than was meant?")
            % {"length": len(text), "most": row.most}
        )
    return "\n".join(typed.clean(line, longest=row.most) if line.strip() else "" for line in lines)
