"""Above a story in the editors' rooms: which of its clips visitors do not see at this moment."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from archive.clips.showing import clips
from testimonies.consent.audiences import VISITOR

__all__ = ["ClosedClipsPanel"]


class ClosedClipsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "archive/clips/closed_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self._closed())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "numbers": self._closed()}

        def _closed(self) -> list[int]:
            """Their numbers in the order of the page, from 1 on."""
            places = self.instance.places
            seen = clips(places, VISITOR)
            return [number for number, place in enumerate(places, start=1) if place not in seen]
