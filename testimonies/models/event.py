"""The audit trail: who did what to which record, when. Append-only (a trigger says so).

An event holds identifiers, never a word that someone spoke and never a real name.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

__all__ = ["Event"]


class Event(models.Model):
    """One line. ``by`` is ``None`` where the archive acted by itself (a worker, a loader)."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    testimony = models.ForeignKey("testimonies.Testimony", null=True, on_delete=models.PROTECT, related_name="events")
    recording = models.ForeignKey("testimonies.Recording", null=True, on_delete=models.PROTECT, related_name="events")
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    @classmethod
    def write(cls, verb: str, *, by: Any, testimony: Any = None, recording: Any = None, **data: Any) -> Event:
        """Add one line inside the caller's transaction."""
        return cls.objects.create(
            verb=verb,
            by=by if by is not None and getattr(by, "pk", None) else None,
            testimony=testimony if testimony is not None else getattr(recording, "testimony", None),
            recording=recording,
            data=data,
        )
