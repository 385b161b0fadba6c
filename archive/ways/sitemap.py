"""The XML sitemap: every public page in each of its languages, with the others beside it (sitemaps.org 0.9, and
Google's extension for languages). Asked as a visitor, always.

Split into files long before the protocol's 50,000 addresses and 50 MB, so that each is made in a moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page

from archive.models import Action, Campaign, Instrument, LibraryItem, Occasion, RecurringDay
from archive.ratification.record import CONVENTION
from archive.ways import counting, regions
from archive.ways.collections import held_for
from testimonies.consent.audiences import VISITOR
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Article, Country, Theme

__all__ = ["A_FILE", "index", "part"]

A_FILE = 1_500
"""Testimonies in one file; each gives an address in every language."""
PAGES = (
    *("explore", "countries", "themes", "articles", "collections", "tongues", "journeys", "years"),
    *("convention", "ratification", "instruments", "timeline", "accessibility", "testimonies:list"),
    *("testimonies:terms", "calendar", "documents", "progress"),
    *("actions", "campaigns", "take-part", "partners", "action-report", "campaign-describe"),
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class Spot:
    """One page: its path in each language that it is there in, and when it changed, where that is known."""

    paths: Mapping[str, str]
    changed: datetime | None = None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of the files: the pages of the site, then the testimonies, newest last so that old files stay alike."""
    addresses = [request.build_absolute_uri(reverse("sitemap-part", args=[number])) for number in range(_files())]
    lines = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return _xml(f"{_HEAD}<sitemapindex {_SPACES.split(' xmlns:')[0]}>\n{lines}</sitemapindex>\n")


@require_safe
def part(request: HttpRequest, number: int) -> HttpResponse:
    if number >= _files():
        raise Http404
    spots = list(_of_the_site(request) if number == 0 else _of_testimonies(number))
    origin = request.build_absolute_uri("/").rstrip("/")
    return _xml(f"{_HEAD}<urlset {_SPACES}>\n{''.join(_told(spot, origin) for spot in spots)}</urlset>\n")


def _files() -> int:
    """How many there are: that of the pages, and as many as the testimonies need."""
    return 1 + -(-counting.open_to(VISITOR).count() // A_FILE)


def _told(spot: Spot, origin: str) -> str:
    addresses = {tag: escape(f"{origin}{path}", {'"': "&quot;"}) for tag, path in spot.paths.items()}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{address}"/>'
        for tag, address in {**addresses, "x-default": next(iter(addresses.values()))}.items()
    )
    changed = f"<lastmod>{spot.changed:%Y-%m-%d}</lastmod>" if spot.changed else ""
    return "".join(f"<url><loc>{address}</loc>{changed}{links}</url>\n" for address in addresses.values())


def _of_the_site(request: HttpRequest) -> Iterator[Spot]:
    yield from _of_wagtail(request)
    names: list[tuple[str, tuple[object, ...]]] = [(name, ()) for name in PAGES]
    names += [("country", (iso2,)) for iso2 in Country.objects.values_list("iso2", flat=True)]
    names += [("region", (slug,)) for slug in regions.NAMES]
    names += [
        ("instrument", (code,)) for code in Instrument.objects.exclude(code=CONVENTION).values_list("code", flat=True)
    ]
    names += [("theme", (slug,)) for slug in Theme.objects.values_list("slug", flat=True)]
    names += [("article", (number,)) for number in Article.objects.values_list("number", flat=True)]
    names += [("collection", (one.slug,)) for one in held_for(VISITOR)]
    names += [("action", (pk,)) for pk in Action.objects.values_list("pk", flat=True)]
    names += [("campaign", (pk,)) for pk in Campaign.objects.values_list("pk", flat=True)]
    names += [("tongue", (tag,)) for tag in sorted(counting.by_language(VISITOR))]
    names += [("year", (number,)) for number in counting.by_year(VISITOR)]
    names += [("recurring-day", (slug,)) for slug in RecurringDay.objects.values_list("slug", flat=True)]
    names += [("occasion", pair) for pair in Occasion.objects.published().order_by("pk").values_list("pk", "slug")]
    names += [("document", (slug,)) for slug in LibraryItem.objects.published().values_list("slug", flat=True)]
    yield from (Spot(_everywhere(name, *args)) for name, args in names)


def _of_testimonies(number: int) -> Iterator[Spot]:
    first = (number - 1) * A_FILE
    known = counting.open_to(VISITOR).order_by("accession_number").values_list("accession_number", "last_published_at")
    pattern = _everywhere("testimonies:testimony", "0000-0000")
    for accession, changed in known[first : first + A_FILE]:
        yield Spot({tag: path.replace("0000-0000", accession) for tag, path in pattern.items()}, changed)


def _of_wagtail(request: HttpRequest) -> Iterator[Spot]:
    """Pages that editors made, each with its translations that are public."""
    pages: dict[object, dict[str, tuple[str, datetime | None]]] = {}
    for page in (
        Page.objects.live().public().filter(depth__gt=1, alias_of=None).select_related("locale").order_by("path")
    ):
        parts = page.get_url_parts(request)
        if parts is not None and parts[2]:
            known = pages.setdefault(page.translation_key, {})
            known[page.locale.language_code] = (parts[2], page.last_published_at)
    for known in pages.values():
        paths = {tag: known[tag][0] for tag in INTERFACE_LANGUAGES if tag in known}
        if paths:
            yield Spot(paths, max((moment for _path, moment in known.values() if moment), default=None))


def _everywhere(name: str, *args: object) -> dict[str, str]:
    paths = {}
    for tag in INTERFACE_LANGUAGES:
        with translation.override(tag):
            paths[tag] = reverse(name, args=args)
    return paths


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
