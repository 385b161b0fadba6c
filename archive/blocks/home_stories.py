from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from archive.blocks.home_section import HomeSection
from testimonies.consent.audiences import Listener

__all__ = ["HomeStories"]


class HomeStories(HomeSection):
    """Stories that an editor chose, in their order. One that is not public any more is left out."""

    stories = blocks.ListBlock(
        blocks.PageChooserBlock(
            label=_("Story"), help_text=_("A page that is public. Example: The door of the house.")
        ),
        label=_("Stories"),
        min_num=1,
        max_num=9,
    )

    class Meta:
        icon = "doc-full"
        label = _("Stories")
        description = _("Up to nine stories, in the order in which you choose them.")
        template = "archive/blocks/home_stories.html"
        preview_value: dict[str, Any] = {"heading": "", "stories": []}

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        return {"stories": [page for page in value.get("stories") or () if page is not None and _is_public(page)]}


def _is_public(page: Any) -> bool:
    return bool(page.live and not page.get_view_restrictions().exists())
