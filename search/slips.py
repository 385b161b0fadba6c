"""What to say about a slip in a question. The question was answered all the same, in its plain reading."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.language.mistakes import Mistake, Slip

__all__ = ["sentence"]

SENTENCES = {
    Slip.UNCLOSED_QUOTE: gettext_lazy("A quotation mark is not closed; what follows it was read as single words."),
    Slip.EMPTY_QUOTES: gettext_lazy("There is nothing between the quotation marks; they were passed over."),
    Slip.UNCLOSED_BRACKET: gettext_lazy("A bracket is not closed; it was closed at the end."),
    Slip.UNOPENED_BRACKET: gettext_lazy("A bracket is closed that was never opened; it was passed over."),
    Slip.EMPTY_BRACKETS: gettext_lazy("There is nothing between the brackets; they were passed over."),
    Slip.TOO_DEEP: gettext_lazy("There are too many brackets inside each other; the inner ones were passed over."),
    Slip.LONELY_OPERATOR: gettext_lazy(
        "An operator such as AND, OR, NOT or NEAR has no word beside it; it was passed over."
    ),
    Slip.TOO_LONG: gettext_lazy("The question is too long; its end was left out."),
    Slip.STAR_PLACE: gettext_lazy("A star stands at the end of a word, for any ending; it was passed over."),
    Slip.SHORT_PREFIX: gettext_lazy("A star needs at least two letters before it; the word was searched as it is."),
    Slip.SHORT_FUZZY: gettext_lazy("“%(text)s” is too short or too long for ~; the word was searched as it is."),
    Slip.FUZZY_FAR: gettext_lazy("In “%(text)s” fewer letters may be wrong than you asked for."),
    Slip.NEAR_WORDS: gettext_lazy("NEAR stands between words and phrases only; AND was taken in its place."),
    Slip.NEAR_MANY: gettext_lazy("Too many words stand beside NEAR; AND was taken in its place."),
    Slip.TOO_FAR: gettext_lazy("Words can be searched near each other over at most 30 words; 30 were taken."),
    Slip.EMPTY_FIELD: gettext_lazy("Nothing follows “%(text)s:”; it was searched as a word."),
    Slip.UNKNOWN_FIELD: gettext_lazy(
        "“%(text)s” is not something the archive can be narrowed by; it was searched as words."
    ),
    Slip.UNKNOWN_VALUE: gettext_lazy("“%(text)s” is not known here; it was searched as words."),
    Slip.CUT: gettext_lazy("Very many words begin like “%(text)s”; only the commonest were searched."),
}


def sentence(mistake: Mistake) -> str:
    """The sentence for a slip, with its place counted from 1 as people count, and what may have been meant."""
    said = _("%(sentence)s (character %(place)d)") % {
        "sentence": SENTENCES[mistake.key] % {"text": mistake.text},
        "place": mistake.position + 1,
    }
    if not mistake.suggestions or mistake.key == Slip.TOO_FAR:
        return said
    quoted = " · ".join(_("“%(words)s”") % {"words": words} for words in mistake.suggestions)
    return _("%(sentence)s Did you mean %(suggestions)s?") % {"sentence": said, "suggestions": quoted}
