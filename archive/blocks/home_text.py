from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from archive.blocks.home_section import HomeSection

__all__ = ["HomeText"]


class HomeText(HomeSection):
    """A few paragraphs."""

    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "link", "ol", "ul"],
        help_text=_("A paragraph or two. Example: why these voices were gathered, and by whom."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A heading and a few paragraphs.")
        template = "archive/blocks/home_text.html"
        preview_value: dict[str, Any] = {"heading": "About this archive", "text": "<p>Voices gathered since 2015.</p>"}
