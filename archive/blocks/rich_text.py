"""Text that an editor writes: headings, lists, emphasis, links, and nothing that a browser would run."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText, expand_db_html
from wagtail.whitelist import DEFAULT_ELEMENT_RULES, Whitelister

__all__ = ["FEATURES", "TextBlock", "clean_html"]

FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "hr"]
_ELEMENTS = ("[document]", "a", "b", "br", "em", "h2", "h3", "hr", "i", "li", "ol", "p", "strong", "ul")


class _Plain(Whitelister):
    element_rules = {name: DEFAULT_ELEMENT_RULES[name] for name in _ELEMENTS}

    def clean_tag_node(self, doc: Any, tag: Any) -> None:
        if tag.name in ("script", "style", "template", "iframe", "object"):
            tag.decompose()  # with what stands in it
        else:
            super().clean_tag_node(doc, tag)


def clean_html(source: str) -> SafeString:
    """Rich text as it is kept, with its links made, and only the elements that the editor offers.

    It may have come through a translator's file or an import, which no editor's form has looked at.
    """
    return mark_safe(_Plain().clean(expand_db_html(source)))


class TextBlock(RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        kwargs.setdefault("editor", "default")
        super().__init__(**kwargs)

    def get_context(self, value: RichText, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context), "html": clean_html(value.source)}

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "archive/blocks/text.html"
        group = _("Words")
        help_text = _(
            "What you write yourself. Do not copy a narrator’s words into it: take a clip, so that they close with the "
            "consent. Example: “Between 2009 and 2014 she wrote home every week. This is how she tells it:”"
        )
        description = _("Paragraphs, headings, lists and links that you write.")
