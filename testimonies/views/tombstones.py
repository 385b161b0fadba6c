"""What stays at an address of a testimony that its narrator took back: 410, and the number that the address has in it.

What never was public never was there: 404, as for any number that nobody gave.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from testimonies.models import was_public

__all__ = ["gone", "gone_bytes"]


def gone(request: HttpRequest, accession: str) -> HttpResponse:
    """The neutral page: not why, not by whom, not what. Raises :class:`~django.http.Http404`."""
    if not was_public(accession_number=accession):
        raise Http404
    return _kept_by_nobody(render(request, "410.html", {"accession_number": accession}, status=410))


def gone_bytes(**of: Any) -> HttpResponse:
    """The same for what is no page: no byte, and nothing that confirms what the asker holds already."""
    if not was_public(**of):
        raise Http404
    return _kept_by_nobody(HttpResponse(status=410, content_type="text/plain; charset=utf-8"))


def _kept_by_nobody(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
