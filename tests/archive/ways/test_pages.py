"""Each way in: what it leads to, whom it shows nothing, how many questions it asks the database."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Consent, Redaction, Testimony
from tests.archive.ways.conftest import make_passage
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db

PAGES = (
    *("", "explore/", "countries/", "countries/ph/", "countries/ph/?role=origin", "regions/asia/", "themes/"),
    *("themes/recruitment-fees/", "convention/articles/", "convention/articles/66/", "collections/", "languages/"),
    *("languages/en/", "journeys/", "years/", "years/2014/"),
)
RUN_BY_THE_PAGE = r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))|<style|\sstyle=|\son\w+='
NAMING = ("", "countries/ph/", "themes/recruitment-fees/", "convention/articles/66/", "languages/en/", "years/2014/")
CLOSED = ("languages/ne/", "years/1999/", "collections/999999/", "countries/zz/", "regions/atlantis/")
NOWHERE = ("convention/articles/94/", "convention/articles/0/", "themes/nothing/", "countries/phl/")


def test_every_page_in_every_language(told: Testimony, client: Client) -> None:
    for language, path in product(INTERFACE_LANGUAGES, PAGES):
        answer = client.get(f"/{language}/{path}")
        html = answer.content.decode()
        assert answer.status_code == 200, path
        assert html.count("<h1") == 1 and html.split("</head>")[0].count("<title>") == 1, path
        assert not re.search(
            r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))|<style|\sstyle=|\son\w+=', html
        ), path
        assert "Set-Cookie" not in answer.headers, path
        identifiers = re.findall(r'\sid="([^"]+)"', html)
        assert len(identifiers) == len(set(identifiers)), path


def test_nothing_is_known_of_what_is_closed(told: Testimony, closed: Testimony, client: Client) -> None:
    for path in PAGES:
        html = client.get(f"/en/{path}").content.decode()
        assert "zqclosed" not in html and closed.accession_number not in html, path
        assert path not in NAMING or "Five years in the kitchen" in html or "Paying the agent" in html, path
    for path in (*CLOSED, *NOWHERE):
        assert client.get(f"/en/{path}").status_code == 404, path


def test_no_question_more_for_more_testimonies(told: Testimony, north: Any, client: Client) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/{path}")
        return len(queries)

    asked("")
    before = {path: asked(path) for path in PAGES}
    for number in range(4):
        more = make_published(
            north,
            text=["Words", "more words", "and more"],
            countries=[("PH", "origin"), ("QA", "transit"), ("SG", "destination"), ("PH", "return")],
            themes=["recruitment-fees"],
            narrator=f"Narrator {number}",
        )
        make_passage(more, f"Passage {number}", article=66, theme="recruitment-fees", country="PH")
    assert {path: asked(path) for path in PAGES} == before


def test_an_article_is_answered_by_passages_to_be_played(told: Testimony, client: Client) -> None:
    html = client.get("/en/convention/articles/66/").content.decode()
    assert f"{told.recordings.get().sound_url}#t=5,10" in html
    assert "He kept the paper." in html and "I paid the agent" not in html.split("data-playlist")[1].split("</ol>")[0]
    assert "Maria" in html


def test_voice_and_words_are_played_here_only_where_excerpts_are_allowed(told: Testimony, client: Client) -> None:
    consent(told, "excerpt", "nobody")
    html = client.get("/en/convention/articles/66/").content.decode()
    playlist = html.split("data-playlist")[1].split("</ol>")[0]
    assert "Paying the agent" in playlist
    assert "<audio" not in playlist and "He kept the paper." not in playlist


def test_a_passage_over_what_is_kept_back_is_neither_there_nor_counted(told: Testimony, client: Client) -> None:
    Redaction.objects.create(
        recording=told.recordings.get(), start_ms=6_000, end_ms=7_000, open_to="staff", reason="other"
    )
    for path in ("convention/articles/66/", "themes/recruitment-fees/", "countries/ph/"):
        assert "Paying the agent" not in client.get(f"/en/{path}").content.decode(), path
    assert "1 passage" not in client.get("/en/convention/articles/").content.decode()


def test_a_testimony_that_tells_no_country_is_on_no_countrys_page(told: Testimony, client: Client) -> None:
    _coarser(told, "region")
    assert "Five years in the kitchen" not in client.get("/en/countries/ph/").content.decode()
    assert "Five years in the kitchen" in client.get("/en/regions/asia/").content.decode()
    _coarser(told, "nothing")
    assert "Five years in the kitchen" not in client.get("/en/regions/asia/").content.decode()


def _coarser(testimony: Testimony, places: str) -> None:
    Consent.objects.create(
        testimony=testimony,
        use="catalogue",
        audience="public",
        valid_from=date(2000, 1, 1),
        given="form",
        places=places,
    )


def test_addresses_without_end_are_not_for_search_engines(told: Testimony, client: Client) -> None:
    for path in ("countries/ph/?role=origin", "themes/recruitment-fees/?page=2", "explore/?x=1"):
        assert '<meta name="robots" content="noindex">' in client.get(f"/en/{path}").content.decode()
        assert "noindex" not in client.get(f"/en/{path.partition('?')[0]}").content.decode()


def test_the_convention_stands_on_a_countrys_page_as_far_as_it_is_verified(site: None, client: Client) -> None:
    assert "Bound by the Convention since 1 July 2003" in client.get("/en/countries/ph/").content.decode()
    assert "neither signed nor ratified" in client.get("/en/countries/de/").content.decode()
    assert "has not ratified it" in client.get("/en/countries/am/").content.decode()


def test_articles_are_told_in_the_readers_language(site: None, client: Client) -> None:
    for language, direction, title in (("es", "ltr", "Sin expulsiones colectivas"), ("ar", "rtl", "لا طرد جماعي")):
        html = client.get(f"/{language}/convention/articles/22/").content.decode()
        assert f'<span lang="{language}" dir="{direction}">{title}</span>' in html


def test_the_trail_leads_up(told: Testimony, client: Client) -> None:
    crumbs = client.get("/en/countries/ph/").context["crumbs"]
    assert [one.address for one in crumbs] == ["/en/explore/", "/en/countries/"]


def test_what_is_not_there_helps_on(site: None, client: Client) -> None:
    answer = client.get("/en/nothing/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "/en/explore/" in html and "/en/listen/" in html and 'role="search"' in html


def test_what_happened_in_a_year_is_told_in_the_readers_language(told: Testimony, client: Client) -> None:
    make_published(told.collection, text=["Words"], narrator="Another", interview_date="1990")
    for language, adopted in (("en", "adopted"), ("es", "Adopción"), ("ar", "اعتماد الاتفاقية الدولية لحماية")):
        page = client.get(f"/{language}/years/").content.decode()
        assert re.search(f'<li lang="{language}" dir="(ltr|rtl)">[^<]*{adopted}', page), language
