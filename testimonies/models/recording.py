"""A recording: one original sound file, immutable; and its access copy, replaceable."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Use
from testimonies.models.quick_json import QuickDecoder
from testimonies.models.state import State
from testimonies.models.testimony import Testimony
from testimonies.preservation import originals

__all__ = ["AccessCopy", "Preparation", "Recording", "allowed"]


class Preparation(models.TextChoices):
    """How far the access copy is."""

    WAITING = "waiting", _("Kept safely. Waiting for its listening copy.")
    PREPARING = "preparing", _("Kept safely. The listening copy is being made.")
    READY = "ready", _("Kept safely, and ready to be heard.")
    FAILED = "failed", _("Kept safely, but no listening copy could be made.")
    PURGED = "purged", _("Removed for good, as the narrator wished.")


def allowed(use: str, listener: Listener, day: date, *, to: str = "") -> models.Q:
    """Condition on recordings, or on what hangs below one (``to`` is the way there): may ``listener`` have ``use``?"""
    to_testimony = f"{to}testimony__"
    released = models.Q(**{f"{to}released": True})
    if scopes.works_anywhere(listener):
        released |= scopes.works_on(listener, to=to_testimony)
    return scopes.may(use, listener, day, to=to_testimony) & released


class RecordingQuerySet(models.QuerySet["Recording"]):
    def unprepared(self) -> Self:
        """Those that are owed an access copy, or the waveform of one; none of what was withdrawn."""
        return self.exclude(testimony__state=State.WITHDRAWN).filter(
            models.Q(preparation__in=(Preparation.WAITING, Preparation.PREPARING))
            | models.Q(preparation=Preparation.READY, access_copy__is_drawn=False, access_copy__undrawable=False)
        )

    def unsilenced(self) -> Self:
        """Those of which a silenced copy is owed, or a copy must move, and that can be silenced now."""
        owed = models.Q(redacted_copies__state="waiting") | models.Q(redacted_copies__must_move=True)
        return self.filter(owed | models.Q(access_copy__must_move=True), access_copy__isnull=False).distinct()

    def allowing(self, use: str, listener: Listener, day: date | None = None) -> Self:
        """Those of which ``listener`` may have ``use``: consent on the testimony, and released by an editor.

        A recording added to a published testimony is not public before an editor has published it too.
        """
        on = day or listener.day or timezone.localdate()
        return self.filter(allowed(use, listener, on))

    def with_copies(self) -> Self:
        """With the access copy of each, its waveform left where it is: half a megabyte for an interview of hours."""
        return self.select_related("access_copy").defer("access_copy__peaks")

    def visible_to(self, listener: Listener, day: date | None = None) -> Self:
        """Those that ``listener`` may know of."""
        return self.allowing(Use.CATALOGUE, listener, day)

    def audible_to(self, listener: Listener, day: date | None = None) -> Self:
        """Those that ``listener`` may hear; outside the staff none of which a silenced copy is still owed.

        Which copy they are given is asked of :func:`testimonies.models.redaction.copies_for`.
        """
        allowed = self.allowing(Use.SOUND, listener, day)
        worked_on = Testimony.objects.worked_on_by(listener)
        owed = models.Q(redacted_copies__state__in=("waiting", "failed"))
        return allowed.filter(~owed | models.Q(testimony__in=worked_on))


class Recording(models.Model):
    """One original sound file of a testimony. What describes the original never changes (a trigger says so)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="recordings")
    position = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=80)
    container = models.CharField(max_length=40)
    codec = models.CharField(max_length=40)
    channels = models.PositiveSmallIntegerField()
    sample_rate_hz = models.PositiveIntegerField()
    original_name = models.CharField(max_length=255, blank=True, help_text="Sealed: file names often hold real names.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())

    spoken_languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    preparation = models.CharField(max_length=10, choices=Preparation.choices, default=Preparation.WAITING)
    duration_ms = models.PositiveBigIntegerField(null=True, blank=True)
    damaged_after_ms = models.PositiveBigIntegerField(null=True, blank=True)
    released = models.BooleanField(default=False)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ("testimony", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["testimony", "sha256"], condition=~models.Q(sha256=""), name="recording_once_per_testimony"
            ),
            models.UniqueConstraint(fields=["testimony", "position"], name="recording_position_once"),
            models.CheckConstraint(
                name="recording_digest_form",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$") | models.Q(sha256="", preparation="purged"),
            ),
            models.CheckConstraint(
                name="recording_not_empty", condition=models.Q(size_bytes__gt=0) | models.Q(preparation="purged")
            ),
            models.CheckConstraint(
                name="recording_ready_has_duration",
                condition=~models.Q(preparation="ready") | models.Q(duration_ms__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="recording_not_ready", fields=["uploaded_at"], condition=~models.Q(preparation="ready"))
        ]

    def __str__(self) -> str:
        return f"{self.testimony.accession_number}/{self.position}"

    @property
    def original(self) -> Path:
        """Where the original lies. Never given out: visitors hear the access copy."""
        return originals.path_of(Path(settings.MEDIA_ROOT), self.sha256)

    @property
    def preparation_sentence(self) -> str:
        return str(Preparation(self.preparation).label)

    @property
    def transcript(self):  # type: ignore[no-untyped-def]  # Transcript | None; transcript.py imports this module
        """The transcript in the language spoken, or ``None``. Uses what was prefetched."""
        return next((one for one in self.transcripts.all() if one.kind == "original"), None)

    def get_absolute_url(self) -> str:
        return reverse("testimonies:recording", args=[self.uuid])

    @property
    def sound_url(self) -> str:
        return reverse("media:sound", args=[self.uuid])

    @property
    def small_sound_url(self) -> str:
        """Of the copy for slow lines; the ordinary one is given there as long as there is none."""
        return reverse("media:small_sound", args=[self.uuid])


class AccessCopy(models.Model):
    """The file that is streamed: transcoded, metadata stripped, made from the original and replaceable."""

    recording = models.OneToOneField(Recording, on_delete=models.CASCADE, related_name="access_copy")
    file = models.CharField(max_length=200, help_text="Path below MEDIA_ROOT.")
    media_type = models.CharField(max_length=80, default="audio/mp4")
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    peaks = models.JSONField(
        null=True,
        blank=True,
        decoder=QuickDecoder,
        help_text="Waveform, in the form of audiowaveform's JSON; none: it is not drawn yet.",
    )
    is_drawn = models.GeneratedField(
        expression=models.ExpressionWrapper(models.Q(peaks__isnull=False), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    """Whether there is a waveform, for those who need not see it."""
    undrawable = models.BooleanField(default=False, help_text="Drawing the waveform was tried, and failed.")
    must_move = models.BooleanField(
        default=False, help_text="A redaction came after it was given out: its bytes must go to another file."
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("access copy")
        verbose_name_plural = _("access copies")

    def __str__(self) -> str:
        return self.file

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.file
