"""An interview that a recorder handed over: the key that it gave it, and the testimony that came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.models.testimony import Testimony

__all__ = ["Delivery"]


class Delivery(models.Model):
    """One interview arrives once, however often an answer is lost on the line and it is sent again."""

    key = models.UUIDField(help_text="Made on the device, when the interview was begun.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    testimony = models.OneToOneField(Testimony, on_delete=models.PROTECT, related_name="delivery")
    arrived_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="delivery_once_per_owner")]

    def __str__(self) -> str:
        return str(self.key)
