"""The languages that are spoken in the archive, and a page each."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.ways import counting
from archive.ways.shelf import shelf, trail
from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import Recording, listener_for

__all__ = ["heard_by", "tongue", "tongues"]


def heard_by(listener: Listener) -> list[tuple[str, str, str, int]]:
    """Tag, name in the reader's language, own name and number of testimonies, in the reader's alphabet."""
    some = [
        (tag, languages.name(tag), languages.own_name(tag), count)
        for tag, count in counting.by_language(listener).items()
    ]
    return sorted(some, key=lambda one: one[1].casefold())


@require_safe
def tongues(request: HttpRequest) -> HttpResponse:
    context = {"crumbs": trail(), "tongues": heard_by(listener_for(request.user))}
    return render(request, "archive/ways/tongues.html", context)


@require_safe
def tongue(request: HttpRequest, tag: str) -> HttpResponse:
    """404 for a language in which nobody speaks whom the asker may know of."""
    listener = listener_for(request.user)
    if tag not in counting.by_language(listener):
        raise Http404
    shelved = shelf(request, lambda: _speaking(tag, listener), listener, "tongue", tag)
    context = {
        "tag": tag,
        "name": languages.name(tag),
        "own_name": languages.own_name(tag),
        "crumbs": trail((_("Languages"), "tongues")),
        **shelved,
    }
    return render(request, "archive/ways/tongue.html", context)


def _speaking(tag: str, listener: Listener) -> Any:
    spoken = Recording.objects.visible_to(listener).filter(spoken_languages__contains=[tag]).order_by()
    return counting.open_to(listener).filter(pk__in=spoken.values("testimony"))
