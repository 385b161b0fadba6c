"""What a page tells programs about itself, in the words of schema.org: no more than a visitor sees on it.

Nobody's picture, no address of sound: whoever wants to hear comes to the page, where the narrator's wish is asked anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from archive.ways.shelf import Crumb
from testimonies.description import languages

__all__ = ["as_script", "breadcrumbs", "collection", "testimony", "website"]

CONTEXT = "https://schema.org"
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
Thing = dict[str, Any]


def as_script(thing: Thing) -> SafeString:
    """The element that holds it. Nothing in it can end the element, nor is anything of it run: it is data."""
    text = json.dumps({"@context": CONTEXT} | thing, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # escaped one line above


def website(request: HttpRequest) -> Thing:
    """The site, and where it is searched."""
    home, search = reverse("wagtail_serve", args=[""]), request.build_absolute_uri(reverse("search:search"))
    return {
        "@type": "WebSite",
        "name": str(settings.WAGTAIL_SITE_NAME),
        "url": request.build_absolute_uri(home),
        "inLanguage": list(languages.INTERFACE_LANGUAGES),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(request: HttpRequest, crumbs: Iterable[Crumb], here: str) -> Thing:
    """The pages above this one, and this one."""
    items: list[tuple[str, str]] = [(one.label, one.address) for one in crumbs]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": label, "item": _page(request, address)}
            for at, (label, address) in enumerate([*items, (here, request.path)], start=1)
        ],
    }


def _page(request: HttpRequest, address: str) -> Thing:
    return {"@type": "Thing", "@id": request.build_absolute_uri(address)}


def collection(request: HttpRequest, name: str, about: str, website: str) -> Thing:
    """A page of testimonies that belong together; ``website`` is the organisation's own."""
    thing: Thing = {
        "@type": "Collection",
        "name": name,
        "url": request.build_absolute_uri(request.path),
        "isPartOf": {"@type": "WebSite", "name": str(settings.WAGTAIL_SITE_NAME)},
    }
    if about:
        thing["description"] = about
    if website:
        thing["publisher"] = {"@type": "Organization", "name": name, "url": website}
    return thing


def testimony(request: HttpRequest, shown: Mapping[str, Any]) -> Thing:
    """``shown`` is what the page of a testimony shows a visitor (``testimonies.views.testimony``)."""
    found, about = shown["testimony"], shown["description"]
    listenings: Sequence[Any] = shown["listenings"]
    thing: Thing = {
        "@type": ["CreativeWork", "ArchiveComponent"],
        "name": about.title if about else found.accession_number,
        "identifier": found.accession_number,
        "url": request.build_absolute_uri(found.get_absolute_url()),
        "inLanguage": list(shown["spoken"]),
        "isAccessibleForFree": True,
        "holdingArchive": {"@type": "ArchiveOrganization", "name": str(settings.WAGTAIL_SITE_NAME)},
        "isPartOf": {"@type": "Collection", "name": found.collection.name},
        "creator": [{"@type": "Person", "name": name} for name in shown["narrators"]],
        "about": [{"@type": "DefinedTerm", "name": one.label} for _group, some in shown["themes"] for one in some],
        "spatialCoverage": [
            {"@type": "Place", "name": name}
            for name in dict.fromkeys(place.label for _role, places in shown["countries"] for place in places)
        ],
        "audio": [_sound(one, at, found.accession_number) for at, one in enumerate(listenings, start=1) if one.audible],
    }
    if about and about.summary:
        thing["abstract"] = about.summary
    if found.interviewed_on:
        thing["dateCreated"] = str(found.interview_date).removesuffix("~")
    return {key: value for key, value in thing.items() if value not in ([], "")}


def _sound(listening: Any, number: int, accession: str) -> Thing:
    seconds = round((listening.recording.duration_ms or 0) / 1000)
    return {
        "@type": "AudioObject",
        "name": f"{accession}/{number}",
        "duration": f"PT{seconds // 3600}H{seconds // 60 % 60}M{seconds % 60}S",
        "inLanguage": list(listening.recording.spoken_languages),
    }
