"""What those who work here did at the door. Of readers nothing is kept: when they came is nobody's business."""

from __future__ import annotations

from typing import Any

from testimonies.models import Event

__all__ = [
    "codes_made",
    "logged_in",
    "logged_out",
    "password_changed",
    "refused",
    "second_factor_removed",
    "second_factor_set_up",
]


def logged_in(*, by: Any) -> None:
    Event.write("logged_in", by=by)


def logged_out(*, by: Any) -> None:
    Event.write("logged_out", by=by)


def refused(*, account: Any) -> None:
    """A wrong code or password was given for an account that exists. Nobody knows who gave it."""
    Event.write("log_in_refused", by=None, account=account.pk)


def password_changed(*, by: Any) -> None:
    Event.write("password_changed", by=by)


def second_factor_set_up(*, by: Any) -> None:
    Event.write("second_factor_set_up", by=by)


def second_factor_removed(*, account: Any, by: Any = None) -> None:
    """By the person themselves, or by an administrator (``None``: at the command line)."""
    Event.write("second_factor_removed", by=by, account=account.pk)


def codes_made(*, by: Any) -> None:
    Event.write("recovery_codes_made", by=by)
