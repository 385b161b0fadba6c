"""A withdrawal: when a narrator took a testimony back, what was done then, and until when it can be restored."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models.state import State
from testimonies.models.testimony import Testimony

__all__ = ["Left", "PurgeStep", "Withdrawal", "was_public"]


class PurgeStep(models.TextChoices):
    """What of a purge is done. Each step may be begun again as often as it is killed; the next follows when it ends."""

    NONE = "", _("not begun")
    FILES = "files", _("sound and every other file")
    ROWS = "rows", _("words, descriptions, people and earlier versions")
    BYTES = "bytes", _("what the database kept of deleted rows")
    DONE = "done", _("everything")


class Left(models.TextChoices):
    """What a purge cannot remove by itself; the label says to the staff what is to be done."""

    SHARED = "shared", _("A sound file stays, because another testimony holds the very same file.")
    SERVER = (
        "server",
        _(
            "The database runs on a server of its own, and the archive may not empty what that server keeps of deleted "
            "rows: whoever runs it must run VACUUM FULL, and let go older write-ahead logs and replicas."
        ),
    )
    SHEET = (
        "sheet",
        _(
            "It was taken in from a prepared table. The table and the sound files that it named lie outside of the "
            "archive: whoever keeps them must remove what belongs to this narrator."
        ),
    )


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def standing(self) -> Self:
        """Those that were not taken back by a restoration."""
        return self.filter(restored_at__isnull=True)

    def sealed(self) -> Self:
        """Those whose testimony is hidden, and not purged so far."""
        return self.standing().exclude(purge_step=PurgeStep.DONE)

    def due(self, at: datetime | None = None) -> Self:
        """Those whose purge was begun, or whose time for a restoration is over."""
        begun = ~models.Q(purge_step=PurgeStep.NONE) | models.Q(purge_asked_at__isnull=False)
        return self.sealed().filter(begun | models.Q(restorable_until__lte=at or timezone.now()))

    def visible_to(self, listener: Listener) -> Self:
        """Those that ``listener`` may know of: staff of the collection, and whoever wrote the withdrawal down."""
        mine = models.Q(by=listener.user_id, by__isnull=False)
        return self.filter(models.Q(testimony__collection__in=listener.staff_of) | mine)


class Withdrawal(models.Model):
    """One withdrawal. It stays after the purge, with its reason blanked: the receipt is made from it again.

    ``early`` says that the narrator did not want to wait for the end of the restore window.
    """

    testimony = models.ForeignKey(Testimony, on_delete=models.PROTECT, related_name="withdrawals")
    number = models.PositiveSmallIntegerField(help_text="Counts the withdrawals of this testimony.")
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True, help_text="For the staff alone; nobody must give one.")
    language = models.CharField(_("language of the receipt"), max_length=12, default="en")
    was_public = models.BooleanField(default=False)
    restorable_until = models.DateTimeField()
    restored_at = models.DateTimeField(null=True, blank=True)
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    purge_asked_at = models.DateTimeField(null=True, blank=True)
    purge_step = models.CharField(max_length=6, choices=PurgeStep.choices, default=PurgeStep.NONE, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)
    backups_until = models.DateField(null=True, blank=True, help_text="Until when backups may hold what was purged.")
    left = models.JSONField(default=list, blank=True, help_text="What a purge could not remove, as values of Left.")

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["testimony", "number"], name="withdrawal_number_once"),
            models.UniqueConstraint(
                fields=["testimony"], condition=models.Q(restored_at__isnull=True), name="withdrawal_standing_once"
            ),
            models.CheckConstraint(
                name="withdrawal_restored_or_purged",
                condition=models.Q(restored_at__isnull=True) | models.Q(purge_step=""),
            ),
            models.CheckConstraint(
                name="withdrawal_purged_has_a_time",
                condition=models.Q(purge_step="done", purged_at__isnull=False)
                | ~models.Q(purge_step="done") & models.Q(purged_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def receipt_number(self) -> str:
        """Such as ``2026-0007-W1``: the accession number, and which withdrawal of it."""
        return f"{self.testimony.accession_number}-W{self.number}"

    @property
    def is_restorable(self) -> bool:
        """Whether an editor may still bring the testimony back."""
        return (
            self.restored_at is None
            and self.purge_asked_at is None
            and self.purge_step == PurgeStep.NONE
            and timezone.now() < self.restorable_until
        )

    @property
    def is_purged(self) -> bool:
        return self.purge_step == PurgeStep.DONE

    @property
    def what_is_left(self) -> list[str]:
        """A sentence for each thing that the purge could not remove."""
        return [str(Left(one).label) for one in self.left]

    @property
    def language_name(self) -> str:
        return languages.name(self.language)


def was_public(**of: Any) -> bool:
    """Whether a withdrawn testimony (``accession_number=…``, or ``recordings__uuid=…``) could once be seen by others.

    Only then does its address say that something was here. What never was public was never there: 404.
    """
    withdrawn = Testimony.objects.filter(state=State.WITHDRAWN, first_published_at__isnull=False)
    return withdrawn.filter(**of).exists()
