from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.blocks.home_section import HomeSection
from archive.ways.themes import groups_heard
from testimonies.consent.audiences import Listener

__all__ = ["HomeThemes"]


class HomeThemes(HomeSection):
    """What the testimonies speak about."""

    class Meta:
        icon = "tag"
        label = _("Themes")
        description = _("The themes that somebody speaks about, by group, each with the number of its testimonies.")
        template = "archive/blocks/home_themes.html"
        preview_value: dict[str, Any] = {"heading": ""}

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        return {"groups": groups_heard(listener)}
