"""The review that a testimony passes before it is published: by an editor of its own collection."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from testimonies.models.permission import TestimonyPermissionPolicy, collections_of
from testimonies.models.testimony import Testimony

__all__ = ["CollectionReview"]


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
        return [
            ("reject", _("Ask for changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        open_states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = Testimony.objects.filter(collection__in=collections_of(user, "publish"))
        keys = [str(pk) for pk in mine.values_list("pk", flat=True)]
        return open_states.filter(workflow_state__object_id__in=keys)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Editors of the testimony's own collection can approve this task"))
