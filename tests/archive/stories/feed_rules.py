"""The rules that podcast apps and the W3C's feed validator hold a feed to, as a list of what is broken.

RSS 2.0 (rssboard.org/rss-specification and its Best Practices Profile), Apple’s "A Podcaster’s Guide to RSS", the
podcast namespace 1.0. Written apart from the feed, from the texts of the rules.
"""

from __future__ import annotations

import re
import uuid
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
_DAY = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT|UT)"
)
ONCE_IN_CHANNEL = ("title", "link", "description", "language", "lastBuildDate", "generator", f"{ITUNES}explicit")
ONCE_IN_ITEM = ("title", "link", "description", "guid", "pubDate", "enclosure", f"{ITUNES}duration")
SOUNDS = {"audio/mpeg": ".mp3", "audio/x-m4a": ".m4a"}
ELEMENTS = {
    *("title", "link", "description", "language", "lastBuildDate", "generator", "item", "guid", "pubDate", "enclosure"),
    *(ITUNES + name for name in ("author", "type", "explicit", "category", "image", "duration", "episodeType")),
    *(PODCAST + name for name in ("guid", "locked", "medium", "transcript")),
    f"{ATOM}link",
}


def broken(feed: bytes) -> list[str]:
    """Every rule that is broken, in words; empty for a feed that apps accept."""
    rss = ET.fromstring(feed)
    wrong: list[str] = []
    channels = rss.findall("channel")
    if rss.tag != "rss" or rss.get("version") != "2.0" or len(channels) != 1:
        return ["it is no RSS 2.0 with one channel"]
    channel = channels[0]
    wrong += [f"{one.tag} is no known element" for one in channel.iter() if one.tag not in {*ELEMENTS, "channel"}]
    for name in ("title", "link", "description", "language", f"{ITUNES}explicit", f"{ITUNES}category"):
        if channel.find(name) is None:
            wrong.append(f"the channel lacks {name}")
    wrong += [f"the channel has {name} twice" for name in ONCE_IN_CHANNEL if len(channel.findall(name)) > 1]
    wrong += _addresses(channel)
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", channel.findtext("language") or ""):
        wrong.append("the language is no tag")
    own = [one for one in channel.findall(f"{ATOM}link") if one.get("rel") == "self"]
    if len(own) != 1 or own[0].get("type") != "application/rss+xml":
        wrong.append("it does not name its own address")
    image = channel.find(f"{ITUNES}image")
    if image is None or not re.search(r"\.(jpg|jpeg|png)$", urlsplit(image.get("href", "")).path):
        wrong.append("it has no cover in JPEG or PNG")
    if (channel.findtext(f"{ITUNES}explicit") or "") not in ("true", "false"):
        wrong.append("explicit says neither true nor false")
    if len(channel.findtext("description") or "") > 4_000:
        wrong.append("the description is longer than 4,000 characters")
    wrong += _guid(channel)
    guids = [item.findtext("guid") for item in channel.findall("item")]
    if len(set(guids)) != len(guids):
        wrong.append("two episodes have one guid")
    for item in channel.findall("item"):
        wrong += _item(item)
    return wrong


def _item(item: ET.Element) -> list[str]:
    wrong = [
        f"an episode has {name} {len(item.findall(name))} times"
        for name in ONCE_IN_ITEM
        if len(item.findall(name)) != 1
    ]
    wrong += _addresses(item)
    enclosure = item.find("enclosure")
    if enclosure is not None:
        kind, address = enclosure.get("type", ""), enclosure.get("url", "")
        if set(enclosure.attrib) != {"url", "length", "type"}:
            wrong.append("an enclosure has other attributes than url, length and type")
        if not (enclosure.get("length", "").isdecimal() and int(enclosure.get("length", "0")) > 0):
            wrong.append("an enclosure has no length")
        if kind not in SOUNDS or not urlsplit(address).path.endswith(SOUNDS[kind]) or urlsplit(address).query:
            wrong.append("an enclosure's address does not end as its type says")
    if not (item.findtext(f"{ITUNES}duration") or "").isdecimal():
        wrong.append("a duration is not in seconds")
    day = item.findtext("pubDate") or ""
    if not _DAY.fullmatch(day) or parsedate_to_datetime(day).strftime("%a") != day[:3]:
        wrong.append("a day is not written as RFC 822 wants it")
    if not item.findtext("title") or "<" in (item.findtext("title") or ""):
        wrong.append("a title is empty or holds markup")
    return wrong


def _addresses(part: ET.Element) -> list[str]:
    own = [one.text or "" for one in part.findall("link")]
    own += [value for one in part for name, value in one.attrib.items() if name in ("href", "url")]
    return [f"{one!r} is no whole address" for one in own if urlsplit(one).scheme not in ("http", "https")]


def _guid(channel: ET.Element) -> list[str]:
    """The podcast standard: UUIDv5 of the feed's address without its scheme."""
    own = next((one.get("href", "") for one in channel.findall(f"{ATOM}link")), "").partition("://")[2].rstrip("/")
    wanted = str(uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), own))
    return [] if channel.findtext(f"{PODCAST}guid") == wanted else ["the podcast's guid is not that of its address"]
