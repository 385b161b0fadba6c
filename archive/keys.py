"""Keys in the addresses of the editors' rooms. Each record there is named by a whole number; what is none is not there.

Some of Wagtail's own views (choosers, comparisons) hand whatever the address says to the database, and end with an
error of the server where it is no number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from archive.middleware import EDITORS_ROOMS

__all__ = ["insist_on_numbers"]

NAMED = ("pk", "object_id")
LONGEST = 18  # digits; PostgreSQL's largest key has nineteen


def insist_on_numbers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 404 for a key that no record can have."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        if request.path.startswith(EDITORS_ROOMS):
            for key in (str(kwargs[name]) for name in NAMED if name in kwargs):
                if not (key.isascii() and key.isdigit() and len(key) <= LONGEST):
                    raise Http404

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer
