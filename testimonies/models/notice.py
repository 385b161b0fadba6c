"""Notices by e-mail to those who took a recording in: one for each recording and cause, and none who wishes none."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

__all__ = ["Cause", "Notice", "NoticeWish"]


class Cause(models.TextChoices):
    """Why somebody is written to."""

    READY = "ready", _("the recording is ready")
    FAILED = "failed", _("a step failed, and a person is needed")
    NEEDS_WEIGHTS = "needs_weights", _("the weights of a model have been waited for too long")


class Notice(models.Model):
    """One e-mail. The row is the key by which a second is told from a first: ``sent_at`` is written when the mail
    server has taken it."""

    recording = models.ForeignKey("testimonies.Recording", on_delete=models.CASCADE, related_name="notices")
    cause = models.CharField(max_length=14, choices=Cause.choices)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice by e-mail")
        verbose_name_plural = _("notices by e-mail")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["recording", "cause"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.recording} {self.cause}"


class NoticeWish(models.Model):
    """Whether a person wants to be written to about their recordings. Without a row: yes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_wish")
    by_email = models.BooleanField(_("Write to me when my recordings are ready, or need me"), default=True)

    class Meta:
        verbose_name = _("wish about notices")
        verbose_name_plural = _("wishes about notices")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.by_email}"

    @classmethod
    def of(cls, user: object) -> bool:
        """Whether ``user`` wants notices."""
        return bool(cls.objects.filter(user=user).values_list("by_email", flat=True).first() is not False)
