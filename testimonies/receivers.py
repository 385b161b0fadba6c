"""The door that Wagtail's own signals come in by: publishing, reviewing and its log, turned into our verbs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import ModelLogEntry, Revision, TaskState, WorkflowState
from wagtail.signals import (
    published,
    unpublished,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
    workflow_submitted,
)

from testimonies.actions import publishing
from testimonies.exceptions import StateForbids
from testimonies.models import CollectionReview, Testimony
from testimonies.signals import approval_given, publication_asked

RESUMED = "submitted_again"

NOTED = {
    "wagtail.edit": "described",
    "wagtail.publish": "published",
    "wagtail.unpublish": "closed",
    "wagtail.lock": "locked",
    "wagtail.unlock": "unlocked",
    "wagtail.revert": "reverted",
    "wagtail.workflow.start": "submitted",
    "wagtail.workflow.resume": RESUMED,
    "wagtail.workflow.approve": "approved",
    "wagtail.workflow.reject": "sent_back",
    "wagtail.workflow.cancel": "review_cancelled",
}


@receiver(publication_asked, sender=Testimony)
def on_publication_asked(testimony: Testimony, revision: Revision, **kwargs: Any) -> None:
    try:
        publishing.check_approved(testimony=testimony, content=revision.content)
    except StateForbids as refusal:
        raise PermissionDenied(str(refusal)) from refusal


@receiver(published, sender=Testimony)
def on_published(instance: Testimony, **kwargs: Any) -> None:
    publishing.release(testimony=instance)


@receiver(unpublished, sender=Testimony)
def on_unpublished(instance: Testimony, **kwargs: Any) -> None:
    publishing.under_review(testimony_id=instance.pk, reviewing=False)


@receiver(workflow_submitted, sender=WorkflowState)
def on_submitted(instance: WorkflowState, **kwargs: Any) -> None:
    _review(instance, reviewing=True)


@receiver([workflow_rejected, workflow_cancelled, workflow_approved], sender=WorkflowState)
def on_review_ended(instance: WorkflowState, **kwargs: Any) -> None:
    _review(instance, reviewing=False)


@receiver(approval_given, sender=CollectionReview)
def on_approval(task_state: TaskState, by: Any, comment: str, **kwargs: Any) -> bool:
    """The doors offer nobody what is refused here."""
    try:
        return publishing.count_approval(testimony=task_state.workflow_state.content_object, by=by, comment=comment)
    except StateForbids as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _review(state: WorkflowState, *, reviewing: bool) -> None:
    if state.base_content_type.model_class() is Testimony:
        publishing.under_review(testimony_id=int(state.object_id), reviewing=reviewing)


@receiver(post_save, sender=ModelLogEntry)
def on_logged(instance: ModelLogEntry, created: bool, **kwargs: Any) -> None:
    verb = NOTED.get(instance.action)
    if created and verb and instance.content_type is not None and instance.content_type.model_class() is Testimony:
        testimony = Testimony.objects.filter(pk=instance.object_id).first()
        if testimony is not None:
            if verb == RESUMED:  # Wagtail has no signal for it
                publishing.under_review(testimony_id=testimony.pk, reviewing=True)
            publishing.note(verb=verb, testimony=testimony, by=instance.user)
