"""A series as RSS 2.0, with the namespaces of Apple's and the open podcast directories.

Rules: the RSS 2.0 specification (rssboard.org/rss-specification), Apple's "A Podcaster's Guide to RSS", and the podcast
namespace (podcastindex.org/namespace/1.0). ``tests/archive/feed_rules.py`` holds them against what is written here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from archive.blocks.rich_text import clean_html
from archive.podcast.episodes import Episode

__all__ = ["MOST", "written"]

MOST = 300
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
CATEGORY = ("Society & Culture", "Documentary")
"""From Apple's list, which is in English alone."""
FEED_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace in which the podcast standard names feeds by their address."""
COVER = "images/podcast.jpg"
COVER_SPEC = "fill-1400x1400|format-jpeg|bgcolor-ffffff"

for _prefix, _name in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)):
    ET.register_namespace(_prefix, _name)


def written(series: Any, stories: Iterable[Any], offered: Mapping[int, Episode]) -> bytes:
    """The feed, of those stories that are offered at this moment, in their order."""
    address = settings.SITE_URL + reverse("podcast", args=[series.pk])
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", series.title)
    _add(channel, "link", _page(series))
    _add(channel, "description", _text(series.introduction) or series.title)
    _add(channel, "language", series.locale.language_code)
    _add(channel, "generator", "Oral History Archive")
    _add(channel, f"{{{ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    _add(channel, f"{{{ITUNES}}}author", series.by)
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    outer = _add(channel, f"{{{ITUNES}}}category", text=CATEGORY[0])
    _add(outer, f"{{{ITUNES}}}category", text=CATEGORY[1])
    _add(channel, f"{{{ITUNES}}}image", href=_cover(series))
    _add(channel, f"{{{PODCAST}}}guid", str(uuid.uuid5(FEED_GUIDS, _without_scheme(address))))
    _add(channel, f"{{{PODCAST}}}locked", "yes")
    _add(channel, f"{{{PODCAST}}}medium", "podcast")
    some = [story for story in stories if story.pk in offered]
    if some:
        _add(channel, "lastBuildDate", _day(max(story.last_published_at for story in some)))
    for story in some:
        _item(channel, story, offered[story.pk])
    ET.indent(rss)
    return ET.tostring(rss, encoding="utf-8", xml_declaration=True)


def _item(channel: ET.Element, story: Any, episode: Episode) -> None:
    item = ET.SubElement(channel, "item")
    page = _page(story)
    _add(item, "title", story.title)
    _add(item, "link", page)
    _add(item, "description", f"{story.summary}\n\n{_('Read the words with the voices:')} {page}")
    _add(item, "guid", f"{story.translation_key}-{story.locale.language_code}", isPermaLink="false")
    _add(item, "pubDate", _day(story.first_published_at))
    sound = settings.SITE_URL + reverse("episode", args=[story.pk])
    _add(item, "enclosure", url=sound, length=str(episode.size_bytes), type=episode.media_type)
    _add(item, f"{{{ITUNES}}}duration", str(max(1, round(episode.duration_ms / 1_000))))
    _add(item, f"{{{ITUNES}}}episodeType", "full")
    _add(item, f"{{{ITUNES}}}explicit", "false")
    _add(item, f"{{{PODCAST}}}transcript", url=page, type="text/html", language=story.locale.language_code)


def _add(parent: ET.Element, name: str, content: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    if content:
        made.text = "".join(letter for letter in content if letter >= " " or letter in "\n\t")
    return made


def _page(page: Any) -> str:
    return settings.SITE_URL + str(urlsplit(page.url or "/").path)


def _cover(series: Any) -> str:
    if series.cover is None:
        return settings.SITE_URL + static(COVER)
    return settings.SITE_URL + str(series.cover.get_rendition(COVER_SPEC).url)


def _text(rich: str) -> str:
    return Truncator(" ".join(strip_tags(clean_html(rich).replace("</p>", "</p> ")).split())).chars(3_900)


def _day(moment: Any) -> str:
    return format_datetime(timezone.localtime(moment))


def _without_scheme(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
