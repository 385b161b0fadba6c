"""A campaign for ratification, as an organisation described it and an editor published it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from archive.models.action import check_links
from archive.models.post import Post
from archive.models.treaties import Instrument
from testimonies.models import Country

__all__ = ["Campaign", "CampaignState"]


class CampaignState(models.TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    WON = "won", _("won")
    STOPPED = "stopped", _("stopped")


class Campaign(models.Model):
    """Public as it stands. Whoever describes it is known to its ``post`` alone; letters reach them through the site."""

    title = models.CharField(_("title"), max_length=160, help_text=_("For example: Ratify now, for those who left."))
    organisation = models.CharField(
        _("organisation"), max_length=160, help_text=_("Who leads it, as they write their name themselves.")
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="campaigns",
        help_text=_("The State that is asked to ratify, as the list of countries names it today."),
    )
    instruments = models.ManyToManyField(
        Instrument, verbose_name=_("instruments"), related_name="campaigns", help_text=_("What it is asked to ratify.")
    )
    standing = models.CharField(
        _("state"), max_length=10, choices=CampaignState.choices, help_text=_("How far the campaign is.")
    )
    aims = models.TextField(_("aims"), max_length=4_000, help_text=_("What is asked of whom, in a few sentences."))
    steps = models.TextField(
        _("steps taken with governments"),
        max_length=4_000,
        blank=True,
        help_text=_("Whom you met or wrote to, when, and what came of it."),
    )
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
        Post, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="campaign"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel(name)
        for name in (
            *("title", "organisation", "country", "instruments", "standing", "aims", "steps", "links", "language"),
        )
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def can_be_written_to(self) -> bool:
        return bool(self.post and self.post.contact_email)
