"""How much may be sent to the site at once. What is larger is refused by its announced length, before a byte is read.

Django writes the files of a form into the system's temporary folder while it looks for the form's token, so before any
view can say who may send what. A body is never longer than it was announced: the rest is not read
(:mod:`archive.whole_body`), and a body without a length is none to a form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from archive.accounts.second_factor import works_here
from archive.campaign import posted
from archive.ways.alternates import languages_of
from testimonies.interchange import bilingual
from testimonies.ledger_forms import MOST_SCANS
from testimonies.pictures import rewriting
from testimonies.preservation import sealed

__all__ = ["FROM_ANYBODY", "LARGER", "TO_ITS_VIEW", "VISITORS_BYTES", "keep_to", "most_bytes"]

VISITORS_BYTES = 100_000
"""The forms of whoever does not work here: log-in, terms, a letter that asks for access."""
ROOM_BYTES = 1_000_000
"""For the fields of a form around its files."""

_PICTURE = rewriting.MOST_BYTES + ROOM_BYTES
_SCANS = MOST_SCANS * sealed.MOST_BYTES + ROOM_BYTES
_PAPER = 5_000_000 + ROOM_BYTES
LARGER: dict[str, int] = {
    "wagtailimages:add": _PICTURE,
    "wagtailimages:add_multiple": _PICTURE,
    "wagtailimages:edit": _PICTURE,
    "wagtailimages_chooser:create": _PICTURE,
    "wagtailadmin_account": _PICTURE,
    "wagtaildocs:add": _PAPER,
    "wagtaildocs:add_multiple": _PAPER,
    "wagtaildocs:edit": _PAPER,
    "wagtaildocs_chooser:create": _PAPER,
    "testimonies:consent": _SCANS,
    "testimonies:consent_scans": _SCANS,
    "testimonies:translate_take_in": bilingual.MOST_BYTES + ROOM_BYTES,
}
"""The doors that take files of those who work here, in bytes; every other takes a form's fields alone."""
FROM_ANYBODY: dict[str, int] = dict.fromkeys(
    ("action-report", "campaign-describe", "posted-correct"), posted.MOST_BYTES * posted.MOST_PICTURES + ROOM_BYTES
)
"""The doors at which whoever has no account sends pictures, in bytes."""
TO_ITS_VIEW = frozenset({"testimonies:upload", "ingest:index", "tus:uploads", "tus:upload"})
"""Doors that ask who sends, and how much, before they read; for those who work here."""


def keep_to(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 413 for what is announced as larger than the door takes. Stands before the check of forms."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        announced = _announced(request)
        if announced <= VISITORS_BYTES:
            return None
        most = most_bytes(request)
        return None if most is None or announced <= most else _too_large(request, most)

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def most_bytes(request: HttpRequest) -> int | None:
    """What the asked door takes of this person; ``None`` where its view says so itself."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in FROM_ANYBODY:
        return FROM_ANYBODY[name]
    if not works_here(request.user):
        return VISITORS_BYTES
    return None if name in TO_ITS_VIEW else LARGER.get(name, settings.DATA_UPLOAD_MAX_MEMORY_SIZE + ROOM_BYTES)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    """The plain page of status 413, in JSON for a script. The line is closed: nobody reads on."""
    limit = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1_000} kB"
    sentence = _("At this place the archive takes %(limit)s at most. Nothing of it was kept.") % {"limit": limit}
    answer: HttpResponse
    if "text/html" in request.headers.get("Accept", "text/html"):
        context = {"sentence": sentence, "languages": languages_of(request)}
        answer = render(request, "413.html", context, status=413)
    else:
        answer = JsonResponse({"error": sentence}, status=413)
    add_never_cache_headers(answer)
    return answer
