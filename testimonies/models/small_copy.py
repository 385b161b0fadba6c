"""Small copies: the sound for a slow line, each made from a copy that is given out, and silent wherever that one is."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.consent import redaction as rule
from testimonies.models.recording import AccessCopy, Recording
from testimonies.models.redaction import CopyState, RedactedCopy
from testimonies.models.state import State

__all__ = ["SmallCopy", "SmallState"]

Source = AccessCopy | RedactedCopy


class SmallState(models.TextChoices):
    """How far a small copy is. Until it is made the ordinary one is given out."""

    WAITING = "waiting", _("The small copy for slow lines is waited for. Until then the ordinary one is given out.")
    MADE = "made", _("The small copy for slow lines is made.")
    FAILED = "failed", _("No small copy for slow lines could be made. The ordinary one is given out.")


class SmallCopyQuerySet(models.QuerySet["SmallCopy"]):
    def of(self, source: Source) -> Self:
        """That of exactly these bytes: another version of the source has another one."""
        return self.filter(recording_id=source.recording_id, source_sha256=source.sha256)


class SmallCopy(models.Model):
    """Opus at 24 kbit/s. ``source_sha256`` names the bytes it was made from; ``spans`` are silent as they are there."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="small_copies")
    source_sha256 = models.CharField(max_length=64)
    spans = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=SmallState.choices, default=SmallState.WAITING)
    failure = models.CharField(max_length=40, blank=True, help_text="What the encoder or the check found wrong.")
    file = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT.")
    media_type = models.CharField(max_length=80, default="audio/ogg")
    sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(null=True)

    objects = SmallCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("small copy")
        verbose_name_plural = _("small copies")
        constraints = [
            models.UniqueConstraint(fields=["recording", "source_sha256"], name="small_copy_once_for_its_source"),
            models.CheckConstraint(
                name="small_copy_made_is_whole",
                condition=~models.Q(state="made")
                | models.Q(sha256__regex=r"^[0-9a-f]{64}$", size_bytes__gt=0, made_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="small_copy_owed", fields=["recording"], condition=models.Q(state="waiting"))]

    def __str__(self) -> str:
        return self.file

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file

    @property
    def as_spans(self) -> rule.Spans:
        return tuple((start_ms, end_ms) for start_ms, end_ms in self.spans)

    @property
    def sentence(self) -> str:
        return str(SmallState(self.state).label)

    @classmethod
    def sources(cls, recording: Recording) -> list[Source]:
        """The copies of which a small one is owed: what visitors are given. Where something is kept from anybody, the
        full copy is for those alone who work on it, and there is no small one of it."""
        silenced = list(RedactedCopy.objects.filter(recording=recording))
        if silenced:
            return [copy for copy in silenced if copy.state == CopyState.CHECKED and not copy.must_move]
        return list(AccessCopy.objects.filter(recording=recording, must_move=False))

    @classmethod
    def owing(cls) -> models.QuerySet[Recording]:
        """The recordings of which a small copy waits, or was never begun."""
        same = cls.objects.filter(recording=models.OuterRef("recording"), source_sha256=models.OuterRef("sha256"))
        silenced = RedactedCopy.objects.filter(recording=models.OuterRef("pk"))
        full = AccessCopy.objects.filter(recording=models.OuterRef("pk"), must_move=False)
        return Recording.objects.exclude(testimony__state=State.WITHDRAWN).filter(
            models.Q(models.Exists(cls.objects.filter(recording=models.OuterRef("pk"), state=SmallState.WAITING)))
            | models.Q(
                models.Exists(silenced.filter(state=CopyState.CHECKED, must_move=False).exclude(models.Exists(same)))
            )
            | (~models.Exists(silenced) & models.Exists(full.exclude(models.Exists(same)))),
            preparation="ready",
        )
