from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from archive.blocks.home_section import HomeSection

__all__ = ["HomeCall"]


class HomeCall(HomeSection):
    """An invitation to take part."""

    text = blocks.TextBlock(
        label=_("Text"),
        required=False,
        max_length=400,
        help_text=_("One or two sentences. Example: Tell your own story, or help to translate those of others."),
    )
    button = blocks.CharBlock(
        label=_("Words on the button"),
        required=False,
        max_length=40,
        help_text=_("What happens then. Example: Tell your story."),
    )
    page = blocks.PageChooserBlock(
        label=_("Page"), required=False, help_text=_("Where the button leads. Left empty, it leads to the recorder.")
    )

    class Meta:
        icon = "group"
        label = _("Call to take part")
        description = _("A sentence and a button that leads to the recorder or to a page of yours.")
        template = "archive/blocks/home_call.html"
        preview_value: dict[str, Any] = {"heading": "", "text": "", "button": "", "page": None}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned.get("page") and not cleaned.get("button"):
            raise blocks.StructBlockValidationError(
                {"button": ValidationError(_("Say on the button where it leads, for example: Become a translator."))}
            )
        return cleaned
