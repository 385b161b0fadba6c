"""What to say about a slip in a question. The question was answered all the same, in its plain reading."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.language.lexing import Mistake, Slip

__all__ = ["sentence"]

SENTENCES = {
    Slip.UNCLOSED_QUOTE: gettext_lazy("A quotation mark is not closed; everything after it was read as one phrase."),
    Slip.EMPTY_QUOTES: gettext_lazy("There is nothing between the quotation marks; they were passed over."),
    Slip.UNCLOSED_BRACKET: gettext_lazy("A bracket is not closed; it was closed at the end."),
    Slip.UNOPENED_BRACKET: gettext_lazy("A bracket is closed that was never opened; it was passed over."),
    Slip.EMPTY_BRACKETS: gettext_lazy("There is nothing between the brackets; they were passed over."),
    Slip.TOO_DEEP: gettext_lazy("There are too many brackets inside each other; the inner ones were passed over."),
    Slip.LONELY_OPERATOR: gettext_lazy("AND, OR or NOT has no word beside it; it was passed over."),
    Slip.TOO_LONG: gettext_lazy("The question is too long; its end was left out."),
}


def sentence(mistake: Mistake) -> str:
    """The sentence for a slip, with its place counted from 1 as people count."""
    return _("%(sentence)s (character %(place)d)") % {
        "sentence": SENTENCES[mistake.key],
        "place": mistake.position + 1,
    }
