"""The Convention and its neighbours as dated facts: instruments, and what States did about them.

Loaded from ``archive/data/``; every row keeps its source and how far it was verified (``archive/data/README.md``).
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from archive.models import deeds
from testimonies.models import Country

__all__ = ["Instrument", "TreatyAction", "Verified", "shown_date"]


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

    @property
    def shown_in_force(self) -> str:
        return shown_date(self.in_force, self.verified)


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

    instrument = models.ForeignKey(
        Instrument,
        verbose_name=_("instrument"),
        on_delete=models.PROTECT,
        related_name="actions",
        help_text=_("The treaty that the State did something about, for example the Convention."),
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("State"),
        on_delete=models.PROTECT,
        related_name="treaty_actions",
        help_text=_("As the list of countries names it today, also where its name was another one then."),
    )
    kind = models.CharField(
        _("what it did"),
        max_length=14,
        choices=Kind.choices,
        help_text=_("Accession: a State that had not signed became a party. Ratification: one that had signed did."),
    )
    day = models.DateField(
        _("day"),
        null=True,
        blank=True,
        help_text=_("The day of the deposit or the signature, as the source gives it, for example 2014-12-18."),
    )
    in_force_from = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Leave it empty, and it is worked out by the treaty's own rule."),
    )
    verified = models.CharField(
        _("how far it was checked"),
        max_length=10,
        choices=Verified.choices,
        help_text=_("Only what was seen in its source is shown with its day. What is not verified is counted nowhere."),
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("What a reader should know, for example: with a reservation to article 92.")
    )
    source = models.TextField(
        _("source"),
        blank=True,
        help_text=_(
            "Where anybody can see it, for example: UN Treaty Collection, ch. IV-13, status as at 3 March 2026."
        ),
    )
    is_own = models.BooleanField(
        default=False,
        editable=False,
        help_text="Entered or changed here: loading the reference data leaves it as it is.",
    )

    objects = TreatyActionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("treaty action")
        verbose_name_plural = _("treaty actions")
        ordering = ("instrument", "day", "country")
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "country", "kind"],
                name="treaty_action_once",
                violation_error_message=_("That is entered already. Please change that entry."),
            ),
            models.CheckConstraint(
                name="treaty_action_verified_has_day",
                condition=~models.Q(verified__in=("yes", "derived")) | models.Q(day__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_kind_display()} {self.shown_day}".strip()

    def clean(self) -> None:
        """What an editor enters must be possible: :class:`ValidationError` by field, with what to do."""
        faults = deeds.faults(self, self._others())
        if faults:
            raise ValidationError(faults)

    def _others(self) -> list[TreatyAction]:
        """What else the State did about the instrument."""
        same = TreatyAction.objects.filter(instrument=self.instrument_id, country=self.country_id)
        return list(same.exclude(pk=self.pk).exclude(verified=Verified.NO))

    @property
    def shown_day(self) -> str:
        return shown_date(self.day.isoformat(), self.verified) if self.day else ""

    @property
    def shown_in_force(self) -> str:
        return shown_date(self.in_force_from.isoformat(), self.verified) if self.in_force_from else ""
