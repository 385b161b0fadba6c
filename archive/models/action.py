"""An action of a mobilisation day, as an organisation reported it and an editor published it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from archive.models.post import Post
from testimonies.models import Country

__all__ = ["DAYS", "Action", "check_links"]

DAYS = {"05-01": _("1 May"), "12-18": _("18 December")}
"""The days of the year to which the campaign calls: workers' day, and the day on which the Convention was adopted."""
OTHER = "other"
SAFE = ("https://", "http://")


def check_links(links: Any) -> None:
    """A list of addresses that a browser may be led to."""
    good = isinstance(links, list) and all(isinstance(one, str) and one.startswith(SAFE) for one in links)
    if not good:
        raise ValidationError(_("Links are addresses that begin with https://, each in quotation marks in the list."))


class Action(models.Model):
    """Public as it stands. Whoever reported it is known to its ``post`` alone, and only for a time."""

    title = models.CharField(
        _("title"), max_length=160, help_text=_("What it is, for example: A march to the labour ministry.")
    )
    organisation = models.CharField(
        _("organisation"), max_length=160, help_text=_("Who does it, as they write their name themselves.")
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="actions",
        help_text=_("As the list of countries names it today."),
    )
    place = models.CharField(_("place"), max_length=160, blank=True, help_text=_("A town, a square, or: online."))
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees north, for example 14.6. Left empty, the map shows the middle of the country."),
    )  # fmt: skip
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees east, for example 121.0."),
    )  # fmt: skip
    day = models.DateField(_("day"), db_index=True, help_text=_("Of the action, there where it takes place."))
    time = models.TimeField(
        _("time"), null=True, blank=True, help_text=_("By the clocks of that place, for example 18:30.")
    )
    zone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("For example Asia/Manila."))
    aims = models.TextField(_("aims"), max_length=4_000, help_text=_("What is asked of whom, in a few sentences."))
    links = models.JSONField(
        _("links"),
        default=list,
        blank=True,
        validators=[check_links],
        help_text=_("Addresses that lead to more about it."),
    )
    language = models.CharField(
        _("language of the texts"), max_length=12, help_text=_("Its tag, for example: es. Where it is not known: und.")
    )
    demonstration = models.BooleanField(default=False, editable=False)
    post = models.OneToOneField(
        Post, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="action"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel(name)
        for name in (
            *("title", "organisation", "country", "place", "latitude", "longitude", "day", "time", "zone", "aims"),
            *("links", "language"),
        )
    ]

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ("-day", "pk")
        constraints = [
            models.CheckConstraint(
                name="action_time_has_a_zone",
                violation_error_message=_("Please give the time zone as well, or leave the time out."),
                condition=models.Q(time=None) | ~models.Q(zone=""),
            ),
            models.CheckConstraint(
                name="action_on_both_axes",
                violation_error_message=_("A point has degrees north and degrees east. Give both, or none."),
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def occasion(self) -> str:
        """The mobilisation day as in :data:`DAYS`; ``other`` for any other day."""
        told = f"{self.day:%m-%d}"
        return told if told in DAYS else OTHER
