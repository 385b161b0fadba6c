"""Becoming a registered researcher by accepting the terms of use, ceasing to be one, and being shut out and let in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import AccessRequest, Asked, Event, Researcher, collections_of, terms_in_force

__all__ = ["accept", "may_shut_out", "readmit", "shut_out", "stop"]


@transaction.atomic
def accept(*, by: Any, purpose: str, version: str, affiliation: str = "") -> Researcher:
    """``by`` accepts ``version`` of the terms. A second time it changes nothing.

    Raises :class:`StateForbids` where the terms changed while they were read, :class:`NotPermitted` for whom the
    archive shut out.
    """
    _hold(by)
    if version != terms_in_force():
        raise StateForbids(_("The terms of use have changed meanwhile. Please read them again."))
    last = Researcher.of(by)
    if last is not None and last.is_in_force:
        return last
    if last is not None and last.is_shut_out:
        raise NotPermitted(_("The archive ended your registration. Write to its editors if you think that is wrong."))
    researcher = Researcher.objects.create(
        user_id=by.pk, affiliation=affiliation, purpose=purpose, terms_version=version
    )
    Event.write("terms_accepted", by=by, researcher=researcher.pk, version=version)
    return researcher


@transaction.atomic
def stop(*, by: Any) -> None:
    """``by`` takes the acceptance back, and with it every request, waiting or granted."""
    _hold(by)
    if not Researcher.objects.filter(user_id=by.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by_id=by.pk
    ):
        raise StateForbids(_("You are not a registered researcher."))
    AccessRequest.objects.filter(asker_id=by.pk, state__in=(Asked.WAITING, Asked.GRANTED)).update(
        state=Asked.GIVEN_UP, ended_at=timezone.now(), ended_by_id=by.pk
    )
    Event.write("terms_given_up", by=by)


@transaction.atomic
def shut_out(*, researcher: Researcher, by: Any) -> None:
    """End a registration: what was open to them as a researcher, or granted to them, is closed from now on."""
    _check(by)
    _hold(researcher.user)
    ended = Researcher.objects.filter(user=researcher.user, revoked_at=None)
    if not ended.update(revoked_at=timezone.now(), revoked_by_id=by.pk):
        raise StateForbids(_("This registration has ended already."))
    Event.write("researcher_shut_out", by=by, researcher=researcher.pk)


@transaction.atomic
def readmit(*, researcher: Researcher, by: Any) -> None:
    """Let somebody in again whom the archive had shut out; what was granted to them holds again, as long as it does."""
    _check(by)
    _hold(researcher.user)
    last = Researcher.of(researcher.user)
    if last is None or not last.is_shut_out:
        raise StateForbids(_("This registration was not ended by the archive."))
    Researcher.objects.filter(pk=last.pk).update(revoked_at=None, revoked_by=None)
    Event.write("researcher_readmitted", by=by, researcher=last.pk)


def may_shut_out(user: Any) -> bool:
    """Editors of any collection, and administrators."""
    return bool(collections_of(user, "publish").exists())


def _check(by: Any) -> None:
    if not may_shut_out(by):
        raise NotPermitted(_("Only editors and administrators decide about registered researchers."))


def _hold(user: Any) -> None:
    """One at a time for each person."""
    get_user_model().objects.select_for_update().get(pk=user.pk)
