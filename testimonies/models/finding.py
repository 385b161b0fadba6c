"""What the search for risks found in a testimony, and what a person decided about it.

A finding holds where it is and of what kind, never the words themselves: ``mark`` is a keyed digest by which it is
known again after an edit.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.risk.kinds import LABELS, REASONS, Kind

__all__ = ["Decision", "Finding", "FoundIn"]


class FoundIn(models.TextChoices):
    SEGMENT = "segment", _("in the words")
    DESCRIPTION = "description", _("in the description")
    PASSAGE = "passage", _("in a passage")
    KEYWORD = "keyword", _("in the keywords")
    PERSON = "person", _("in what a person is called")


class Decision(models.TextChoices):
    OPEN = "open", _("not decided yet")
    KEPT = "kept", _("kept as it is")
    REDACTED = "redacted", _("redacted")
    COARSENED = "coarsened", _("made coarser")


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> Self:
        return self.filter(decision=Decision.OPEN)

    def dangerous(self) -> Self:
        """Those that are still there to be read: open, or kept on purpose."""
        return self.filter(decision__in=(Decision.OPEN, Decision.KEPT))


class Finding(models.Model):
    """``start`` and ``end`` count characters of the text at ``scope`` and ``record``."""

    testimony = models.ForeignKey("testimonies.Testimony", on_delete=models.CASCADE, related_name="findings")
    place = models.CharField(max_length=12, choices=FoundIn.choices)
    scope = models.CharField(max_length=60, help_text="transcript:12, description:en:summary, passage:4:en:title …")
    record = models.BigIntegerField(help_text="The segment, keyword or person; 0 where the scope says enough.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, LABELS[kind]) for kind in Kind])
    why = models.CharField(max_length=16)
    mark = models.CharField(max_length=64)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(db_default=Now())

    objects = FindingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("testimony", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="finding_runs_forward", condition=models.Q(end__gt=models.F("start"))),
            models.CheckConstraint(
                name="finding_decided_has_a_time",
                condition=models.Q(decision="open", decided_at=None)
                | (~models.Q(decision="open") & models.Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["testimony", "decision"], name="finding_by_decision")]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.start}–{self.end}"

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])

    @property
    def reason(self) -> str:
        return str(REASONS.get(self.why, ""))

    @property
    def is_open(self) -> bool:
        return bool(self.decision == Decision.OPEN)

    @property
    def scope_parts(self) -> list[str]:
        return self.scope.split(":")

    def spot(self) -> dict[str, Any]:
        """For an event: identifiers, never a word."""
        return {"finding": self.pk, "kind": self.kind, "scope": self.scope, "record": self.record}
