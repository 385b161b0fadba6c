"""The way to the public: submitted, approved or sent back, published, closed.

Wagtail's workflow decides who acts when; these verbs keep the testimony's own state in step and write the events.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from testimonies import signals
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Event, Recording, State, Testimony, TestimonyPermissionPolicy

__all__ = ["approve", "note", "release", "submit", "under_review"]


@transaction.atomic
def submit(*, testimony: Testimony, by: Any) -> None:
    """Hand a testimony to the editors of its collection, for the first time or again.

    Raises :class:`NotPermitted` or :class:`StateForbids`.
    """
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "change", testimony):
        raise NotPermitted(_("You cannot submit this testimony."))
    review = testimony.current_workflow_state
    if review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        review.resume(user=by)
        return
    if review is not None:
        raise StateForbids(_("This testimony is being reviewed already."))
    workflow = testimony.get_workflow()
    if workflow is None:
        raise StateForbids(_("No review is set up. Ask an administrator to assign a workflow to testimonies."))
    if testimony.latest_revision is None:
        testimony.save_revision(user=by)
    workflow.start(testimony, by)


@transaction.atomic
def approve(*, testimony: Testimony, by: Any, comment: str = "") -> None:
    """Approve the review in progress, which publishes. Raises :class:`NotPermitted` or :class:`StateForbids`."""
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "publish", testimony):
        raise NotPermitted(_("You cannot publish testimonies of this collection."))
    task = testimony.current_workflow_task_state
    if task is None:
        raise StateForbids(_("This testimony is not waiting for review."))
    task.approve(user=by, comment=comment)


@transaction.atomic
def under_review(*, testimony_id: int, reviewing: bool) -> None:
    """Say that the review began or ended without publishing. A testimony that is public stays so meanwhile."""
    was, becomes = (State.DRAFT, State.IN_REVIEW) if reviewing else (State.IN_REVIEW, State.DRAFT)
    before = [was, State.CLOSED] if reviewing else [was]
    Testimony.objects.filter(pk=testimony_id, state__in=before).update(state=becomes)


@transaction.atomic
def release(*, testimony: Testimony) -> None:
    """After a publication: the recordings that the editor saw are public as far as consent goes."""
    Recording.objects.filter(testimony=testimony, released=False).update(released=True)
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk)


@transaction.atomic
def note(*, verb: str, testimony: Testimony, by: Any) -> None:
    """Write down what was done through Wagtail's own doors."""
    Event.write(verb, by=by, testimony=testimony)
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk)
