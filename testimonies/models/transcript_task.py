"""A transcript as somebody's task: to correct it, or to verify it, until a day; another person says that it is done.

Wagtail's own workflow moves records that have drafts and versions, and gives each step to a group. Words have a history
of their own, and a task here is one person's; so it is a noun of its own.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupCollectionPermission

from testimonies.consent.audiences import Listener
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Transcript

__all__ = ["TaskKind", "TaskState", "TranscriptTask", "workers_of"]


class TaskKind(models.TextChoices):
    CORRECT = "correct", _("correct")
    VERIFY = "verify", _("verify")


class TaskState(models.TextChoices):
    GIVEN = "given", _("in hand")
    HANDED_IN = "handed_in", _("handed in")
    SENT_BACK = "sent_back", _("sent back")
    DONE = "done", _("done")
    CALLED_OFF = "called_off", _("called off")


OPEN = (TaskState.GIVEN, TaskState.HANDED_IN, TaskState.SENT_BACK)


class TranscriptTaskQuerySet(models.QuerySet["TranscriptTask"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def visible_to(self, listener: Listener) -> Self:
        """One's own, and those of the collections that one is staff of; of testimonies that one works on."""
        mine = models.Q(given_to=listener.user_id) | models.Q(supervisor=listener.user_id)
        staff = models.Q(transcript__recording__testimony__collection__in=listener.staff_of)
        own = Testimony.objects.worked_on_by(listener)
        return self.filter(mine | staff, transcript__recording__testimony__in=own)


class TranscriptTask(models.Model):
    """``note`` is what the supervisor says to whoever has it. Nobody supervises their own task."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(_("what"), max_length=10, choices=TaskKind.choices)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+"
    )
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    due = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.GIVEN)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(default=timezone.now)
    told_state = models.CharField(max_length=10, blank=True, help_text="What was written about by e-mail last.")

    objects = TranscriptTaskQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = (models.F("due").asc(nulls_last=True), "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["transcript", "kind"],
                condition=models.Q(state__in=["given", "handed_in", "sent_back"]),
                name="task_once_open",
            ),
            models.CheckConstraint(name="task_two_people", condition=~models.Q(given_to=models.F("supervisor"))),
        ]

    def __str__(self) -> str:
        return f"{self.transcript} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due is not None and self.due < timezone.localdate()

    @property
    def left(self) -> int:
        """How many segments are still to be looked after."""
        wanted = ["machine"] if self.kind == TaskKind.CORRECT else ["machine", "corrected"]
        return self.transcript.segments.filter(review_state__in=wanted).count()


def workers_of(collection: Any) -> models.QuerySet[Any]:
    """Whoever may add, change or publish in ``collection`` or above it, and administrators."""
    step = type(collection).steplen
    above = [collection.path[:length] for length in range(step, len(collection.path) + 1, step)]
    granted = GroupCollectionPermission.objects.filter(
        permission__content_type__app_label="testimonies", collection__path__in=above
    )
    people = get_user_model().objects.filter(is_active=True)
    return people.filter(models.Q(groups__in=granted.values("group")) | models.Q(is_superuser=True)).distinct()
