"""Something that people come together for, or came: a consultation, a day of mobilisation, a hearing.

An audit event is called ``Event`` (:mod:`testimonies.models.event`); this is an occasion.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from archive.blocks.picture import PictureBlock
from archive.calendar.faults import faults
from archive.calendar.moments import Which, instant
from archive.models.in_languages import WRITTEN_IN, Told, told
from archive.models.library_item import LibraryItem
from archive.models.organisation import Organisation
from archive.models.treaties import Verified, shown_date
from testimonies.description.partial_dates import PartialDate
from testimonies.models import Country, Testimony

__all__ = ["Occasion"]

_TITLE = _("For example: Consultation of domestic workers’ unions.")
_ABOUT = _("What it is about, for whom, and how one takes part.")
_REPORT = _("What was done and agreed, written afterwards. Leave it empty before. Name nobody who does not want it.")
_HOUR = _("On the clock of that place, for example 14:30. Empty: the whole day.")
_WHICH = _("Only where the clocks are put back in that very night, so that this hour comes twice.")
TOLD = (
    "kind",
    "begins",
    "begins_at",
    "begins_which",
    "ends",
    "ends_at",
    "ends_which",
    "time_zone",
    "place",
    "cancelled",
)
"""What calendar programs must hear of when it changes."""


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def published(self) -> Self:
        return self.filter(live=True)


class Occasion(models.Model):
    """``first_day`` and ``last_day`` are worked out of ``begins`` and ``ends``, for asking."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("consultation")
        MOBILISATION = "mobilisation", _("mobilisation")
        TRAINING = "training", _("training")
        HEARING = "hearing", _("hearing")
        ANNIVERSARY = "anniversary", _("anniversary")
        MEETING = "meeting", _("meeting or conference")

    WHICH = [(Which.FIRST, _("the first of the two")), (Which.SECOND, _("the second of the two"))]

    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices, help_text=_("What it is for."))
    title_en = models.CharField(_("title, in English"), max_length=200, blank=True, help_text=_TITLE)
    title_es = models.CharField(_("title, in Spanish"), max_length=200, blank=True, help_text=_TITLE)
    title_fr = models.CharField(_("title, in French"), max_length=200, blank=True, help_text=_TITLE)
    title_ar = models.CharField(_("title, in Arabic"), max_length=200, blank=True, help_text=_TITLE)
    about_en = models.TextField(_("description, in English"), blank=True, help_text=_ABOUT)
    about_es = models.TextField(_("description, in Spanish"), blank=True, help_text=_ABOUT)
    about_fr = models.TextField(_("description, in French"), blank=True, help_text=_ABOUT)
    about_ar = models.TextField(_("description, in Arabic"), blank=True, help_text=_ABOUT)
    slug = models.SlugField(max_length=80, allow_unicode=True, editable=False, help_text="Made of its first title.")
    begins = models.CharField(
        _("first day"),
        max_length=11,
        help_text=_("2026-12-18. Of what is past also 2007-11 or 2007, where no more is known."),
    )
    begins_at = models.TimeField(_("begins at"), null=True, blank=True, help_text=_HOUR)
    begins_which = models.CharField(
        _("which of two equal hours"), max_length=6, choices=WHICH, blank=True, help_text=_WHICH
    )
    ends = models.CharField(
        _("last day"), max_length=11, blank=True, help_text=_("Empty: it ends on the day on which it begins.")
    )
    ends_at = models.TimeField(_("ends at"), null=True, blank=True, help_text=_HOUR)
    ends_which = models.CharField(
        _("which of two equal hours, at its end"), max_length=6, choices=WHICH, blank=True, help_text=_WHICH
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        help_text=_("By its name in the IANA list, for example Asia/Manila or America/Mexico_City."),
    )
    first_day = models.DateField(editable=False, db_index=True, help_text="The earliest day that begins can mean.")
    last_day = models.DateField(editable=False, db_index=True, help_text="The latest day that ends can mean.")
    place = models.CharField(
        _("place"),
        max_length=200,
        blank=True,
        help_text=_("As people there call it: Freedom Hall, Manila. Or: online."),
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("In which that place lies."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, north is positive, for example 14.5995. Only of places that are public."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, east is positive, for example 120.9842."),
    )
    organisations = models.ManyToManyField(
        Organisation,
        verbose_name=_("organised by partners"),
        blank=True,
        related_name="occasions",
        help_text=_("Partner organisations of this archive."),
    )
    organisers = models.TextField(
        _("organised by others"), blank=True, help_text=_("Other organisations, one on each line.")
    )
    languages = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("languages"),
        default=list,
        blank=True,
        help_text=_("That are spoken or interpreted there."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Where one learns more or signs up."))
    documents = models.ManyToManyField(
        LibraryItem,
        verbose_name=_("documents"),
        blank=True,
        related_name="occasions",
        help_text=_("Of the library: invitation, statement, report."),
    )
    report_en = models.TextField(_("report, in English"), blank=True, help_text=_REPORT)
    report_es = models.TextField(_("report, in Spanish"), blank=True, help_text=_REPORT)
    report_fr = models.TextField(_("report, in French"), blank=True, help_text=_REPORT)
    report_ar = models.TextField(_("report, in Arabic"), blank=True, help_text=_REPORT)
    pictures = StreamField(
        [("picture", PictureBlock())],
        verbose_name=_("pictures"),
        blank=True,
        help_text=_("Each with what it shows in words. Nobody who may be at risk."),
    )
    testimonies = models.ManyToManyField(
        Testimony,
        verbose_name=_("testimonies recorded there"),
        blank=True,
        related_name="+",
        help_text=_("Each visitor sees those alone that are open to them."),
    )
    cancelled = models.BooleanField(
        _("cancelled"), default=False, help_text=_("It stays in the calendar, marked, so that nobody goes in vain.")
    )
    verified = models.CharField(
        _("how far it was checked"),
        max_length=10,
        choices=Verified.choices,
        default=Verified.YES,
        help_text=_("Its days are shown only as far as they were seen in the source."),
    )
    source = models.TextField(_("source"), blank=True, help_text=_("How this is known, of what is past."))
    live = models.BooleanField(_("published"), default=False, help_text=_("Without this nobody but editors sees it."))
    reference = models.SlugField(
        max_length=80, null=True, blank=True, unique=True, editable=False, help_text="Its key in the reference data."
    )
    is_own = models.BooleanField(
        default=False,
        editable=False,
        help_text="Entered or changed here: loading the reference data leaves it as it is.",
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Its name for calendar programs.")
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="How often it changed since it began.")
    changed_at = models.DateTimeField(auto_now=True, help_text="When it was changed last.")

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ("-first_day", "pk")
        constraints = [
            models.CheckConstraint(
                name="occasion_ends_after_it_begins", condition=models.Q(last_day__gte=models.F("first_day"))
            ),
            models.CheckConstraint(
                name="occasion_hour_has_zone",
                condition=models.Q(begins_at__isnull=True, ends_at__isnull=True) | ~models.Q(time_zone=""),
            ),
            models.CheckConstraint(
                name="occasion_point_is_whole",
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_begins} {self.title.text}".strip()

    def clean(self) -> None:
        """What an editor enters must be possible: :class:`ValidationError` by field, with what to do."""
        self.time_zone = self.time_zone.strip()
        found = faults(self)
        if not any(getattr(self, f"title_{tag}") for tag in WRITTEN_IN):
            found["title_en"] = _t("Please give its title in one language at least.")
        if found:
            raise ValidationError(found)

    def save(self, *args: Any, **kwargs: Any) -> None:
        first = PartialDate.parse(self.begins)
        self.first_day, self.last_day = first.earliest, (PartialDate.parse(self.ends) if self.ends else first).latest
        if not self.slug:
            title = next((text for tag in WRITTEN_IN if (text := getattr(self, f"title_{tag}"))), "")
            self.slug = slugify(title, allow_unicode=True)[:80].strip("-") or "occasion"
        if self.pk and (before := Occasion.objects.filter(pk=self.pk).values(*TOLD, "sequence").first()):
            changed = any(before[name] != getattr(self, name) for name in TOLD)
            self.sequence = before["sequence"] + changed
        super().save(*args, **kwargs)

    @property
    def title(self) -> Told:
        return told(self, "title")

    @property
    def about(self) -> Told:
        return told(self, "about")

    @property
    def report(self) -> Told:
        return told(self, "report")

    @property
    def shown_begins(self) -> str:
        """Its first day as far as it was seen, in EDTF."""
        return shown_date(self.begins, self.verified)

    @property
    def shown_ends(self) -> str:
        return shown_date(self.ends, self.verified) if self.ends != self.begins else ""

    @property
    def whole_days(self) -> tuple[date, date] | None:
        """First and last day; ``None`` where a month or a year alone is known."""
        shown = [PartialDate.parse(text) for text in (self.shown_begins, self.shown_ends) if text]
        if not shown or any(one.day is None or one.about for one in shown):
            return None
        return shown[0].earliest, shown[-1].latest

    @property
    def starts(self) -> datetime | None:
        """In UTC; ``None`` where it has no hour."""
        return self._moment(self.begins_at, self.begins, self.begins_which)

    @property
    def stops(self) -> datetime | None:
        return self._moment(self.ends_at, self.ends or self.begins, self.ends_which)

    @property
    def organised_by(self) -> list[str]:
        return [line.strip() for line in self.organisers.splitlines() if line.strip()]

    def get_absolute_url(self) -> str:
        return reverse("occasion", args=[self.pk, self.slug])

    def _moment(self, hour: Any, day: str, which: str) -> datetime | None:
        if hour is None or self.whole_days is None:
            return None
        return instant(datetime.combine(date.fromisoformat(day), hour), self.time_zone, which)
