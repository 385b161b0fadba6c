"""A page's sheets of style are announced before the page.

A browser that reads the name of a sheet in the header asks for it before it has begun to read the page; one that finds
it in a page of two hours of talk shares the line between the two from then on. A proxy can hand the announcement on
even sooner, as Early Hints (RFC 8297).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from archive.middleware import EDITORS_ROOMS

__all__ = ["announce"]

_HEAD = 8_000
"""Bytes in which the sheets are named."""
_SHEET = re.compile(rb'<link rel="stylesheet" href="(/[^"<>\s]+)">')


def announce(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``Link: <sheet>; rel=preload; as=style`` (RFC 8288) for each sheet that a public page links."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if page and not request.path.startswith(EDITORS_ROOMS):
            head = response.content[:_HEAD].partition(b"</head>")[0]
            if sheets := [f"<{one.decode('ascii')}>; rel=preload; as=style" for one in _SHEET.findall(head)]:
                response.headers.setdefault("Link", ", ".join(sheets))
        return response

    return answer
