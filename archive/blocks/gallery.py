"""Testimonies that answer to a few facts, as whoever reads may see them on that day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChoiceBlock, IntegerBlock, StructBlock

from archive.blocks.journey import countries
from archive.blocks.lines import line
from testimonies.consent.audiences import VISITOR, Listener
from testimonies.description import languages
from testimonies.models import Recording, Testimony, Theme
from testimonies.models.testimony import TestimonyQuerySet

__all__ = ["GalleryBlock", "found"]

MOST = 12


def themes() -> list[tuple[str, str]]:
    return [(one.slug, one.label) for one in Theme.objects.select_related("group")]


def collections() -> list[tuple[str, str]]:
    """Those of which a visitor sees anything."""
    seen = Testimony.objects.visible_to(VISITOR).order_by("collection__name")
    return [(str(pk), name) for pk, name in seen.values_list("collection", "collection__name").distinct()]


class GalleryBlock(StructBlock):
    title = line(_("Title"), _("Example: “Others who speak of their passport”."))
    theme = ChoiceBlock(
        choices=themes, required=False, label=_("Theme"), help_text=_("Only testimonies that speak of it.")
    )
    country = ChoiceBlock(
        choices=countries,
        required=False,
        label=_("Country"),
        help_text=_("Only journeys from, through, to or back to it, where the narrators let that be known."),
    )
    language = ChoiceBlock(
        choices=languages.choices,
        required=False,
        label=_("Language spoken"),
        help_text=_("Only recordings in which it is heard."),
    )
    collection = ChoiceBlock(
        choices=collections, required=False, label=_("Collection"), help_text=_("Only what it holds.")
    )
    most = IntegerBlock(
        default=6, min_value=1, max_value=MOST, label=_("How many"), help_text=_("The newest ones. Example: 6.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        listener = context.get("listener") or VISITOR
        return {**context, "listener": listener, "found": list(found(value, listener)[: value["most"]])}

    class Meta:
        icon = "grip"
        label = _("Gallery of testimonies")
        template = "archive/blocks/gallery.html"
        group = _("Voices")
        help_text = _(
            "The newest testimonies that answer to all that you choose here; each reader sees those that are open to "
            "them. Example: theme “Passport confiscation”, six of them."
        )
        description = _("Cards of testimonies by theme, country, language or collection.")


def found(value: Any, listener: Listener) -> TestimonyQuerySet:
    """The published testimonies that answer, as far as ``listener`` may see them and know the fact."""
    some = Testimony.objects.visible_to(listener).filter(live=True)
    if value["theme"]:
        some = some.filter(theme_items__tag__slug=value["theme"])
    if value["country"]:
        some = some.telling_countries_to(listener).filter(country_roles__country__iso2=value["country"])
    if value["language"]:
        spoken = Recording.objects.visible_to(listener).filter(spoken_languages__contains=[value["language"]])
        some = some.filter(pk__in=spoken.order_by().values("testimony"))
    if value["collection"] and value["collection"].isdecimal():
        some = some.filter(collection=int(value["collection"]))
    return some.distinct()
