"""Text alone, for a slow line or an old phone: no script, no picture, no waveform, a small sheet of style.

``?lite`` in an address asks for it, and every link of such a page leads on to pages of the same kind: nothing is kept
anywhere. Only who presses “Remember this on this device” gets a cookie that says “lite” and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

__all__ = ["COOKIE", "choose", "is_lite", "lighten", "lightened", "remembers", "with_lite", "without_lite"]

COOKIE = "lite"
ASKED = "lite"
KEPT_S = 180 * 24 * 3600
POLICY = "; ".join(
    ("default-src 'none'", "style-src 'self'", "media-src 'self'", "form-action 'self'", "base-uri 'none'",
     "frame-ancestors 'none'")
)  # fmt: skip
"""What the browser may load for a page of text: its sheet, and the sound when somebody presses play."""
HEAVY = ("/admin/", "/sound/", "/static/")
_OURS = "|".join(tag for tag, _name in settings.LANGUAGES)
_LINK = re.compile(rf'(<a\b[^>]*?\bhref=")(/(?:{_OURS})/[^"?#]*)(\?[^"#]*)?(#[^"]*)?"')
_PLACE = re.compile(r'(<a\b[^>]*?\bhref=")\?([^"#]*)(#[^"]*)?"')
_FORM = re.compile(r"(<form\b(?![^>]*\bmethod=\"post\")[^>]*>)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script>\s*", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"<picture\b.*?</picture>", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ASKS = re.compile(r"(?:^|[?&;])lite(?:=|&|$)")
_WORDS = re.compile(r'\balt="([^"]*)"')


def is_lite(request: HttpRequest) -> bool:
    """Whether this page is asked for as text alone."""
    return not request.path.startswith(HEAVY) and (ASKED in request.GET or remembers(request))


def remembers(request: HttpRequest) -> bool:
    """Whether this device was asked to remember it."""
    return request.COOKIES.get(COOKIE) == "1"


def lighten(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: pages say by ``request.lite`` what they are; what a template cannot know of itself is done here."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.lite = is_lite(request)  # type: ignore[attr-defined]
        response = get_response(request)
        if request.lite and ASKED in request.GET and response.headers.get("Location", "").startswith("/"):  # type: ignore[attr-defined]
            response.headers["Location"] = with_lite(response.headers["Location"])
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            if request.lite:  # type: ignore[attr-defined]
                response.headers.setdefault("X-Robots-Tag", "noindex")
                page = response.content.decode(response.charset)
                response.content = lightened(page, carried=not remembers(request)).encode(response.charset)
                response.headers["Content-Security-Policy"] = POLICY
                if response.has_header("Content-Length"):
                    response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def lightened(page: str, *, carried: bool) -> str:
    """A page without scripts, its pictures as their words; with ``carried`` its links and searches ask for the same."""
    page = _SCRIPT.sub("", page)
    page = _PICTURE.sub(lambda found: _in_words(found[0]), page)
    page = _IMAGE.sub(lambda found: _in_words(found[0]), page)
    if carried:
        page = _LINK.sub(_on, page)
        page = _PLACE.sub(_on_here, page)
        page = _FORM.sub(rf'\1<input type="hidden" name="{ASKED}" value="1">', page)
    return page


def without_lite(address: str) -> str:
    """The same address for the whole page."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != ASKED]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def with_lite(address: str) -> str:
    """The same address as text alone."""
    parts = urlsplit(without_lite(address))
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"{ASKED}=1")))))


@csrf_exempt  # a token would be a cookie before anybody acts; what is chosen here harms nobody
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """``remember=1`` keeps the choice on this device, ``remember=0`` forgets it; then back to ``next``."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    remembered = request.POST.get("remember") == "1"
    answer = HttpResponseRedirect(without_lite(back))
    if remembered:
        secure = settings.PRODUCTION
        answer.set_cookie(COOKIE, "1", max_age=KEPT_S, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(COOKIE)
    return answer


def _on(found: re.Match[str]) -> str:
    before, path, query, place = found.groups(default="")
    if "data-whole" in before or _ASKS.search(query):
        return found[0]
    return f'{before}{path}{query or "?"}{"&amp;" if len(query) > 1 else ""}{ASKED}=1{place}"'


def _on_here(found: re.Match[str]) -> str:
    before, query, place = found.groups(default="")
    if _ASKS.search(query):
        return found[0]
    return f'{before}?{query}{"&amp;" if query else ""}{ASKED}=1{place}"'


def _in_words(picture: str) -> str:
    """What a picture says to whoever does not see it."""
    words = _WORDS.search(picture)
    return f'<span class="picture-in-words">{words[1]}</span>' if words and words[1] else ""
