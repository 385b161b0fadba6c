"""An ingest asked for in the editors' rooms: a sheet, where its sound files are, and what became of each testimony."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

__all__ = ["Ingest", "IngestEntry", "IngestState", "Outcome"]


class IngestState(models.TextChoices):
    CHECKED = "checked", _("Checked. Nothing has been taken in so far.")
    WAITING = "waiting", _("Waiting for a worker.")
    RUNNING = "running", _("Being taken in.")
    DONE = "done", _("Done.")


class Outcome(models.TextChoices):
    """What would become, or became, of one testimony of a sheet."""

    NEW = "new", _("will be taken in")
    TAKEN_IN = "taken_in", _("taken in")
    ALREADY = "already", _("already there")
    FAULT = "fault", _("fault")


class IngestQuerySet(models.QuerySet["Ingest"]):
    def of(self, owner: Any) -> Self:
        return self.filter(owner=owner)

    def forgettable(self, at: datetime | None = None) -> Self:
        """Those that nobody confirmed within a week, and those that are done since a season."""
        now = at or timezone.now()
        return self.filter(
            models.Q(state=IngestState.CHECKED, created_at__lt=now - timedelta(days=7))
            | models.Q(state=IngestState.DONE, finished_at__lt=now - timedelta(days=90))
        )


class Ingest(models.Model):
    """Seen by its owner alone: marks, file names and sentences hold names. The sheet is forgotten when it is done."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    sheet = models.BinaryField(help_text="As it came; empty when all is done.")
    sheet_name = models.CharField(max_length=255)
    encoding = models.CharField(max_length=20, blank=True)
    folder = models.CharField(max_length=255, blank=True, help_text="Empty: the sound files arrived by upload.")
    all_or_nothing = models.BooleanField(default=False)
    language = models.CharField(max_length=12, default="en", help_text="In which the owner reads its sentences.")
    state = models.CharField(max_length=10, choices=IngestState.choices, default=IngestState.CHECKED)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = IngestQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch ingest")
        verbose_name_plural = _("batch ingests")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="ingest_state_known", condition=models.Q(state__in=IngestState.values)),
            models.CheckConstraint(
                name="ingest_done_has_a_time",
                condition=models.Q(state="done", finished_at__isnull=False)
                | (~models.Q(state="done") & models.Q(finished_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def sentence(self) -> str:
        return str(IngestState(self.state).label)

    @property
    def in_hand(self) -> bool:
        return self.state in (IngestState.WAITING, IngestState.RUNNING)


class IngestEntry(models.Model):
    """One testimony of the sheet, in its order; without ``outcome`` as long as its turn has not come."""

    ingest = models.ForeignKey(Ingest, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    mark = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    lines = ArrayField(models.PositiveIntegerField())
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    sentences = models.JSONField(default=list, help_text="Each with its line and column.")
    testimony = models.ForeignKey("testimonies.Testimony", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("testimony of a batch ingest")
        verbose_name_plural = _("testimonies of a batch ingest")
        ordering = ("ingest", "position")
        constraints = [models.UniqueConstraint(fields=["ingest", "position"], name="ingest_entry_once")]

    def __str__(self) -> str:
        return f"{self.ingest_id}/{self.position}"
