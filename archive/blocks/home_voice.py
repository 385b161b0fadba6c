from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from archive.blocks.home_section import asker
from archive.ways.voices import first_voice

__all__ = ["HomeVoice"]


class HomeVoice(blocks.StructBlock):
    """One voice in large letters, to be heard at once."""

    testimony = SnippetChooserBlock(
        "testimonies.Testimony",
        label=_("Testimony"),
        required=False,
        help_text=_(
            "Its first words are shown, and its voice can be heard, by whoever may have both in excerpts. Left empty, "
            "or where a reader may not have it, the newest such testimony stands here. Example: 2015-0012."
        ),
    )

    class Meta:
        icon = "openquote"
        label = _("A voice")
        description = _("The first words of one testimony, in large letters. Best as the first section.")
        template = "archive/blocks/home_voice.html"
        preview_value: dict[str, Any] = {"testimony": None}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        chosen = value.get("testimony")
        return context | {"voice": first_voice(asker(parent_context), chosen.pk if chosen else None)}
