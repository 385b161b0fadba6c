"""Listens at the door, and has what the staff did there written into the audit trail; other sessions end with it."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from archive.accounts.second_factor import works_here
from testimonies.actions import entering

__all__ = ["end_other_sessions"]


@receiver(user_logged_in)
def on_logged_in(user: Any, **kwargs: Any) -> None:
    if works_here(user):
        entering.logged_in(by=user)


@receiver(user_logged_out)
def on_logged_out(user: Any, **kwargs: Any) -> None:
    if user is not None and works_here(user):
        entering.logged_out(by=user)


@receiver(user_login_failed)
def on_refused(credentials: Any, **kwargs: Any) -> None:
    """Only where the name is that of somebody who works here: what else was typed may be anything, and is not kept."""
    users = get_user_model().objects
    for name in ("username", "email"):
        user = (
            users.filter(**{f"{name}__iexact": credentials.get(name) or ""}).first() if credentials.get(name) else None
        )
        if user is not None:
            _refused(user)
            return


@receiver(factor.authentication_failed)
def on_wrong_code(user: Any, **kwargs: Any) -> None:
    _refused(user)


def _refused(user: Any) -> None:
    if works_here(user):
        entering.refused(account=user)


@receiver(account.password_changed)
@receiver(account.password_reset)
@receiver(account.password_set)
def on_password_changed(user: Any, **kwargs: Any) -> None:
    if works_here(user):
        entering.password_changed(by=user)


@receiver(factor.authenticator_added)
def on_second_factor(request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """A session that was opened with the password alone ends, but for the one in which the factor was set up."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    end_other_sessions(user, keep=request.session.session_key)
    if works_here(user):
        entering.second_factor_set_up(by=user)


@receiver(factor.authenticator_removed)
def on_second_factor_removed(user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES and works_here(user):
        entering.second_factor_removed(account=user, by=user)


@receiver(factor.authenticator_reset)
def on_codes_made(user: Any, **kwargs: Any) -> None:
    if works_here(user):
        entering.codes_made(by=user)


def end_other_sessions(user: Any, keep: str | None = None) -> None:
    """Delete the rows of all sessions of ``user`` but ``keep``. Reads every session that is alive: seldom needed."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=keep or "").iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
