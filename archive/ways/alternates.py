"""The same page in the other languages: for the switch that a reader uses, and for the head of the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from wagtail.models import Page

from testimonies.description import languages

__all__ = ["alternates", "languages_of"]


def languages_of(request: HttpRequest, address: str = "") -> list[dict[str, Any]]:
    """The page that is shown, or that at ``address``, in each language of the interface.

    ``same`` is false where a page that editors made is not there in a language: the switch leads to the nearest page
    above it that is, and the head of the page names no other.
    """
    active = get_language() or "en"
    translated = {} if address else _translations(request)
    address = address or request.get_full_path()
    return [
        {
            "tag": tag,
            "own_name": languages.own_name(tag),
            "direction": languages.direction(tag),
            "url": translated[tag][0] if translated else translate_url(address, tag),
            "same": translated[tag][1] if translated else True,
            "current": tag == active,
        }
        for tag in languages.INTERFACE_LANGUAGES
    ]


def alternates(request: HttpRequest, known: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Tag and whole address of each, and ``x-default`` for whoever reads none of them."""
    same = [(one["tag"], request.build_absolute_uri(one["url"])) for one in known if one["same"]]
    first = known[0]["url"] == reverse("wagtail_serve", args=[""])
    neutral = request.build_absolute_uri("/") if first else same[0][1] if same else ""
    return [*same, ("x-default", neutral)] if neutral else same


def _translations(request: HttpRequest) -> dict[str, tuple[str, bool]]:
    """Of a page that editors made, by language: its own address there, or that of the nearest page above that has one.
    Empty for every other page. Two queries."""
    routed = getattr(request, "_wagtail_route_for_request", None)
    if routed is None:
        return {}
    page = routed[0]
    above = {one.translation_key: one for one in page.get_ancestors(inclusive=True).filter(depth__gt=1)}
    wanted = Page.objects.live().filter(translation_key__in=above).select_related("locale")
    found: dict[str, tuple[int, str, bool]] = {}
    for one in wanted:
        depth, tag = above[one.translation_key].depth, one.locale.language_code
        address = one.get_url(request)
        if address and depth > found.get(tag, (0, "", False))[0]:
            found[tag] = (depth, address, one.translation_key == page.translation_key)
    first = reverse("wagtail_serve", args=[""])
    return {
        tag: found[tag][1:] if tag in found else (translate_url(first, tag), False)
        for tag in languages.INTERFACE_LANGUAGES
    }
