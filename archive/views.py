"""The doors of the site around the testimonies, and what every page of it knows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageViewRestriction

from archive import lightness
from archive.ways import counting
from archive.ways.alternates import alternates, languages_of
from testimonies.models import Keyed, Prepared, collections_of, listener_for

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
    "/*/posted/",
    "/*/workbook/",
    "/*/search/saved/",
    "/*/styleguide/",
)


LONGEST_ADDRESS = 2_000
"""In characters. A longer one, which somebody typed or pasted, is not repeated in every corner of its page."""


def site_around(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site knows: who is reading, in which languages they could, what they may do.

    ``shows_demonstration`` is true where any testimony that the reader may see is a made-up one, so that every page
    can say so. Nothing is asked of the database before a template asks.
    """
    here = request.get_full_path()
    here = here if len(here) <= LONGEST_ADDRESS else request.path
    known: Any = SimpleLazyObject(lambda: languages_of(request))
    around: dict[str, Any] = {
        "languages": known,
        "alternates": SimpleLazyObject(lambda: alternates(request, known) if here == request.get_full_path() else []),
    }
    if not hasattr(request, "user"):  # an answer given before anybody was recognised
        return around | {"lite": False}
    listener: Any = SimpleLazyObject(lambda: listener_for(request.user))
    return {
        **around,
        "listener": listener,
        "lite": getattr(request, "lite", False),
        "lite_remembered": lightness.remembers(request),
        "lite_address": lightness.with_lite(here),
        "whole_address": lightness.without_lite(here),
        "stories_page": SimpleLazyObject(lambda: stories_page(request)),
        "may_contribute": SimpleLazyObject(lambda: bool(listener.staff_of or listener.contributes_to)),
        "may_translate": SimpleLazyObject(
            lambda: collections_of(request.user, "add", "change", "publish", "translate").exists()
        ),
        "shows_demonstration": SimpleLazyObject(lambda: counting.shows_demonstration(listener)),
    }


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where nothing is, a reader who changes the language begins at the first page."""
    first_page = reverse("wagtail_serve", args=[""])
    context = {"languages": languages_of(request, first_page), "alternates": []}
    return render(request, "404.html", context, status=404)


def stories_page(request: HttpRequest) -> dict[str, str]:
    """Title and address of the page that leads to the stories, in the reader's language; empty where none is public."""
    kind = ContentType.objects.get_by_natural_key("archive", "storyindexpage")
    found = next(iter(_open_pages(get_language() or "en").objects([kind.pk])), None)
    address = found.get_url(request) if found else None
    return {"title": found.title, "url": address} if found and address else {}


@cache
def _open_pages(language: str) -> Prepared:
    """The pages of a kind in one language that everybody may see."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(inside=path).filter(inside__startswith=F("page__path"))
    pages = Page.objects.live().filter(Keyed("content_type_id"), ~Exists(above), locale__language_code=language)
    return Prepared(pages.order_by("pk"))


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Stands before an address of another package that tells what its asker may not see."""
    raise Http404


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the first page in the language that the reader's browser asks for."""
    answer = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/accessibility.html")
