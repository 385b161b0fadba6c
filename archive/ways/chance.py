"""Listening at random: one testimony of all that the asker may hear, each as likely as any other."""

from __future__ import annotations

from secrets import randbelow
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.ways import counting
from testimonies.consent.audiences import Listener, Use
from testimonies.models import Recording, Testimony, listener_for
from testimonies.views import cards_asked

__all__ = ["anyone", "at_random"]

LOTS = 8


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
    return (
        _heard_of_those_that_may_be(listener)
        or _drawn(_published(listener).filter(pk__in=_audible(listener)))
        or _drawn(_published(listener).allowing(Use.TRANSCRIPT, listener))
    )


def _heard_of_those_that_may_be(listener: Listener) -> Testimony | None:
    """Most that may be heard have a copy that is there: a few lots find one, each as likely as in a list of those."""
    allowed = Recording.objects.allowing(Use.SOUND, listener).order_by().values("testimony")
    some = counting.keys(lambda: _published(listener).filter(pk__in=allowed).order_by(), listener, "may be heard")
    asked = cards_asked.asked_by(listener)
    for _lot in range(LOTS if some else 0):
        key = some[randbelow(len(some))]
        if any(asked.recordings([key]).values()) and (found := asked.testimonies([key])):
            return found[0]
    return None


def _published(listener: Listener) -> Any:
    return Testimony.objects.visible_to(listener).filter(live=True)


def _audible(listener: Listener) -> Any:
    return Recording.objects.audible_to(listener).filter(access_copy__isnull=False).order_by().values("testimony")


def _drawn(found: Any) -> Testimony | None:
    count = found.count()
    if not count:
        return None
    lot = found.order_by("pk")[randbelow(count) :][:1]
    return next(iter(lot), None)  # None where the last of them was taken back in between
