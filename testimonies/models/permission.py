"""Who works on which testimony: Wagtail's collection ownership, with publishing bound to the collection too."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from wagtail.models import Collection, GroupCollectionPermission
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from testimonies.consent import scopes
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models.access_request import AccessRequest
from testimonies.models.researcher import Researcher
from testimonies.models.state import State
from testimonies.models.testimony import Testimony

__all__ = ["TestimonyPermissionPolicy", "asker", "collections_of", "listener_for", "translated_by"]

EDITORS_ACTIONS = {"publish", "lock", "unlock"}
WORK = ("add", "change", "publish")
HELD_S = 0.5


class TestimonyPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """``add`` in a collection: create, and change what one created. ``change``: change all in it. ``publish``: so too,
    approve, lock and publish. ``translate``: translate what one may read of it anyhow; it opens nothing. Nobody
    deletes: what was taken in is withdrawn, and its number and its events stay."""

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
    """The collections in which ``user`` has any of ``actions`` (``add``, ``change``, ``publish``, ``translate``), with
    all below."""
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


def translated_by(user: Any, use: str = Use.TRANSCRIPT) -> QuerySet[Testimony]:
    """Those that ``user`` may translate, as far as ``use`` goes (``catalogue``: the description; ``transcript``: the
    words, which must be open to them in translation too).

    Their own work; and where a collection lets them translate, whatever of it they may read as anybody like them may.
    """
    listener = listener_for(user)
    theirs = Q(collection__in=collections_of(user, "translate")) if listener.user_id else Q(pk__in=())
    found = Testimony.objects.filter(scopes.works_on(listener) | theirs).allowing(use, listener)
    return found if use == Use.CATALOGUE else found.allowing(Use.TRANSLATION, listener)


def listener_for(user: Any) -> Listener:
    """The listener that ``user`` is at this moment, from the rows that are in force now.

    The user of a request (which Django hands out as a lazy object, one for each request) is asked about once and the
    answer kept for ``HELD_S``: no longer than a page takes. Any other is asked about anew each time.
    """
    if not user.is_authenticated or not user.is_active:
        return VISITOR.on(timezone.localdate())
    of_a_request = type(user) is SimpleLazyObject
    held = getattr(user, "_listener_held", None) if of_a_request else None
    if held is not None and time.monotonic() - held[0] < HELD_S:
        found: Listener = held[1]
        return found
    begun, found = time.monotonic(), _listener(user)
    if of_a_request:
        user._listener_held = (begun, found)
    return found


def _listener(user: Any) -> Listener:
    works_in = _collections_by_action(user)
    today = timezone.localdate()
    admitted = AccessRequest.objects.order_by().granted_on(today).filter(asker=OuterRef("user")).values("testimony")
    in_force = Researcher.objects.in_force().filter(user=user).order_by()
    rooms = in_force.values_list(ArraySubquery(admitted), flat=True).first()
    return Listener(
        audience=Audience.PUBLIC if rooms is None else Audience.RESEARCHER,
        user_id=user.pk,
        staff_of=works_in["change"] | works_in["publish"],
        contributes_to=works_in["add"],
        reading_room=frozenset(rooms or ()),
        day=today,
    )


def _collections_by_action(user: Any) -> dict[str, frozenset[int]]:
    """Like :func:`collections_of` for ``add``, ``change`` and ``publish``, in two queries at most."""
    if user.is_superuser:
        everywhere = frozenset(Collection.objects.order_by().values_list("pk", flat=True))
        return dict.fromkeys(WORK, everywhere)
    codenames = {get_permission_codename(action, Testimony._meta): action for action in WORK}
    granted = GroupCollectionPermission.objects.filter(
        group__user=user, permission__codename__in=codenames, permission__content_type__app_label="testimonies"
    )
    paths = set(granted.values_list("permission__codename", "collection__path"))
    if not paths:
        return dict.fromkeys(WORK, frozenset())
    below = Q()
    for _codename, path in paths:
        below |= Q(path__startswith=path)
    places = list(Collection.objects.filter(below).order_by().values_list("pk", "path"))
    return {
        action: frozenset(
            pk for pk, path in places if any(path.startswith(top) for name, top in paths if codenames[name] == action)
        )
        for action in WORK
    }


def asker(listener: Listener) -> Listener:
    """``listener`` on their day, without what makes no difference: whoever asks alike shares a permit."""
    return Listener(
        audience=listener.audience,
        user_id=listener.user_id if listener.contributes_to else None,
        staff_of=listener.staff_of,
        contributes_to=listener.contributes_to,
        reading_room=listener.reading_room,
        day=listener.day or timezone.localdate(),
    )
