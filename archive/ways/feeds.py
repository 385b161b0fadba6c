"""Atom feeds of the newest testimonies: all, of a country, of a theme, of a collection. By RFC 4287.

Whoever asks is answered as a visitor: a feed is kept by programs of which nobody knows who reads them. It holds the
entry of the catalogue and no more: neither words nor sound; and only title and names where the narrator did not allow
that the entry goes to other catalogues, for what a reader of feeds has kept outlives a withdrawal.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.ways import counting
from archive.ways.collections import held_for
from archive.ways.themes import tagged
from testimonies.consent.audiences import VISITOR, Use
from testimonies.models import Country, CountryRole, Testimony, Theme
from testimonies.views.cards import Card, cards

__all__ = ["newest", "of_collection", "of_country", "of_theme"]

ENTRIES = 30
ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    return _feed(request, counting.open_to(VISITOR), _("Newest testimonies"), reverse("testimonies:list"))


@require_safe
def of_country(request: HttpRequest, iso2: str) -> HttpResponse:
    country = Country.objects.filter(iso2=iso2).first()
    if country is None:
        raise Http404
    told = CountryRole.objects.told_to(VISITOR).filter(country=country, role__in=counting.ROLES)
    found = counting.open_to(VISITOR).filter(pk__in=told.order_by().values("testimony"))
    return _feed(request, found, country.label, reverse("country", args=[iso2]))


@require_safe
def of_theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        raise Http404
    return _feed(request, tagged(theme, VISITOR), theme.label, reverse("theme", args=[slug]))


@require_safe
def of_collection(request: HttpRequest, slug: str) -> HttpResponse:
    held = next((one for one in held_for(VISITOR) if one.slug == slug), None)
    if held is None:
        raise Http404
    found = counting.open_to(VISITOR).filter(collection=held.collection)
    return _feed(request, found, held.name, held.address)


def _feed(request: HttpRequest, found: Any, title: str, page: str) -> HttpResponse:
    newest = found.order_by("-accession_number").prefetch_related("themes")
    some = cards(newest.select_related("collection")[:ENTRIES], VISITOR)
    here = request.build_absolute_uri(request.path)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, f"{{{_XML}}}lang": get_language() or "en"})
    _add(feed, "id", here)
    _add(feed, "title", f"{title} · {settings.WAGTAIL_SITE_NAME}")
    _add(feed, "updated", _moment(max((_changed(one.testimony) for one in some), default=timezone.now())))
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", rel="alternate", type="text/html", href=request.build_absolute_uri(page))
    _add(_add(feed, "author"), "name", str(settings.WAGTAIL_SITE_NAME))
    for card in some:
        _entry(feed, card, request)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    if not all(card.testimony.may(Use.MACHINE_PROCESSING, VISITOR) for card in some):
        answer.headers["TDM-Reservation"] = "1"
    return answer


def _entry(feed: Any, card: Card, request: HttpRequest) -> None:
    testimony, about = card.testimony, card.description
    entry = _add(feed, "entry", **({f"{{{_XML}}}lang": about.language} if about else {}))
    _add(entry, "id", _lasting_name(testimony, request))
    _add(entry, "title", about.title if about else testimony.accession_number)
    _add(entry, "updated", _moment(_changed(testimony)))
    _add(entry, "published", _moment(testimony.first_published_at or testimony.created_at))
    address = request.build_absolute_uri(testimony.get_absolute_url())
    _add(entry, "link", rel="alternate", type="text/html", href=address, hreflang=get_language() or "en")
    for name in card.narrators:
        _add(_add(entry, "author"), "name", name)
    if about and about.summary and testimony.may(Use.EXPORT, VISITOR):
        _add(entry, "summary", about.summary)
    for theme in testimony.themes.all():
        _add(entry, "category", term=theme.slug, label=theme.label)


def _lasting_name(testimony: Testimony, request: HttpRequest) -> str:
    """A tag URI (RFC 4151): the same in every language, and after the archive has moved to another path."""
    host = urlsplit(request.build_absolute_uri()).hostname
    return f"tag:{host},{testimony.created_at:%Y-%m-%d}:testimony/{testimony.accession_number}"


def _changed(testimony: Testimony) -> datetime:
    return testimony.last_published_at or testimony.created_at


def _moment(moment: datetime) -> str:
    """As RFC 3339 writes it."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    one = ElementTree.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    if text:
        one.text = _clean(text)
    return one


def _clean(text: str) -> str:
    """Without the characters that no XML document may hold, whoever typed them."""
    return _NOT_IN_XML.sub("", str(text))
