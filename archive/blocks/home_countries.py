from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from archive.blocks.home_section import HomeSection
from archive.ways import counting
from testimonies.consent.audiences import Listener
from testimonies.models import Country

__all__ = ["HomeCountries"]


class HomeCountries(HomeSection):
    """Where people came from, went through and went to."""

    number = blocks.IntegerBlock(
        label=_("How many"),
        default=12,
        min_value=3,
        max_value=60,
        help_text=_("Those with the most testimonies, from 3 to 60. Example: 12."),
    )

    class Meta:
        icon = "globe"
        label = _("Countries")
        description = _("The countries that most testimonies tell of, and the way to the map of journeys.")
        template = "archive/blocks/home_countries.html"
        preview_value: dict[str, Any] = {"heading": "", "number": 12}

    def filling(self, value: Any, listener: Listener) -> dict[str, Any]:
        told = counting.by_country(listener)
        some = sorted(Country.objects.filter(pk__in=told), key=lambda one: (-told[one.pk].testimonies, one.label))
        return {"countries": [(one, told[one.pk].testimonies) for one in some[: value.get("number") or 12]]}
