"""The review that a testimony passes before it is published: by an editor of its own collection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from testimonies import signals
from testimonies.models.finding import Finding
from testimonies.models.permission import TestimonyPermissionPolicy, collections_of
from testimonies.models.risk_review import Approval, RiskReview
from testimonies.models.testimony import Testimony

__all__ = ["APPROVE", "APPROVE_DESPITE", "CollectionReview"]

APPROVE, APPROVE_DESPITE = "approve", "approve_despite"


class ReasonForm(forms.Form):
    """Why it is approved although findings of the risk review are open."""

    comment = forms.CharField(
        label=_("Why it can be published with findings that nobody has decided on"),
        widget=forms.Textarea({"rows": 2}),
    )


class CollectionReview(Task):
    """A workflow task for whoever may publish in the testimony's collection. An editor elsewhere does not see it."""

    class Meta:
        verbose_name = _("review by an editor of the collection")
        verbose_name_plural = _("reviews by an editor of the collection")

    @staticmethod
    def _may_review(testimony: Any, user: Any) -> bool:
        return TestimonyPermissionPolicy(Testimony).user_has_permission_for_instance(user, "publish", testimony)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._may_review(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self._may_review(obj, user)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._may_review(obj, user):
            return []
        return [("reject", _("Ask for changes"), True), *self._approvals(obj, user)]

    @staticmethod
    def _approvals(testimony: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Nobody approves twice; who approves with open findings says why."""
        standing = Approval.standing(testimony, testimony.get_latest_revision().content)
        needed = RiskReview.of(testimony).approvals_needed
        if standing.count() < needed and standing.filter(by=user).exists():
            return []
        if Finding.objects.open().filter(testimony=testimony.pk).exists():
            return [(APPROVE_DESPITE, _("Approve with open findings, saying why"), True)]
        return [(APPROVE, _("Approve"), False), (APPROVE, _("Approve with comment"), True)]

    def get_form_for_action(self, action: str) -> Any:
        return ReasonForm if action == APPROVE_DESPITE else super().get_form_for_action(action)

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """An approval counts; the review goes on to its end when there are as many as the risk asks for."""
        if action_name in (APPROVE, APPROVE_DESPITE):
            if not self._may_review(task_state.workflow_state.content_object, user):
                raise PermissionDenied
            comment = kwargs.get("comment", "")
            answers = signals.approval_given.send(type(self), task_state=task_state, by=user, comment=comment)
            if not any(enough for _receiver, enough in answers):
                return
            action_name = APPROVE
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        open_states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = Testimony.objects.filter(collection__in=collections_of(user, "publish"))
        keys = [str(pk) for pk in mine.values_list("pk", flat=True)]
        return open_states.filter(workflow_state__object_id__in=keys)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Editors of the testimony's own collection can approve this task"))
