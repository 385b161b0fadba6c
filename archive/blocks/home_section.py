"""What every section of the home page has in common: a heading, and the asker for whom it is filled."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from testimonies.consent.audiences import VISITOR, Listener
from testimonies.models import listener_for

__all__ = ["HomeSection", "asker"]


def asker(parent_context: dict[str, Any] | None) -> Listener:
    """Whoever reads the page; a visitor where nobody is known."""
    request = (parent_context or {}).get("request")
    user = getattr(request, "user", None)
    return listener_for(user) if user is not None else VISITOR


class HomeSection(blocks.StructBlock):
    """Give ``filling(value, listener)``: what the template shows, asked anew for each reader."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        required=False,
        max_length=80,
        help_text=_(
            "Left empty, the archive's own heading is shown in the reader's language. Example: Voices from the Gulf."
        ),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        listener = asker(parent_context)
        return context | {"listener": listener} | self.filling(value, listener)

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        return {}
