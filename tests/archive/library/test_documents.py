"""The library: what is said of each document, how it is filtered, and how it is found beside the testimonies."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import reference_data
from archive.library.finding import MOST, documents_for
from archive.library.words import forms
from archive.models import Instrument, LibraryItem
from testimonies.models import Country

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


def make_item(slug: str = "a-letter", **more: Any) -> LibraryItem:
    given = {"kind": "letter", "title_en": "A letter", "source": "a test", "live": True, **more}
    return LibraryItem.objects.create(slug=slug, **given)


def found(query: str, language: str = "en") -> set[str]:
    return {one.slug for one in documents_for(query, language).items}


def test_the_five_founding_texts_are_records(client: Client, loaded: None) -> None:
    page = client.get("/en/documents/").content.decode()
    assert "5 documents" in page
    for slug in (
        *("letter-2015-04-24", "invitation-enmri", "report-2014-12-18"),
        *("report-asean-consultation-2007", "open-letter-2007"),
    ):
        for language in ("en", "es", "fr", "ar"):
            answer = client.get(f"/{language}/documents/{slug}/")
            assert answer.status_code == 200 and f'lang="{language}" dir=' in answer.content.decode()


def test_what_is_not_held_is_said_to_be_not_verified(client: Client, loaded: None) -> None:
    page = client.get("/en/documents/invitation-enmri/").content.decode()
    assert "Nothing but that it exists is verified." in page and page.count(">not verified<") >= 3
    asean = client.get("/en/documents/report-asean-consultation-2007/").content.decode()
    assert '<time datetime="2007">2007</time>' in asean, "the month is that of the consultation"
    letter = client.get("/en/documents/open-letter-2007/").content.decode()
    assert '<time datetime="2007-07">July 2007</time>' in letter and "<bdi>Ban Ki-moon</bdi>" in letter


def test_a_page_tells_programs_no_more_than_people(client: Client, loaded: None) -> None:
    page = client.get("/en/documents/letter-2015-04-24/").content.decode()
    told = json.loads(re.search(r'ld\+json">(\{[^<]*"ArchiveComponent"[^<]*)</script>', page)[1])  # type: ignore[index]
    assert told["dateCreated"] == "2015-04-24" and told["creator"][0]["name"].startswith("William Gois")
    assert "inLanguage" not in told and "recipient" not in told
    assert "24 April 2015. " in page and "/en/documents/letter-2015-04-24/" in page, "the citation"


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("kind=report", {"report-2014-12-18", "report-asean-consultation-2007"}),
        ("year=2007", {"open-letter-2007", "report-asean-consultation-2007"}),
        ("kind=letter&year=2007", {"open-letter-2007"}),
        ("instrument=ICRMW", {"report-2014-12-18"}),
        ("country=PH", {"letter-2015-04-24"}),
        ("language=ar", set()),
        ("year=2", set()),
        ("kind=%00&year=<script>", set()),
        ("country=" + "x" * 500, set()),
    ],
)
def test_filters_in_any_combination(client: Client, loaded: None, asked: str, slugs: set[str]) -> None:
    page = client.get(f"/en/documents/?{asked}").content.decode()
    assert set(re.findall(r'/en/documents/([\w-]+)/" lang', page)) == slugs
    assert "<script>" not in page.split("<main")[1].replace('<script type="application/ld+json">', "")
    if not slugs:
        assert "No document answers to all of this." in page


def test_each_offered_filter_leads_to_something(client: Client, loaded: None) -> None:
    make_item("in-arabic", languages=["ar"], country=Country.objects.get(iso2="QA"))
    page = client.get("/en/documents/").content.decode()
    offered = re.findall(r'<li><a href="(\?[^"]+)" rel="nofollow"', page)
    assert len(offered) > 8
    for address in offered:
        assert "No document answers" not in client.get(f"/en/documents/{address}").content.decode()


def test_what_is_not_published_is_nowhere(client: Client) -> None:
    make_item("hidden", title_en="Hidden contract", live=False)
    assert "Hidden contract" not in client.get("/en/documents/").content.decode()
    for address in ("/en/documents/hidden/", "/en/documents/hidden.txt", "/en/documents/none/"):
        assert client.get(address).status_code == 404
    assert found("contract") == set()


@pytest.mark.parametrize(
    ("query", "language", "slugs"),
    [
        ("singapore", "en", {"asean"}),
        ("consultations", "en", {"asean"}),
        ("consulta regional", "es", {"asean"}),
        ("CONSULTATION", "fr", {"asean"}),
        ("المشاورات", "ar", {"asean"}),
        ("مشاورة", "ar", {"asean"}),
        ("singapore passport", "en", set()),
        ("singapore OR geneva", "en", {"asean", "geneva"}),
        ("letter -geneva", "en", {"other"}),
        ('"singapore"', "en", {"asean"}),
        ('"consultations"', "en", set()),
        ("country:Nepal", "en", set()),
        ("letter country:Nepal", "en", set()),
        ("pass*", "en", set()),
        ("NOT geneva", "en", set()),
        ("O'Brien", "en", {"other"}),
        ("", "en", set()),
        ("%00", "en", set()),
        ("((((", "en", set()),
    ],
)
def test_words_find_documents_in_four_languages(query: str, language: str, slugs: set[str]) -> None:
    make_item(
        "asean",
        **{"title_en": "Report of a consultation, Singapore", "title_es": "Informe de una consulta regional"},
        **{"title_fr": "Rapport d’une consultation", "title_ar": "تقرير عن مشاورة إقليمية", "kind": "report"},
    )
    make_item("geneva", title_en="Letter from Geneva")
    make_item("other", title_en="Another letter", signatories="Asha O'Brien")
    assert found(query, language) == slugs


def test_documents_stand_beside_the_testimonies_and_are_counted_in_full(client: Client) -> None:
    for number in range(MOST + 3):
        make_item(f"letter-{number}", title_en=f"Letter about embarkation {number}")
    page = client.get("/en/search/?q=embarkation").content.decode()
    section = page[page.index('id="documents-found"') :]
    assert f"{MOST + 3} documents" in section and section.count('<li class="document">') == MOST
    assert "Go through all documents" in section
    assert 'id="documents-found"' not in client.get("/en/search/?q=nobodysaysthis").content.decode()
    assert 'id="documents-found"' not in client.get("/en/search/").content.decode()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_no_question_is_an_error(query: str) -> None:
    answer = documents_for(query)
    assert answer.count >= len(answer.items)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(categories=("Ll", "Lo")), min_size=3, max_size=12))
def test_a_word_of_any_script_is_found_by_itself(word: str) -> None:
    for language in ("en", "ar"):
        shared = {one for one in forms(word, language) if one.startswith("=")}
        assert shared <= forms(f"before {word} after", language) | shared


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({"date": "2999-01-01"}, "date", "still to come"),
        ({"date": "2014-02-30"}, "date", "not a day"),
        ({"date": "soon"}, "date", "no date we can read"),
        ({"title_en": ""}, "title_en", "one language at least"),
        ({"slug": "../x"}, "slug", "letters, numbers"),
        ({"website": "javascript:alert(1)"}, "website", "valid URL"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], field: str, told: str) -> None:
    item = LibraryItem(**{"slug": "x", "kind": "letter", "title_en": "T", "source": "s", **given})
    with pytest.raises(ValidationError) as refusal:
        item.full_clean()
    assert told in " ".join(refusal.value.message_dict[field])


def test_as_many_queries_for_many_as_for_few(client: Client, loaded: None) -> None:
    def asked() -> list[int]:
        numbers = []
        for address in ("/en/documents/", "/en/documents/first/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    first = make_item("first", languages=["en"], country=Country.objects.get(iso2="PH"))
    first.instruments.set(Instrument.objects.all()[:1])
    few = asked()
    first.instruments.set(Instrument.objects.all())
    for number in range(12):
        make_item(f"n-{number}", languages=["ar"], country=Country.objects.order_by("pk")[number])
    assert asked() == few and max(few) < 14
