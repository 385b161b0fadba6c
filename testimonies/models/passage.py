"""Passages: titled, time-coded spans of a recording, the index points that a reader jumps to."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models.recording import Recording
from testimonies.models.testimony import Testimony
from testimonies.models.vocabulary import Article, Country, Theme

__all__ = ["Passage", "PassageCountry", "PassageDescription", "PassageTheme"]


EARLIEST_YEAR = 1850
"""Nobody who was recorded tells of earlier years as their own."""


class Passage(models.Model):
    """``first_year`` and ``last_year``: of those that it tells of, not when it was recorded (the temporal coverage of
    Dublin Core); both, or neither where that is not known."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="passages")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    articles = models.ManyToManyField(Article, related_name="passages", blank=True)
    version = models.PositiveIntegerField(default=0, db_default=0, help_text="Grows with each change.")
    themes = TaggableManager(through="testimonies.PassageTheme", blank=True, related_name="passages")

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("recording", "start_ms")
        constraints = [
            models.CheckConstraint(name="passage_runs_forward", condition=models.Q(end_ms__gt=models.F("start_ms"))),
            models.CheckConstraint(
                name="passage_years_in_order",
                condition=models.Q(first_year=None, last_year=None)
                | models.Q(first_year__gte=EARLIEST_YEAR, last_year__gte=models.F("first_year"), last_year__lte=9999),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.recording} {self.start_ms}–{self.end_ms} ms"

    def description_for(self, language: str | None = None) -> Any:
        available = {one.language: one for one in self.descriptions.all()}
        found = languages.best(available, language or get_language() or "en")
        return found[1] if found else None

    @property
    def years_told(self) -> str:
        """``1990–1994``, ``1990``, or nothing."""
        if self.first_year is None:
            return ""
        return str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"

    @property
    def title(self) -> str:
        description = self.description_for()
        return description.title if description else ""


class PassageDescription(models.Model):
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="descriptions")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    synopsis = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "language"], name="passage_described_once_per_language")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


class PassageTheme(ItemBase):
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="tagged_passages")
    content_object = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="theme_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="passage_theme_once")]


class PassageCountryQuerySet(models.QuerySet["PassageCountry"]):
    def told_to(self, listener: Listener) -> Self:
        """Those of testimonies whose countries ``listener`` may know; the passages themselves are asked for apart."""
        telling = Testimony.objects.telling_countries_to(listener).order_by()
        return self.filter(passage__recording__testimony__in=telling)


class PassageCountry(models.Model):
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="country_roles")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="passage_roles")
    role = models.CharField(max_length=12)

    objects = PassageCountryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["passage", "country", "role"], name="passage_country_once_per_role")
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.role})"
