"""A day that comes again each year and is kept as one: 1 May, 18 December."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from archive.models.in_languages import WRITTEN_IN, Told, told
from archive.models.treaties import Verified

__all__ = ["RecurringDay"]

_NAME = _("What the day is called, for example: International Migrants Day.")
_ABOUT = _("Two or three sentences: what day it is, and since when it is kept.")


class RecurringDay(models.Model):
    """``since`` is the first year in which it was kept."""

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of the page's address, for example: migrants-day. Do not change it later."),
    )
    month = models.PositiveSmallIntegerField(
        _("month"),
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("As a number, 1 to 12."),
    )
    day = models.PositiveSmallIntegerField(
        _("day"), validators=[MinValueValidator(1), MaxValueValidator(31)], help_text=_("Of the month, 1 to 31.")
    )
    since = models.PositiveSmallIntegerField(
        _("since"),
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
        help_text=_("The first year in which it is shown here, for example 2000."),
    )
    name_en = models.CharField(_("name, in English"), max_length=150, blank=True, help_text=_NAME)
    name_es = models.CharField(_("name, in Spanish"), max_length=150, blank=True, help_text=_NAME)
    name_fr = models.CharField(_("name, in French"), max_length=150, blank=True, help_text=_NAME)
    name_ar = models.CharField(_("name, in Arabic"), max_length=150, blank=True, help_text=_NAME)
    about_en = models.TextField(_("about it, in English"), blank=True, help_text=_ABOUT)
    about_es = models.TextField(_("about it, in Spanish"), blank=True, help_text=_ABOUT)
    about_fr = models.TextField(_("about it, in French"), blank=True, help_text=_ABOUT)
    about_ar = models.TextField(_("about it, in Arabic"), blank=True, help_text=_ABOUT)
    verified = models.CharField(
        _("how far it was checked"),
        max_length=10,
        choices=Verified.choices,
        default=Verified.YES,
        help_text=_("Whether the facts told here were seen in the source."),
    )
    source = models.TextField(_("source"), help_text=_("Where anybody can see it."))
    is_own = models.BooleanField(
        default=False,
        editable=False,
        help_text="Entered or changed here: loading the reference data leaves it as it is.",
    )

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel(f"name_{tag}") for tag in WRITTEN_IN], heading=_("Name")),
        *(FieldPanel(name) for name in ("slug", "month", "day", "since")),
        MultiFieldPanel([FieldPanel(f"about_{tag}") for tag in WRITTEN_IN], heading=_("About the day")),
        *(FieldPanel(name) for name in ("verified", "source")),
    ]

    class Meta:
        verbose_name = _("day kept each year")
        verbose_name_plural = _("days kept each year")
        ordering = ("month", "day")

    def __str__(self) -> str:
        return self.name.text or self.slug

    def clean(self) -> None:
        if not any(getattr(self, f"name_{tag}") for tag in WRITTEN_IN):
            raise ValidationError({"name_en": _t("Please give its name in one language at least.")})
        if self.month and self.day:
            try:
                date(2001, self.month, self.day)  # no leap year: it must come every year
            except ValueError:
                raise ValidationError({"day": _t("No year, or not every year, has that day.")}) from None

    @property
    def name(self) -> Told:
        return told(self, "name")

    @property
    def about(self) -> Told:
        return told(self, "about")

    @property
    def sentence(self) -> str:
        """ "18 December", in the reader's language."""
        return _t("%(day)s %(month)s") % {"day": self.day, "month": MONTHS[self.month]}

    def in_year(self, year: int) -> date:
        return date(year, self.month, self.day)

    def get_absolute_url(self) -> str:
        return reverse("recurring-day", args=[self.slug])
