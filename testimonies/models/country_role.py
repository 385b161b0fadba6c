"""The countries of a testimony, each in the role it played."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from testimonies.consent.audiences import Listener
from testimonies.models.testimony import Testimony
from testimonies.models.vocabulary import Country

__all__ = ["CountryRole", "Role"]


class Role(models.TextChoices):
    ORIGIN = "origin", _("country of origin")
    TRANSIT = "transit", _("country of transit")
    DESTINATION = "destination", _("country of destination")
    RETURN = "return", _("country of return")
    INTERVIEW = "interview", _("place of the interview")


class CountryRoleQuerySet(models.QuerySet["CountryRole"]):
    def told_to(self, listener: Listener) -> Self:
        """Those of testimonies whose countries ``listener`` may know; the testimonies are asked for apart."""
        return self.filter(testimony__in=Testimony.objects.telling_countries_to(listener).order_by())


class CountryRole(models.Model):
    testimony = ParentalKey(Testimony, on_delete=models.CASCADE, related_name="country_roles")
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="testimony_roles"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    objects = CountryRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("country and its role")
        verbose_name_plural = _("countries and their roles")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["testimony", "country", "role"], name="country_once_per_role"),
            models.CheckConstraint(name="country_role_known", condition=models.Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.get_role_display()})"
