"""An upload that is on its way, or has arrived and waits to be described. Its owner alone knows of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.models.recording import Recording
from testimonies.upload import growing, headers
from testimonies.upload.protocol import Facts

__all__ = ["Upload"]


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, owner: Any) -> Self:
        """Those that ``owner`` can ask for: parts that went into a final upload are gone."""
        return self.filter(owner=owner, joined_to=None)

    def waiting(self) -> Self:
        """Those that are on their way or have arrived, and are not yet a recording: they count to the quota."""
        return self.filter(recording=None)

    def owed(self) -> Self:
        """Those whose bytes are all here, and that are still to be put together, or without their digest."""
        whole = models.Q(offset_bytes=models.F("length_bytes")) | models.Q(concat__startswith=headers.FINAL)
        return self.filter(whole, sha256="", joined_to=None).exclude(concat=headers.PARTIAL)

    def expired(self, at: datetime | None = None) -> Self:
        return self.filter(expires_at__lte=at or timezone.now())


class Upload(models.Model):
    """``offset_bytes`` have come and lie on disk; what the file holds beyond them never counts.

    ``metadata`` and ``concat`` are the headers as the client sent them, and are told again to the letter. One that
    became a recording stays until it expires, so that whoever did not hear of it is not asked for the bytes again.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    length_bytes = models.BigIntegerField(null=True, help_text="Unknown as long as the client has not said it.")
    offset_bytes = models.BigIntegerField(default=0)
    metadata = models.TextField(blank=True, help_text="Sealed: file names often hold real names.")
    concat = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    joined_to = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="parts", help_text="The final upload that holds it."
    )
    recording = models.ForeignKey(Recording, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="upload_offset_not_negative", condition=models.Q(offset_bytes__gte=0)),
            models.CheckConstraint(
                name="upload_offset_within_length",
                condition=models.Q(length_bytes__isnull=True) | models.Q(offset_bytes__lte=models.F("length_bytes")),
            ),
            models.CheckConstraint(
                name="upload_digest_of_what_is_whole",
                condition=models.Q(sha256="")
                | models.Q(sha256__regex=r"^[0-9a-f]{64}$", offset_bytes=models.F("length_bytes")),
            ),
            models.CheckConstraint(
                name="upload_taken_in_when_whole",
                condition=models.Q(recording__isnull=True) | ~models.Q(sha256=""),
            ),
            models.CheckConstraint(
                name="upload_joined_when_partial",
                condition=models.Q(joined_to__isnull=True) | models.Q(concat="partial"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def path(self) -> Path:
        return growing.path_of(Path(settings.MEDIA_ROOT), self.uuid)

    @property
    def file_name(self) -> str:
        """The name that the client gave the file, fit to be shown to its owner."""
        return headers.file_name(self.metadata)

    @property
    def facts(self) -> Facts:
        return Facts(
            length_bytes=self.length_bytes,
            offset_bytes=self.offset_bytes,
            expires_at=self.expires_at,
            metadata=self.metadata,
            concat=self.concat,
            expired=self.expires_at <= timezone.now(),
            joining=self.concat.startswith(headers.FINAL) and not self.sha256,
        )
