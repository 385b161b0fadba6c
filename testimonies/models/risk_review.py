"""How grave the risk of a testimony is, and who has approved what stands there: graver ones want more pairs of eyes."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from testimonies.models.finding import Finding
from testimonies.models.testimony import Testimony
from testimonies.risk.kinds import LEVELS, Level, suggested_level

__all__ = ["Approval", "RiskReview"]

VOLATILE = ("latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes", "live")
"""What a revision holds beside the description: it changes without anybody changing a word."""
VOLATILE_TOO = ("first_published_at", "last_published_at", "go_live_at", "expire_at", "expired", "locked", "locked_at")


class RiskReview(models.Model):
    """``level`` is what a person set; empty: what the findings suggest counts."""

    testimony = models.OneToOneField(Testimony, on_delete=models.CASCADE, primary_key=True, related_name="risk_review")
    level = models.CharField(
        _("risk"), max_length=6, blank=True, choices=[(level.value, LEVELS[level]) for level in Level]
    )
    level_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    level_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("risk review")
        verbose_name_plural = _("risk reviews")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.testimony_id} {self.level}"

    @classmethod
    def of(cls, testimony: Testimony) -> RiskReview:
        """The one of ``testimony``; one that is not saved where nobody looked yet."""
        return cls.objects.filter(testimony=testimony).first() or cls(testimony=testimony)

    @property
    def suggested(self) -> Level:
        return suggested_level(
            Finding.objects.dangerous().filter(testimony=self.testimony_id).values_list("kind", flat=True)
        )

    @property
    def effective(self) -> Level:
        return Level(self.level) if self.level else self.suggested

    @property
    def approvals_needed(self) -> int:
        """How many different people must approve before it is published."""
        return int(settings.APPROVALS_NEEDED[self.effective])


class Approval(models.Model):
    """One person's approval of the description as it stood: ``of`` is its digest, and lapses with any change."""

    testimony = models.ForeignKey(Testimony, on_delete=models.CASCADE, related_name="approvals")
    of = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["testimony", "of", "by"], name="approval_once_per_person")]

    def __str__(self) -> str:
        return f"{self.testimony_id} by {self.by_id}"

    @classmethod
    def standing(cls, testimony: Testimony, content: dict[str, Any]) -> models.QuerySet[Approval]:
        """Those of this content, by people who differ."""
        return cls.objects.filter(testimony=testimony.pk, of=digest_of(content))


def digest_of(content: dict[str, Any]) -> str:
    """Of a revision's content, as far as it is the description of the testimony."""
    kept = {name: value for name, value in content.items() if name not in (*VOLATILE, *VOLATILE_TOO, "locked_by")}
    text = json.dumps(_without_keys(kept), sort_keys=True, cls=DjangoJSONEncoder)
    return salted_hmac("approval", text, algorithm="sha256").hexdigest()


def _without_keys(value: Any) -> Any:
    """Rows of a revision get their numbers when they are published; those are no change of theirs."""
    if isinstance(value, dict):
        return {name: _without_keys(one) for name, one in value.items() if name != "pk"}
    return [_without_keys(one) for one in value] if isinstance(value, list) else value
