from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.blocks.home_section import HomeSection
from archive.ways import counting
from testimonies.consent.audiences import Listener

__all__ = ["HomeNumbers"]


class HomeNumbers(HomeSection):
    """How much there is, for whoever reads."""

    class Meta:
        icon = "order"
        label = _("The archive in numbers")
        description = _(
            "Testimonies, hours, languages and countries, counted for each reader at the moment of reading."
        )
        template = "archive/blocks/home_numbers.html"
        preview_value: dict[str, Any] = {"heading": ""}

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        return {"numbers": counting.numbers(listener)}
