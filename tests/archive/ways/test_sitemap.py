"""The sitemap names every public page in each of its languages, and nothing else; the head of a page does the same."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from archive.models import HomePage
from archive.ways import sitemap
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Testimony
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client: Client) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The addresses of the files; and of each page its address in every language."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [one.text or "" for one in index.findall("s:sitemap/s:loc", NS)]
    pages = {}
    for file in files:
        answer = client.get(file.removeprefix("http://testserver"))
        root = ElementTree.fromstring(answer.content)
        assert len(root) <= 50_000 and len(answer.content) < 50_000_000
        for url in root.findall("s:url", NS):
            links = {link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", NS)}
            assert url[0].text not in pages, "named twice"
            pages[url[0].text or ""] = links
    return files, pages


def test_each_address_stands_with_all_its_languages(told: Testimony, client: Client) -> None:
    _files, pages = read(client)
    for address, links in pages.items():
        assert set(links) == {*INTERFACE_LANGUAGES, "x-default"}
        assert address in links.values()
        assert all(pages[other] == links for tag, other in links.items() if tag != "x-default")
    assert f"http://testserver/ar/testimonies/{told.accession_number}/" in pages
    assert "http://testserver/es/countries/ph/" in pages and "http://testserver/fr/" in pages


def test_a_page_of_each_kind_is_there(told: Testimony, client: Client) -> None:
    _files, pages = read(client)
    kinds = {re.sub(r"[^/]*\d[^/]*|/ph/", "*", address.split("/en/")[1]) for address in pages if "/en/" in address}
    some = [address for address in pages if "/en/" in address][::23]
    assert len(kinds) > 20
    assert all(client.get(address.removeprefix("http://testserver")).status_code == 200 for address in some)


def test_nothing_that_a_visitor_may_not_see(closed: Testimony, client: Client, editor: Any) -> None:
    client.force_login(editor)
    _files, pages = read(client)
    assert not [one for one in pages if closed.accession_number in one or "/languages/ne/" in one or "/1999/" in one]


def test_it_is_split(told: Testimony, north: Any, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "A_FILE", 2)
    for _number in range(4):
        make_published(north, text="Words.")
    files, pages = read(client)
    assert len(files) == 4
    assert sum("/en/testimonies/20" in one for one in pages) == 5
    assert client.get("/sitemap-9.xml").status_code == 404


def test_what_is_closed_leaves_it(told: Testimony, client: Client) -> None:
    consent(told, "catalogue", "nobody")
    assert not [one for one in read(client)[1] if told.accession_number in one]


def test_robots_are_told_where_it_is(client: Client) -> None:
    assert "Sitemap: http://testserver/sitemap.xml\n" in client.get("/robots.txt").content.decode()


def test_the_head_names_the_same_page_in_every_language(told: Testimony, client: Client) -> None:
    html = client.get("/fr/countries/ph/").content.decode()
    found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html))
    expected = {tag: f"http://testserver/{tag}/countries/ph/" for tag in INTERFACE_LANGUAGES}
    assert found == {**expected, "x-default": expected["en"]}


def test_a_page_that_is_not_translated_leads_to_the_nearest_that_is(site: None, client: Client) -> None:
    HomePage.objects.filter(locale__language_code="fr").update(live=False)
    html = client.get("/en/").content.decode()
    found = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html))
    assert set(found) == {"en", "es", "ar", "x-default"} and found["x-default"] == "http://testserver/"
    assert 'href="/fr/"' in html
