"""Whose collection it is: the partner organisation behind the testimonies of a collection."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Collection

from testimonies.description import languages
from testimonies.models import Country

__all__ = ["ROLES", "Organisation"]

_ABOUT = _(
    "Two or three sentences: who they are, with whom they work, how the testimonies came about. No names of people."
)

_ABOUT_IN = ("en", "es", "fr", "ar")
"""The languages in which it has a column to tell of itself."""


ROLES = ("collects", "translates", "campaigns", "supports")
"""What a partner can do, each a column of its own."""


class Organisation(models.Model):
    """One for a collection, or none of its own. What it says of itself is public; a collection without testimonies
    that a reader may see is not. ``in_directory``: whether it stands among the partners."""

    collection = models.OneToOneField(
        Collection,
        verbose_name=_("collection"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="organisation",
        help_text=_("The collection that holds this organisation's testimonies, where it has one."),
    )
    in_directory = models.BooleanField(
        _("in the partner directory"),
        default=False,
        help_text=_("Whether it is named on the page of the partners. Ask it first."),
    )
    countries = models.ManyToManyField(
        Country,
        verbose_name=_("countries"),
        blank=True,
        related_name="organisations",
        help_text=_("Where it works; the directory sorts by their regions."),
    )
    collects = models.BooleanField(_("gathers testimonies"), default=False, help_text=_("Interviews for the archive."))
    translates = models.BooleanField(
        _("translates"), default=False, help_text=_("Translates testimonies or the pages of the archive.")
    )
    campaigns = models.BooleanField(
        _("campaigns for ratification"), default=False, help_text=_("Speaks with governments about the Convention.")
    )
    supports = models.BooleanField(
        _("supports migrants"), default=False, help_text=_("Gives advice, shelter or legal help.")
    )
    demonstration = models.BooleanField(default=False, editable=False)
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
        FieldPanel("in_directory"),
        FieldPanel("countries"),
        MultiFieldPanel([FieldPanel(name) for name in ROLES], heading=_("What it does")),
        MultiFieldPanel([FieldPanel(f"about_{tag}") for tag in _ABOUT_IN], heading=_("About the organisation")),
    ]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> list[str]:
        """What it does, in words."""
        fields: Any = {name: self._meta.get_field(name) for name in ROLES}
        return [str(fields[name].verbose_name) for name in ROLES if getattr(self, name)]

    @property
    def about(self) -> tuple[str, str]:
        """What it says of itself for the reader, and the language of that; two empty texts where it says nothing."""
        known = {tag: text for tag in _ABOUT_IN if (text := getattr(self, f"about_{tag}"))}
        found = languages.best(known, get_language() or "en")
        return (found[1], found[0]) if found else ("", "")
