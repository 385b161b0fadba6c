"""Sessions end: when nothing was asked for a while, and in any case after a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

__all__ = ["end_sessions"]

BEGAN, SEEN = "archive_began", "archive_seen"
"""Seconds since 1970, in the session: when it began, and when something was last asked in it."""


def end_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: log out whoever was away longer than ``SESSION_IDLE_S``, or in longer than ``SESSION_COOKIE_AGE``.

    The time of the last request is written at most ten times per span, so that reading costs no writing.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            _look_at(request, int(time.time()))
        return get_response(request)

    return answer


def _look_at(request: HttpRequest, now: int) -> None:
    began, seen = request.session.get(BEGAN), request.session.get(SEEN)
    if not isinstance(began, int) or not isinstance(seen, int):  # of a time before sessions ended
        _begin(request, now)
    elif now - began >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_S:
        logout(request)
    elif now - seen >= settings.SESSION_IDLE_S // 10:
        request.session[SEEN] = now


def _begin(request: HttpRequest, now: int) -> None:
    request.session[BEGAN] = request.session[SEEN] = now


@receiver(user_logged_in)
def on_logged_in(request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None:
        _begin(request, int(time.time()))
