"""Listening at random: one testimony of all that the asker may hear, each as likely as any other."""

from __future__ import annotations

from secrets import randbelow
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import Listener, Use
from testimonies.models import Recording, Testimony, listener_for

__all__ = ["anyone", "at_random"]


@never_cache
@require_safe
def at_random(request: HttpRequest) -> HttpResponse:
    """Leads to somebody's voice; where none may be heard, to somebody's words. Nothing is remembered."""
    listener = listener_for(request.user)
    found = anyone(listener)
    answer = redirect(found) if found is not None else render(request, "archive/ways/nobody.html")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def anyone(listener: Listener) -> Testimony | None:
    """Drawn by lot among the published ones that can be heard now, or else read; ``None`` where there are none."""
    published = Testimony.objects.visible_to(listener).filter(live=True)
    heard = Recording.objects.audible_to(listener).filter(access_copy__isnull=False).order_by().values("testimony")
    return _drawn(published.filter(pk__in=heard)) or _drawn(published.allowing(Use.TRANSCRIPT, listener))


def _drawn(found: Any) -> Testimony | None:
    count = found.count()
    if not count:
        return None
    lot = found.order_by("pk")[randbelow(count) :][:1]
    return next(iter(lot), None)  # None where the last of them was taken back in between
