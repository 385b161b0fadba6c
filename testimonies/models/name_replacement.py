"""Names that are shown as their pseudonym in every text of a testimony, to everyone outside its staff."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.models.testimony import Testimony

__all__ = ["NameReplacement"]


class NameReplacementQuerySet(models.QuerySet["NameReplacement"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)

    def visible_to(self, listener: Listener) -> Self:
        """Those of the testimonies that ``listener`` works on."""
        return self.filter(testimony__in=Testimony.objects.worked_on_by(listener))


class NameReplacement(models.Model):
    """``shown`` stands wherever ``name`` was written. Where it is spoken, the sound is redacted beside this."""

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="name_replacements")
    name = models.CharField(_("name"), max_length=120)
    shown = models.CharField(_("shown instead"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = NameReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("name that is replaced")
        verbose_name_plural = _("names that are replaced")
        ordering = ("testimony", "pk")
        constraints = [
            models.CheckConstraint(
                name="name_replacement_not_empty", condition=~models.Q(name="") & ~models.Q(shown="")
            ),
            models.UniqueConstraint(
                name="name_replaced_once", fields=["testimony", "name"], condition=models.Q(lifted_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.testimony} {self.pk}"  # neither name: Wagtail copies this into logs
