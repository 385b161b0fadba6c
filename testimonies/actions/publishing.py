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
from testimonies.models import (
    Approval,
    Event,
    Finding,
    Recording,
    RiskReview,
    State,
    Testimony,
    TestimonyPermissionPolicy,
    is_awaited,
)
from testimonies.models.risk_review import digest_of

__all__ = [
    "approve",
    "check_approved",
    "check_narrator_heard",
    "count_approval",
    "note",
    "release",
    "submit",
    "under_review",
]


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
    """Approve the review in progress, which publishes where as many people have approved as the risk asks for.

    ``comment`` is owed where findings of the risk review are open. Raises :class:`NotPermitted`, :class:`StateForbids`.
    """
    if not TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(by, "publish", testimony):
        raise NotPermitted(_("You cannot publish testimonies of this collection."))
    task = testimony.current_workflow_task_state
    if task is None:
        raise StateForbids(_("This testimony is not waiting for review."))
    _check_counts(testimony, by, comment)
    task.task.specific.on_action(task, by, "approve", comment=comment)


@transaction.atomic
def count_approval(*, testimony: Testimony, by: Any, comment: str = "") -> bool:
    """Write down one person's approval of the description as it stands; return whether there are enough to publish.

    Raises :class:`StateForbids` for who has approved this already, and for who says no word about open findings.
    """
    testimony = Testimony.objects.select_for_update().get(pk=testimony.pk)
    _check_counts(testimony, by, comment)
    content = testimony.get_latest_revision().content
    _given, made = Approval.objects.get_or_create(testimony=testimony, of=digest_of(content), by=by)
    open_findings = Finding.objects.open().filter(testimony=testimony).count()
    if open_findings:
        Event.write("approved_with_open_findings", by=by, testimony=testimony, findings=open_findings)
    have, needed = Approval.standing(testimony, content).count(), RiskReview.of(testimony).approvals_needed
    if made and have < needed:
        Event.write("approved_in_part", by=by, testimony=testimony, have=have, needed=needed)
    return have >= needed


def check_approved(*, testimony: Testimony, content: dict[str, Any]) -> None:
    """Raise :class:`StateForbids` where fewer people have approved ``content`` than the risk asks for.

    One approval is the publishing editor's own; Wagtail asks whether they are one.
    """
    needed = RiskReview.of(testimony).approvals_needed
    if needed > 1 and Approval.standing(testimony, content).count() < needed:
        raise StateForbids(
            _("Its risk asks for the approval of %(needed)s different people. Submit it for review.")
            % {"needed": needed}
        )


def check_narrator_heard(*, testimony: Testimony) -> None:
    """Raise :class:`StateForbids` while something that its narrator asked for by their own look waits to be seen to."""
    if is_awaited(testimony):
        raise StateForbids(
            _("Its narrator asked for changes, or marked words to be taken out. See first to what they answered.")
        )


def _check_counts(testimony: Testimony, by: Any, comment: str) -> None:
    check_narrator_heard(testimony=testimony)
    standing = Approval.standing(testimony, testimony.get_latest_revision().content)
    if standing.count() < RiskReview.of(testimony).approvals_needed and standing.filter(by=by).exists():
        raise StateForbids(_("You have approved this already. Its risk asks for another person's approval too."))
    if not comment.strip() and Finding.objects.open().filter(testimony=testimony).exists():
        raise StateForbids(_("Findings of the risk review are open. Decide on them, or say why it is approved so."))


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
