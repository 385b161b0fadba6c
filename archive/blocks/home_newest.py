from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from archive.blocks.home_section import HomeSection
from archive.ways.counting import open_to
from archive.ways.shelf import newest
from testimonies.consent.audiences import Listener
from testimonies.views.cards import cards_of

__all__ = ["HomeNewest"]


class HomeNewest(HomeSection):
    """The testimonies that were published last."""

    number = blocks.IntegerBlock(
        label=_("How many"), default=6, min_value=1, max_value=12, help_text=_("From 1 to 12. Example: 6.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Newest testimonies")
        description = _("Cards of the testimonies that were added last, as far as each reader may see them.")
        template = "archive/blocks/home_newest.html"
        preview_value: dict[str, Any] = {"heading": "", "number": 3}

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        every = newest(lambda: open_to(listener).filter(live=True), listener, "published")
        return {"cards": cards_of(every[: value.get("number") or 6], listener)}
