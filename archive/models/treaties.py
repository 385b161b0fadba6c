"""The Convention and its neighbours as dated facts: instruments, what States did about them, and the timeline.

Loaded from ``archive/data/``; every row keeps its source and how far it was verified (``archive/data/README.md``).
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models import Country

__all__ = ["Instrument", "TimelineEntry", "TreatyAction", "Verified", "shown_date"]


class Verified(models.TextChoices):
    """How far a row of the reference data was checked."""

    YES = "yes", _("seen in the source named")
    DERIVED = "derived", _("worked out by the treaty's own rule")
    YEAR = "year", _("the year was seen in a source")
    PARTIAL = "partial", _("seen in part; the day was not")
    INDIRECT = "indirect", _("seen through another verified text")
    NO = "no", _("not verified")


def shown_date(text: str, verified: str) -> str:
    """A date as far as it may be shown: the day where it was verified, the year where only that was, else nothing."""
    if verified in (Verified.YES, Verified.DERIVED):
        return text
    return text[:4] if verified == Verified.YEAR else ""


class Instrument(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=40)
    organization = models.CharField(max_length=120, blank=True)
    adopted = models.CharField(max_length=10, blank=True)
    in_force = models.CharField(max_length=10, blank=True)
    reference = models.TextField(blank=True)
    description = models.TextField(blank=True)
    verified = models.CharField(max_length=10, choices=Verified.choices)
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def shown_adopted(self) -> str:
        return shown_date(self.adopted, self.verified)


class TreatyActionQuerySet(models.QuerySet["TreatyAction"]):
    def on(self, day: date) -> Self:
        """Those that had been done by ``day`` and whose day is verified."""
        return self.filter(day__lte=day, verified__in=(Verified.YES, Verified.DERIVED))


class TreatyAction(models.Model):
    """What one State did about one instrument: signed, ratified, acceded."""

    class Kind(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        RATIFICATION = "ratification", _("ratification")
        ACCESSION = "accession", _("accession")

    BINDING = (Kind.RATIFICATION, Kind.ACCESSION)

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="actions")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="treaty_actions")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    day = models.DateField(null=True, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    verified = models.CharField(max_length=10, choices=Verified.choices)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)

    objects = TreatyActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("treaty action")
        verbose_name_plural = _("treaty actions")
        ordering = ("instrument", "day", "country")
        constraints = [
            models.UniqueConstraint(fields=["instrument", "country", "kind"], name="treaty_action_once"),
            models.CheckConstraint(
                name="treaty_action_verified_has_day",
                condition=~models.Q(verified__in=("yes", "derived")) | models.Q(day__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_kind_display()} {self.shown_day}".strip()

    @property
    def shown_day(self) -> str:
        return shown_date(self.day.isoformat(), self.verified) if self.day else ""

    @property
    def shown_in_force(self) -> str:
        return shown_date(self.in_force_from.isoformat(), self.verified) if self.in_force_from else ""


class TimelineEntry(models.Model):
    """A moment in the history of labour migration and its law. Dates are YYYY, YYYY-MM or YYYY-MM-DD."""

    date = models.CharField(max_length=10)
    date_end = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=30)
    verified = models.CharField(max_length=10, choices=Verified.choices)
    source = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("entries of the timeline")
        ordering = ("date", "pk")
        constraints = [models.UniqueConstraint(fields=["date", "title"], name="timeline_entry_once")]

    def __str__(self) -> str:
        return f"{self.shown_date} {self.title}".strip()

    @property
    def shown_date(self) -> str:
        return shown_date(self.date, self.verified)

    @property
    def shown_end(self) -> str:
        return shown_date(self.date_end, self.verified)
