"""What every page of the site has, in each of its languages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from archive import site_setup
from testimonies.description.languages import INTERFACE_LANGUAGES

pytestmark = pytest.mark.django_db

PAGES = ("", "testimonies/", "search/", "log-in/", "accessibility/")


@pytest.fixture(autouse=True)
def _site() -> None:
    site_setup.set_up()


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_in_each_language(client: Client, language: str, path: str) -> None:
    answer = client.get(f"/{language}/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert "data-leave" in html
    for other in INTERFACE_LANGUAGES:
        assert f'href="/{other}/{path}"' in html
    assert not re.search(r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))|<style|\sstyle=|\son\w+=', html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!testserver/)', html)


@pytest.mark.parametrize(
    ("asked", "language"), [("ar;q=0.9, fr;q=0.2", "ar"), ("fr-CA", "fr"), ("sw", "en"), ("", "en")]
)
def test_the_bare_address_leads_to_the_readers_language(client: Client, asked: str, language: str) -> None:
    answer = client.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in answer["Vary"]


def test_an_unknown_address_is_a_page_of_the_site(client: Client) -> None:
    answer = client.get("/ar/nothing-here/")
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()
    assert 'href="/fr/"' in answer.content.decode()


def test_the_search_asked_for_is_kept_when_the_language_changes(client: Client) -> None:
    assert 'href="/fr/search/?q=passport"' in client.get("/en/search/?q=passport").content.decode()


def test_robots_are_kept_from_sound_and_from_work(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /sound/\n" in text
    assert "Disallow: /*/work/\n" in text


def test_logging_out_is_a_deed_not_a_link(client: Client, interviewer: object) -> None:
    client.force_login(interviewer)  # type: ignore[arg-type]
    assert client.get("/en/log-out/").status_code == 405
    assert client.post("/en/log-out/")["Location"] == "/en/testimonies/"
    assert "_auth_user_id" not in client.session
