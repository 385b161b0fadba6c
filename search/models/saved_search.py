"""A search that somebody keeps, and is told of when something new answers it: by e-mail, or by a feed of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.models import digest_of_token

__all__ = ["Frequency", "SavedSearch"]


class Frequency(models.TextChoices):
    """How often somebody wants to be written to. Nobody is unless they ask for it."""

    NEVER = "never", _("no e-mail")
    DAILY = "daily", _("an e-mail a day, when there is something new")
    WEEKLY = "weekly", _("an e-mail a week, when there is something new")


BETWEEN = {Frequency.DAILY: timedelta(hours=23), Frequency.WEEKLY: timedelta(days=6, hours=23)}


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: Any) -> Self:
        """One's own. There is no other way to them but the feed's secret."""
        return self.filter(owner=user.pk)

    def due(self) -> Self:
        """Those whose owners are to be written to now, if there is something new."""
        now = timezone.now()
        late = models.Q()
        for frequency, between in BETWEEN.items():
            late |= models.Q(frequency=frequency, looked_at__lte=now - between)
        return self.filter(late, owner__is_active=True).exclude(owner__email="")

    def of_token(self, token: str) -> SavedSearch | None:
        """The one whose feed has this secret; ``None`` alike for one that is unknown, revoked, of a closed account."""
        known = self.filter(owner__is_active=True).exclude(feed_digest="").select_related("owner")
        return known.filter(feed_digest=digest_of_token(token)).first()


class SavedSearch(models.Model):
    """``question`` is what stands behind the address of the search. ``found`` is what answered when it was last looked,
    by the testimony's key: how many places, and when that was noticed (seconds since 1970). No word is kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    question = models.CharField(max_length=4_000)
    language = models.CharField(max_length=12)
    frequency = models.CharField(_("e-mail"), max_length=10, choices=Frequency.choices, default=Frequency.NEVER)
    feed_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the feed's secret.")
    found = models.JSONField(default=dict)
    looked_at = models.DateTimeField(default=timezone.now, help_text="When its owner was last told, or need not be.")
    saved_at = models.DateTimeField(db_default=Now())

    objects = SavedSearchQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("name", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_search_name_once"),
            models.UniqueConstraint(
                fields=["feed_digest"], condition=~models.Q(feed_digest=""), name="saved_search_feed_once"
            ),
            models.CheckConstraint(
                name="saved_search_feed_form",
                condition=models.Q(feed_digest="") | models.Q(feed_digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="saved_search_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # what somebody looks for is in no log and no report

    @property
    def has_feed(self) -> bool:
        return bool(self.feed_digest)
