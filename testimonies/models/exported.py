"""Where a testimony went to: whole files of it in a form that other programs read, fetched by others than its staff.

Visitors are counted per format and day, and nothing else of them is kept. Who has an account is named, so that they can
be told when the narrator takes the testimony back.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.models.testimony import Testimony

__all__ = ["Exported"]


class Exported(models.Model):
    """``what`` names the format (``vtt``), ``to`` who fetched it where that is no account: a harvester's known name, or
    empty for visitors."""

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="exports")
    what = models.CharField(_("what"), max_length=40)
    to = models.CharField(_("to"), max_length=200, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField(_("day"), default=timezone.localdate)
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("day", "pk")
        constraints = [
            models.UniqueConstraint(
                name="export_by_visitors_counted_once",
                fields=["testimony", "what", "to", "day"],
                condition=models.Q(account__isnull=True),
            ),
            models.UniqueConstraint(
                name="export_by_account_counted_once",
                fields=["testimony", "what", "to", "account", "day"],
                condition=models.Q(account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.testimony} {self.what} {self.day} ×{self.times}"
