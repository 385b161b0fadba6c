"""How often one person, or one address, may ask for what is dear to answer. Log-in and its like: allauth's limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from archive.accounts.asker import token_of
from archive.models import Asked
from archive.ways.alternates import languages_of

__all__ = ["COUNT", "LIMITED", "Limit", "keep_to", "too_many"]

WINDOW_S = 60
COUNT = """
    INSERT INTO archive_asked AS a (who, what, since, times) VALUES (%(who)s, %(what)s, clock_timestamp(), 1)
    ON CONFLICT (who, what) DO UPDATE SET
        times = CASE WHEN excluded.since < a.since + make_interval(secs => %(window)s) THEN a.times + 1 ELSE 1 END,
        since = CASE WHEN excluded.since < a.since + make_interval(secs => %(window)s) THEN a.since ELSE excluded.since
                END
    RETURNING times, ceil(extract(epoch FROM since - clock_timestamp()) + %(window)s)
"""


@dataclass(frozen=True)
class Limit:
    """At most ``setting`` requests in each window of ``WINDOW_S`` seconds, counted under ``name``.

    ``misses``: what is counted is not what was asked but what was not there, so that nobody guesses addresses.
    """

    name: str
    setting: str
    misses: bool = False


SEARCHES = Limit("search", "SEARCHES_PER_MINUTE")
LIMITED = dict.fromkeys(("search:search", "search:concordance", "search:concordance-file"), SEARCHES)
"""The doors that are limited, by the name of their address."""
GUESSED = (("testimonies:look", "posted"), Limit("look", "LOOKS_MISSED_PER_MINUTE", misses=True))
"""The doors whose address is a secret, by the beginnings of their names."""


def keep_to(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 429 with ``Retry-After`` for whoever asks too often, in any number of processes."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        limit = _limit_of(request)
        if limit is not None and limit.misses:
            if response.status_code == 404:
                _counted(request, limit)
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        limit = _limit_of(request)
        if limit is None or (request.method == "GET" and not request.GET and not limit.misses):
            return None
        times, left_s = _missed(request, limit) if limit.misses else _counted(request, limit)
        return too_many(request, left_s) if times > getattr(settings, limit.setting) else None

    answer.process_view = process_view  # type: ignore[attr-defined]
    return answer


def too_many(request: HttpRequest, after_s: int = WINDOW_S) -> HttpResponse:
    """The plain page of status 429."""
    context = {"after_s": after_s, "languages": languages_of(request)}
    answer = render(request, "429.html", context, status=429)
    answer.headers["Retry-After"] = str(after_s)
    add_never_cache_headers(answer)
    return answer


def _limit_of(request: HttpRequest) -> Limit | None:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return GUESSED[1] if name.startswith(GUESSED[0]) else LIMITED.get(name)


def _missed(request: HttpRequest, limit: Limit) -> tuple[int, int]:
    """As :func:`_counted`, of what was not there before, with this time as one more."""
    found = Asked.objects.filter(who=_who(request), what=limit.name).values_list("times", "since").first()
    left_s = WINDOW_S - (timezone.now() - found[1]).total_seconds() if found else 0
    return (found[0] + 1, max(1, ceil(left_s))) if found and left_s > 0 else (1, WINDOW_S)


def _counted(request: HttpRequest, limit: Limit) -> tuple[int, int]:
    """How often it was asked in this window, this time included, and after how many seconds the window ends."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"who": _who(request), "what": limit.name, "window": WINDOW_S})
        found = cursor.fetchone()
    if found is None:
        raise DatabaseError("a count gave no row")
    return int(found[0]), max(1, int(found[1]))


def _who(request: HttpRequest) -> str:
    return f"person {request.user.pk}" if request.user.is_authenticated else token_of(request)
