"""Whose collection it is: the partner organisation behind the testimonies of a collection."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Collection

from testimonies.description import languages

__all__ = ["Organisation"]

_ABOUT = _(
    "Two or three sentences: who they are, with whom they work, how the testimonies came about. No names of people."
)

_ABOUT_IN = ("en", "es", "fr", "ar")
"""The languages in which it has a column to tell of itself."""


class Organisation(models.Model):
    """One for a collection. What it says of itself is public; a collection without testimonies that a reader may see
    is not."""

    collection = models.OneToOneField(
        Collection,
        verbose_name=_("collection"),
        on_delete=models.CASCADE,
        related_name="organisation",
        help_text=_("The collection that holds this organisation's testimonies."),
    )
    name = models.CharField(
        _("name"),
        max_length=200,
        help_text=_("As the organisation writes it itself, for example: Migrant Forum in Asia."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_(
            "The last part of the page's address, in small letters, for example: migrant-forum. Do not change it later."
        ),
    )
    website = models.URLField(
        _("website"), blank=True, help_text=_("The organisation's own pages, for example: https://example.org/")
    )
    about_en = models.TextField(_("about it, in English"), blank=True, help_text=_ABOUT)
    about_es = models.TextField(_("about it, in Spanish"), blank=True, help_text=_ABOUT)
    about_fr = models.TextField(_("about it, in French"), blank=True, help_text=_ABOUT)
    about_ar = models.TextField(_("about it, in Arabic"), blank=True, help_text=_ABOUT)

    panels: ClassVar[list[Any]] = [
        FieldPanel("collection"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("website"),
        MultiFieldPanel([FieldPanel(f"about_{tag}") for tag in _ABOUT_IN], heading=_("About the organisation")),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def about(self) -> tuple[str, str]:
        """What it says of itself for the reader, and the language of that; two empty texts where it says nothing."""
        known = {tag: text for tag in _ABOUT_IN if (text := getattr(self, f"about_{tag}"))}
        found = languages.best(known, get_language() or "en")
        return (found[1], found[0]) if found else ("", "")
