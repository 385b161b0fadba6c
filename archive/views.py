"""The doors of the site around the testimonies, and what every page of it knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe

from testimonies.description import languages
from testimonies.models import Testimony, collections_of, listener_for

NOT_FOR_ROBOTS = (
    "/admin/",
    "/sound/",
    "/*/log-in/",
    "/*/sign-up/",
    "/*/account/",
    "/*/upload/",
    "/*/record/",
    "/*/work/",
    "/*/recordings/",
    "/*/look/",
)


def site_around(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site knows: who is reading, in which languages they could, what they may do.

    ``shows_demonstration`` is true where any testimony that the reader may see is a made-up one, so that every page
    can say so. Nothing is asked of the database before a template asks.
    """
    if not hasattr(request, "user"):  # an answer given before anybody was recognised
        return {"languages": languages_of(request.get_full_path())}
    listener: Any = SimpleLazyObject(lambda: listener_for(request.user))
    return {
        "listener": listener,
        "languages": languages_of(request.get_full_path()),
        "may_contribute": SimpleLazyObject(lambda: bool(listener.staff_of or listener.contributes_to)),
        "may_translate": SimpleLazyObject(
            lambda: collections_of(request.user, "add", "change", "publish", "translate").exists()
        ),
        "shows_demonstration": SimpleLazyObject(
            lambda: Testimony.objects.visible_to(listener).filter(demonstration=True).exists()
        ),
    }


def languages_of(address: str) -> list[dict[str, Any]]:
    """The page at ``address`` in each language of the interface."""
    active = get_language() or "en"
    return [
        {
            "tag": tag,
            "own_name": languages.own_name(tag),
            "direction": languages.direction(tag),
            "url": translate_url(address, tag),
            "current": tag == active,
        }
        for tag in languages.INTERFACE_LANGUAGES
    ]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where nothing is, a reader who changes the language begins at the first page."""
    first_page = reverse("wagtail_serve", args=[""])
    return render(request, "404.html", {"languages": languages_of(first_page)}, status=404)


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the first page in the language that the reader's browser asks for."""
    answer = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/accessibility.html")
