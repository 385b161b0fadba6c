"""The controlled words: countries, articles of the Convention, rights themes and their groups; and free keywords."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from testimonies.description import languages

__all__ = ["Article", "Country", "Keyword", "Theme", "ThemeGroup"]


class LabelledInFour(models.Model):
    """Something with a label in each of the interface's languages, and in others where somebody translated it.

    ``other_labels`` holds what was translated and checked here, by language; it goes before what a file brought along.
    """

    label_en = models.CharField(_("label in English"), max_length=200)
    label_es = models.CharField(_("label in Spanish"), max_length=200)
    label_fr = models.CharField(_("label in French"), max_length=200)
    label_ar = models.CharField(_("label in Arabic"), max_length=200)
    other_labels = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def labels(self) -> dict[str, str]:
        tags = languages.INTERFACE_LANGUAGES
        brought = {tag: label for tag in tags if (label := getattr(self, f"label_{tag}", ""))}
        return {**brought, **self.other_labels}

    @property
    def label(self) -> str:
        """The label in the active language."""
        wanted = get_language() or "en"
        if own := self.other_labels.get(wanted) or getattr(self, f"label_{wanted}", ""):
            return str(own)
        found = languages.best(self.labels, wanted)
        return found[1] if found else ""

    def __str__(self) -> str:
        return self.label


class Country(LabelledInFour):
    """A State or territory of the reference data (``archive/data/countries.csv``)."""

    iso2 = models.CharField(_("ISO 3166-1 code"), max_length=2, unique=True)
    iso3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    un_status = models.CharField(
        max_length=10, choices=[("member", _("member")), ("observer", _("observer")), ("non_member", _("non-member"))]
    )
    region = models.CharField(max_length=60, blank=True)
    subregion = models.CharField(max_length=60, blank=True)
    intermediate_region = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ("label_en",)


class Article(models.Model):
    """An article of the Convention, in the archive's own short paraphrase."""

    number = models.PositiveSmallIntegerField(unique=True)
    part = models.CharField(max_length=6)
    part_title = models.CharField(max_length=200)
    applies_to = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    verified = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("article of the Convention")
        verbose_name_plural = _("articles of the Convention")
        ordering = ("number",)

    def __str__(self) -> str:
        return str(_("Article %(number)s") % {"number": self.number})


class ThemeGroup(LabelledInFour):
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("group of themes")
        verbose_name_plural = _("groups of themes")
        ordering = ("position", "slug")


class Theme(LabelledInFour, TagBase):
    """A rights theme: a tag of the controlled vocabulary. Editors choose among them; nobody types a new one."""

    free_tagging = False

    group = models.ForeignKey(ThemeGroup, on_delete=models.PROTECT, related_name="themes")
    articles = models.ManyToManyField(Article, related_name="themes", blank=True)
    scope_note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("rights theme")
        verbose_name_plural = _("rights themes")
        ordering = ("position", "slug")

    def __str__(self) -> str:
        return self.label


class Keyword(TagBase):
    """A free word that someone tagged a testimony with."""

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")
