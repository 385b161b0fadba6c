"""Who works on which testimony: Wagtail's collection ownership, with publishing bound to the collection too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.models.testimony import State, Testimony

__all__ = ["TestimonyPermissionPolicy", "collections_of", "listener_for"]

EDITORS_ACTIONS = {"publish", "lock", "unlock"}


class TestimonyPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """``add`` in a collection: create, and change what one created. ``change``: change all in it. ``publish``: so too,
    approve, lock and publish. Nobody deletes: what was taken in is withdrawn, and its number and its events stay."""

    __test__ = False

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in EDITORS_ACTIONS:
            return self._check_perm(user, ["publish"])
        if action == "delete":
            return False
        if action == "view":
            return self._check_perm(user, ["add", "change", "publish"])
        return bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if instance.state == State.WITHDRAWN:
            return False  # nobody reads, changes or publishes it: testimonies.actions.withdrawing alone knows it
        wanted = set(actions) - {"delete"}
        if wanted & EDITORS_ACTIONS and self._check_perm(user, ["publish"], collection=instance.collection):
            return True
        wanted -= EDITORS_ACTIONS
        if "view" in wanted:
            wanted = (wanted - {"view"}) | {"change"}
        return bool(wanted) and bool(super().user_has_any_permission_for_instance(user, wanted, instance))

    def may_publish_in(self, user: Any, collection: Collection) -> bool:
        """Whether ``user`` is an editor of ``collection``."""
        return bool(self._check_perm(user, ["publish"], collection=collection))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        wanted = {"change" if action in (*EDITORS_ACTIONS, "view") else action for action in actions}
        return super().instances_user_has_any_permission_for(user, wanted).exclude(state=State.WITHDRAWN)


def collections_of(user: Any, *actions: str) -> QuerySet[Collection]:
    """The collections in which ``user`` has any of ``actions`` (``add``, ``change``, ``publish``), with all below."""
    if not user.is_authenticated or not user.is_active:
        return Collection.objects.none()
    if user.is_superuser:
        return Collection.objects.all()
    codenames = [get_permission_codename(action, Testimony._meta) for action in actions]
    granted = GroupCollectionPermission.objects.filter(
        group__user=user, permission__codename__in=codenames, permission__content_type__app_label="testimonies"
    )
    paths = granted.values_list("collection__path", flat=True).distinct()
    found = Collection.objects.none()
    for path in paths:
        found = found | Collection.objects.filter(path__startswith=path)
    return found


def listener_for(user: Any) -> Listener:
    """The listener that a request's user is, today."""
    if not user.is_authenticated or not user.is_active:
        return VISITOR.on(timezone.localdate())
    return Listener(
        audience=Audience.PUBLIC,
        user_id=user.pk,
        staff_of=frozenset(collections_of(user, "change", "publish").values_list("pk", flat=True)),
        contributes_to=frozenset(collections_of(user, "add").values_list("pk", flat=True)),
        day=timezone.localdate(),
    )
