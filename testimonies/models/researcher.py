"""Registered researchers: whoever has an account and accepted the terms of use that hold now.

One row for each acceptance. Whom the archive shut out does not come in again by accepting once more.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

__all__ = ["TERMS_VERSION", "Researcher", "terms_in_force"]

TERMS_VERSION = "2026-11"
"""Which terms of use (``templates/testimonies/terms_text.html``) are asked for now. A new one asks everybody again."""


def terms_in_force() -> str:
    return TERMS_VERSION


class ResearcherQuerySet(models.QuerySet["Researcher"]):
    def in_force(self) -> Self:
        """Acceptances of the terms as they are now, by people whose account is open, that nobody took back."""
        return self.filter(revoked_at=None, terms_version=terms_in_force(), user__is_active=True)

    def last_of_each(self) -> Self:
        """The last acceptance of each person."""
        last = self.order_by("user", "-pk").distinct("user").values("pk")
        return self.filter(pk__in=last)


class Researcher(models.Model):
    """That somebody accepted one version of the terms of use, who they said they are, and whether it still holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances")
    affiliation = models.CharField(_("where you work or study, if anywhere"), max_length=200, blank=True)
    purpose = models.TextField(_("what you want to use the testimonies for"), max_length=2_000)
    terms_version = models.CharField(_("version of the terms"), max_length=20)
    accepted_at = models.DateTimeField(_("accepted"), db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ResearcherQuerySet.as_manager()

    class Meta:
        verbose_name = _("registered researcher")
        verbose_name_plural = _("registered researchers")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "terms_version"], condition=models.Q(revoked_at=None), name="researcher_once"
            ),
            models.CheckConstraint(
                name="researcher_says_who_and_why",
                condition=~models.Q(purpose="") & ~models.Q(terms_version=""),
            ),
            models.CheckConstraint(
                name="researcher_revoked_by_after_it",
                condition=models.Q(revoked_by=None) | models.Q(revoked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.terms_version}"

    @classmethod
    def of(cls, user: Any) -> Researcher | None:
        """The last time that ``user`` accepted terms, in force or not."""
        return cls.objects.filter(user=user).order_by("-pk").first()

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.terms_version == terms_in_force()

    @property
    def is_outdated(self) -> bool:
        """Whether the terms changed since."""
        return self.revoked_at is None and self.terms_version != terms_in_force()

    @property
    def is_shut_out(self) -> bool:
        """Whether the archive, and not they themselves, ended it."""
        return self.revoked_at is not None and self.revoked_by_id != self.user_id
