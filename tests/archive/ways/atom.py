"""Atom by the letter: what RFC 4287 requires of a feed, section by section. Knows nothing of who wrote it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE_IN_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "rights": (0, 1), "icon": (0, 1)}
ONCE_IN_ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1)}
ALLOWED = {
    "feed": {*ONCE_IN_FEED, "author", "category", "contributor", "generator", "link", "logo", "entry"},
    "entry": {*ONCE_IN_ENTRY, "author", "category", "content", "contributor", "link", "rights", "source"},
    "author": {"name", "uri", "email"},
    "link": set(),
    "category": set(),
}


def problems(document: bytes) -> list[str]:
    root = ElementTree.fromstring(document)
    if root.tag != f"{ATOM}feed":
        return ["4.1.1: the outermost element is no atom:feed"]
    entries = root.findall(f"{ATOM}entry")
    found = _counted(root, ONCE_IN_FEED, "4.1.1") + _kept_to(root)
    if not root.findall(f"{ATOM}author") and not all(one.findall(f"{ATOM}author") for one in entries):
        found.append("4.1.1: no author, and entries without one")
    if not any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link")):
        found.append("4.1.1: no link to itself")
    for entry in entries:
        found += _counted(entry, ONCE_IN_ENTRY, "4.1.2")
        if entry.find(f"{ATOM}content") is None and not _alternates(entry):
            found.append("4.1.2: an entry without content and without an alternate link")
    for where in (root, *entries):
        twice = [pair for pair, count in Counter(_alternates(where)).items() if count > 1]
        found += [f"4.1.1, 4.1.2: two alternate links of {pair}" for pair in twice]
    names = Counter(one.findtext(f"{ATOM}id") for one in entries)
    found += [f"4.2.6: two entries are called {name}" for name, count in names.items() if count > 1]
    return found + [problem for one in root.iter() for problem in _of_element(one)]


def _counted(parent: Any, rules: dict[str, tuple[int, int]], section: str) -> list[str]:
    counts = {name: len(parent.findall(f"{ATOM}{name}")) for name in rules}
    return [
        f"{section}: {counts[name]} of atom:{name}"
        for name, (least, most) in rules.items()
        if not least <= counts[name] <= most
    ]


def _kept_to(root: Any) -> list[str]:
    return [
        f"6: {child.tag} in {parent.tag}"
        for parent in root.iter()
        for child in parent
        if (name := parent.tag.removeprefix(ATOM)) in ALLOWED and child.tag.removeprefix(ATOM) not in ALLOWED[name]
    ]


def _of_element(one: Any) -> list[str]:
    name, text, found = one.tag.removeprefix(ATOM), one.text or "", []
    if name in ("updated", "published") and not MOMENT.fullmatch(text):
        found.append(f"3.3: {text!r} is no moment")
    if name == "id" and not urlsplit(text).scheme:
        found.append(f"4.2.6: {text!r} is no IRI")
    if name == "link" and not urlsplit(one.get("href", "")).scheme:
        found.append("4.2.7.1: a link that leads nowhere by itself")
    if name == "category" and not one.get("term"):
        found.append("4.2.2.1: a category without a term")
    if name == "author" and len(one.findall(f"{ATOM}name")) != 1:
        found.append("3.2.1: a person without exactly one name")
    if name in ("title", "name") and not text.strip():
        found.append(f"4.2: an empty {name}")
    if one.get("type", "text") not in ("text", "html", "xhtml") and name in ("title", "summary", "rights"):
        found.append("3.1.1: a text of no known kind")
    if not re.fullmatch(r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*", one.get(LANG, "en")):
        found.append("2: no language tag")
    return found


def _alternates(parent: Any) -> list[tuple[str, str]]:
    links = [link for link in parent.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    return [(link.get("type", ""), link.get("hreflang", "")) for link in links]
