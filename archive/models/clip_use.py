"""Which live page uses which clip. References alone: what may be shown of them is asked when they are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from archive.clips.place import Place
from testimonies.models import Recording

__all__ = ["ClipUse"]


class ClipUse(models.Model):
    """One row for each clip of a live page, in the order of the page; written anew whenever it is published.

    ``open``: whether a visitor could read or hear it when it was looked at last; ``told_at``: when the page's editors
    were told that it closed. Purged with its recording.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")
    start_ms = models.PositiveBigIntegerField()
    end_ms = models.PositiveBigIntegerField()
    open = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("clip in a story")
        verbose_name_plural = _("clips in stories")
        default_permissions = ()
        ordering = ("page", "position")
        constraints = [
            models.UniqueConstraint(fields=["page", "position"], name="clip_use_once"),
            models.CheckConstraint(name="clip_use_has_length", condition=models.Q(end_ms__gt=models.F("start_ms"))),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.position}"

    @property
    def place(self) -> Place:
        """Uses ``recording``."""
        return Place(self.recording.uuid, self.start_ms, self.end_ms)
