"""What every answer of the site carries, whoever gives it: a page, a file, a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

EDITORS_ROOMS = "/admin/"

PUBLIC_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "manifest-src 'self'",
        "frame-ancestors 'none'",
    )
)
# Wagtail's editor writes styles and scripts into the page, so it needs 'unsafe-inline' under its own path only, and
# shows previews of pages in a frame.
EDITORS_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
ALWAYS = {
    "Permissions-Policy": "accelerometer=(), autoplay=(self), browsing-topics=(), camera=(), "
    "display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(self), "
    "midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""What an answer says unless its door said otherwise."""

FOR_ONE_PERSON = "private, no-store"
FOR_ANYBODY = "private, no-cache"
"""Consent may end at any moment: nobody between us and a reader keeps a page, and the reader's browser asks again."""


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tell the browser to load nothing from another site, to show this one in no other, and to keep no page.

    Stands first, so that files and refusals get their headers too. What a logged-in person was shown is stored nowhere:
    the back button shows nothing after the log-out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        editing = request.path.startswith(EDITORS_ROOMS)
        response.headers.setdefault("Content-Security-Policy", EDITORS_POLICY if editing else PUBLIC_POLICY)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        page = response.headers.get("Content-Type", "").startswith(("text/html", "application/json"))
        if known and page and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = FOR_ONE_PERSON
        else:
            response.headers.setdefault("Cache-Control", FOR_ONE_PERSON if known else FOR_ANYBODY)
        return response

    return answer
