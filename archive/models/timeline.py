"""The timeline: moments in the history of labour migration and its law, from the reference data and from editors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive.models.treaties import Verified, shown_date
from testimonies.description import languages
from testimonies.description.partial_dates import PartialDate

__all__ = ["TimelineEntry"]


class TimelineEntry(models.Model):
    """Dates are YYYY, YYYY-MM or YYYY-MM-DD. ``key`` names a row of ``archive/data/timeline.csv``; editors' own entries
    have none."""

    class Category(models.TextChoices):
        CONVENTION = "convention", _("The Convention")
        RATIFICATION = "ratification", _("Signatures and ratifications")
        INSTRUMENT = "instrument", _("Other instruments adopted")
        IN_FORCE = "in_force", _("Entries into force")
        INSTITUTION = "institution", _("Institutions")
        POLICY = "policy", _("International policy")
        MOVEMENT = "movement", _("Movements of migrants")
        CAMPAIGN = "campaign", _("Campaigns")

    key = models.CharField(
        max_length=80, unique=True, null=True, blank=True, editable=False, help_text="Its row of the reference data."
    )
    date = models.CharField(
        _("date"), max_length=10, help_text=_("As far as it is known: 2011, 2011-03 or 2011-03-18.")
    )
    date_end = models.CharField(
        _("last day"),
        max_length=10,
        blank=True,
        help_text=_("Only where it went on for days, months or years."),
    )
    title = models.CharField(
        _("title"), max_length=250, help_text=_("What happened, in one line, for example: Egypt becomes a party.")
    )
    description = models.TextField(
        _("description"),
        blank=True,
        help_text=_("One or two sentences that every visitor understands."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("In which title and description are written."),
    )
    category = models.CharField(
        _("category"), max_length=30, choices=Category.choices, help_text=_("Visitors can look at one of them alone.")
    )
    verified = models.CharField(
        _("how far it was checked"),
        max_length=10,
        choices=Verified.choices,
        help_text=_("Only what was seen in its source is shown with its day. What is not verified is not shown."),
    )
    source = models.TextField(
        _("source"), blank=True, help_text=_("Where anybody can see it, for example: UN News, 5 March 2004.")
    )
    is_own = models.BooleanField(
        default=False,
        editable=False,
        help_text="Entered or changed here: loading the reference data leaves it as it is.",
    )

    class Meta:
        verbose_name = _("entry of the timeline")
        verbose_name_plural = _("entries of the timeline")
        ordering = ("date", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["date", "title"],
                name="timeline_entry_once",
                violation_error_message=_("That is entered already. Please change that entry."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_date} {self.title}".strip()

    def clean(self) -> None:
        """What an editor enters must be possible: :class:`ValidationError` by field, with what to do."""
        faults: dict[str, Any] = {}
        begins, ends = _read(self.date, "date", faults), _read(self.date_end, "date_end", faults)
        if begins and begins.earliest > timezone.localdate():
            faults["date"] = _("That day is still to come. Please enter it when it was done.")
        if begins and ends and ends.latest < begins.earliest:
            faults["date_end"] = _("It cannot end before it begins.")
        if self.language not in languages.INTERFACE_LANGUAGES:
            faults["language"] = _("Please choose one of the languages of this site.")
        if not self.source.strip():
            faults["source"] = _("Please name the source, so that anybody can see it there.")
        if faults:
            raise ValidationError(faults)

    @property
    def shown_date(self) -> str:
        return shown_date(self.date, self.verified)

    @property
    def shown_end(self) -> str:
        return shown_date(self.date_end, self.verified)

    @property
    def year(self) -> int:
        return int(self.date[:4])


def _read(written: str, field: str, faults: dict[str, Any]) -> PartialDate | None:
    """``None`` for an empty one, and for one that is no date: then the fault is written down."""
    if not written:
        return None
    try:
        read = PartialDate.parse(written)
    except ValueError as refused:
        faults[field] = str(refused)
        return None
    if read.about:
        faults[field] = _("Please leave the ~ out and give the year alone.")
        return None
    return read
