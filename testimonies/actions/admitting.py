"""The way into the reading room: somebody asks, the editors of the collection decide, either may end it.

What is granted is open at the very next request, and closed at the very next one after it ended or its last day passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    AccessRequest,
    Asked,
    Event,
    Researcher,
    State,
    Testimony,
    askable_by,
    collections_of,
    listener_for,
)

__all__ = ["LONGEST_DAYS", "MOST_WAITING", "ask", "give_up", "grant", "refuse", "revoke"]

LONGEST_DAYS = 731
MOST_WAITING = 50
"""So many requests of one person may wait at a time."""


@transaction.atomic
def ask(*, by: Any, testimonies: Iterable[Testimony], purpose: str, language: str = "") -> list[AccessRequest]:
    """Ask for several testimonies in one letter; those that wait already or are open long enough are left out.

    Raises :class:`NotPermitted` without terms accepted or for a testimony that cannot be asked for, and
    :class:`StateForbids` where nothing is left to ask.
    """
    get_user_model().objects.select_for_update().get(pk=by.pk)
    if not Researcher.objects.in_force().filter(user_id=by.pk).exists():
        raise NotPermitted(_("Accept the terms of use first."))
    wanted = {one.pk: one for one in testimonies}
    possible = set(askable_by(listener_for(by)).filter(pk__in=wanted).values_list("pk", flat=True))
    if possible != set(wanted):
        raise NotPermitted(_("One of these testimonies cannot be asked for."))
    mine = AccessRequest.objects.filter(asker_id=by.pk, state__in=(Asked.WAITING, Asked.GRANTED))
    settled = {one.testimony_id for one in mine if one.state == Asked.WAITING or not one.may_be_renewed}
    left = [one for pk, one in wanted.items() if pk not in settled]
    if not left:
        raise StateForbids(_("You have asked for this already."))
    if mine.filter(state=Asked.WAITING).count() + len(left) > MOST_WAITING:
        raise StateForbids(
            _("No more than %(most)s of your requests can wait at a time. Let the editors answer first.")
            % {"most": MOST_WAITING}
        )
    letter = uuid4()
    return [_asked(one, by, purpose, language, letter) for one in left]


def _asked(testimony: Testimony, by: Any, purpose: str, language: str, letter: Any) -> AccessRequest:
    request = AccessRequest.objects.create(
        asker_id=by.pk, testimony=testimony, purpose=purpose, language=language, letter=letter
    )
    Event.write("access_asked", by=by, testimony=testimony, request=request.pk)
    signals.access_changed.send(AccessRequest, request=request)
    return request


@transaction.atomic
def grant(*, request: AccessRequest, by: Any, until: date, reason: str = "") -> None:
    """Let the asker in until ``until`` (inclusive): what waits, what was refused, or what was granted otherwise.

    Raises :class:`NotPermitted` or :class:`StateForbids`.
    """
    held = _held(request, by, Asked.WAITING, Asked.GRANTED, Asked.REFUSED)
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise StateForbids(_("Choose a day from today on, at most two years ahead."))
    if held.testimony.state != State.PUBLISHED:
        raise StateForbids(_("This testimony is not published; nobody can be let in to it."))
    earlier = AccessRequest.objects.filter(asker=held.asker, testimony=held.testimony, state=Asked.GRANTED)
    earlier.exclude(pk=held.pk).update(state=Asked.RENEWED, ended_at=timezone.now(), ended_by_id=by.pk)
    _decided(held, Asked.GRANTED, by, granted_until=until, reason=reason)
    Event.write("access_granted", by=by, testimony=held.testimony, request=held.pk, until=until.isoformat())


@transaction.atomic
def refuse(*, request: AccessRequest, by: Any, reason: str) -> None:
    """Say no, with a reason that the asker reads. Raises :class:`NotPermitted` or :class:`StateForbids`."""
    held = _held(request, by, Asked.WAITING)
    if not reason.strip():
        raise StateForbids(_("Say why: whoever asked reads it."))
    _decided(held, Asked.REFUSED, by, reason=reason)
    Event.write("access_refused", by=by, testimony=held.testimony, request=held.pk)


@transaction.atomic
def revoke(*, request: AccessRequest, by: Any, reason: str = "") -> None:
    """Take back what was granted. Raises :class:`NotPermitted` or :class:`StateForbids`."""
    held = _held(request, by, Asked.GRANTED)
    _ended(held, Asked.REVOKED, by, reason=reason or held.reason)
    Event.write("access_revoked", by=by, testimony=held.testimony, request=held.pk)
    signals.access_changed.send(AccessRequest, request=held)


@transaction.atomic
def give_up(*, request: AccessRequest, by: Any) -> None:
    """The asker needs it no more. Raises :class:`NotPermitted` or :class:`StateForbids`."""
    held = AccessRequest.objects.select_for_update().get(pk=request.pk)
    if held.asker_id != by.pk:
        raise NotPermitted(_("This is not your request."))
    if held.state not in (Asked.WAITING, Asked.GRANTED):
        raise StateForbids(_("This request is settled already."))
    _ended(held, Asked.GIVEN_UP, by)
    Event.write("access_given_up", by=by, testimony=held.testimony, request=held.pk)


def _held(request: AccessRequest, by: Any, *states: Asked) -> AccessRequest:
    """The request, kept from others until the end of the transaction, for an editor of its collection."""
    held = AccessRequest.objects.select_for_update(of=("self",)).select_related("testimony").get(pk=request.pk)
    if not collections_of(by, "publish").filter(pk=held.testimony.collection_id).exists():
        raise NotPermitted(_("The editors of its collection decide about this request."))
    if held.state not in states:
        raise StateForbids(_("This request is settled already."))
    return held


def _decided(held: AccessRequest, state: Asked, by: Any, **more: Any) -> None:
    _write(held, state=state, decided_at=timezone.now(), decided_by_id=by.pk, **more)
    signals.access_changed.send(AccessRequest, request=held)


def _ended(held: AccessRequest, state: Asked, by: Any, **more: Any) -> None:
    _write(held, state=state, ended_at=timezone.now(), ended_by_id=by.pk, **more)


def _write(held: AccessRequest, **values: Any) -> None:
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))
