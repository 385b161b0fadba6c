"""What an editor tells beside the voices: dates, a sentence set large, a number with where it comes from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock, URLBlock

from archive.blocks.lines import line
from testimonies.description.partial_dates import PartialDate

__all__ = ["NumberBlock", "PullQuoteBlock", "TimelineBlock"]


class DateBlock(CharBlock):
    """A date as well as it is known: ``2009``, ``2011-03``, ``2014-12-18``, ``2009~``."""

    def clean(self, value: Any) -> Any:
        try:
            return str(PartialDate.parse(super().clean(value)))
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value


class DatedBlock(StructBlock):
    date = DateBlock(
        max_length=11,
        label=_("Date"),
        help_text=_("As well as it is known: 2009, 2011-03 or 2014-12-18. Add ~ for “about”: 2009~"),
    )
    title = line(_("What happened"), _("In a few words. Example: “The Convention comes into force”."))
    text = TextBlock(
        required=False, rows=2, label=_("More"), help_text=_("A sentence or two. May stay empty."), max_length=600
    )

    class Meta:
        icon = "date"
        label = _("Entry")


class TimelineBlock(StructBlock):
    title = line(_("Title"), _("Example: “Twenty years until it came into force”."))
    entries = ListBlock(DatedBlock(), default=[{}, {}], min_num=2, max_num=30, label=_("Entries, the earliest first"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        entries = [{**entry, "on": _readable(entry["date"])} for entry in value["entries"]]
        return {**context, "entries": entries}

    class Meta:
        icon = "calendar"
        label = _("Timeline")
        template = "archive/blocks/timeline.html"
        group = _("Pictures and facts")
        help_text = _("Dates in order, each with what happened. Example: 1990-12-18, “The Convention is adopted”.")
        description = _("Dated entries, one below the other.")


class PullQuoteBlock(StructBlock):
    text = TextBlock(
        rows=2,
        max_length=300,
        label=_("The sentence"),
        help_text=_(
            "From your own text, or from a public document. For a narrator’s words take a clip: a copied sentence "
            "stays when their consent ends. Example: “A right that nobody knows of protects nobody.”"
        ),
    )
    said_by = line(_("Who wrote it"), _("Example: “From a letter of the union, 2012”. May stay empty."), required=False)

    class Meta:
        icon = "openquote"
        label = _("Sentence set large")
        template = "archive/blocks/pull_quote.html"
        group = _("Words")
        help_text = _("One sentence that stays in mind, set large. Example: a sentence of the text around it.")
        description = _("One sentence in large letters.")


class NumberBlock(StructBlock):
    number = line(_("The number"), _("As it is to be read. Example: “47”, or “2.3 million”."), most=40)
    says = line(_("What it counts"), _("Example: “States had joined the Convention by 18 December 2014”."))
    source = line(
        _("Where it comes from"),
        _("Who says so, where and when: nothing is shown without. Example: “United Nations Treaty Collection, 2014”."),
        most=250,
    )
    link = URLBlock(
        required=False,
        label=_("Address of the source"),
        help_text=_("If it stands on the web. Example: https://treaties.un.org/"),
    )

    class Meta:
        icon = "order"
        label = _("Number with its source")
        template = "archive/blocks/number.html"
        group = _("Pictures and facts")
        help_text = _("One number that matters, what it counts, and where it comes from.")
        description = _("A number in large letters, with its source.")


def _readable(text: str) -> str:
    try:
        return PartialDate.parse(text).sentence
    except ValueError:
        return text
