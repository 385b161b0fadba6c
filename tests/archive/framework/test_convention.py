"""The Convention readable, and the instruments around it: in the reader's language, and counted."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import reference_data
from archive.framework import links
from archive.models import Instrument, TreatyAction
from archive.ratification.record import CONVENTION, record_of
from archive.ways.areas import AREAS
from testimonies.models import Article, Country, Testimony, Theme
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "es", "fr", "ar")
LINKS = list(csv.DictReader((reference_data.DATA / "instrument_links.csv").read_text(encoding="utf-8").splitlines()))


def test_every_article_stands_there_in_the_readers_language(site: None, client: Client) -> None:
    for language in LANGUAGES:
        _stands_there_in(language, client)


def _stands_there_in(language: str, client: Client) -> None:
    page = client.get(f"/{language}/convention/").content.decode()
    assert len(re.findall(r'<div id="article-\d+">', page)) == 93
    assert len(re.findall(r'<h3 id="part-[IVX]+">', page)) == 9
    assert len(re.findall(rf'<dd lang="{language}"', page)) == 93
    assert page.count("A/RES/45/158") and "2220 UNTS 3" in page


def test_every_article_leads_to_who_speaks_of_it(told: Testimony, closed: Testimony, client: Client) -> None:
    page = client.get("/en/convention/").content.decode()
    of_66 = page.split('id="article-66"')[1].split("</div>")[0]
    assert "Who speaks about article 66?" in of_66 and "1 passage" in of_66 and "#speaking" in of_66
    assert "/en/themes/recruitment-fees/" in of_66
    of_22 = page.split('id="article-22"')[1].split("</div>")[0]
    assert "Who speaks" not in of_22, "only somebody spoke of it whom nobody may hear"
    assert 'id="speaking"' in client.get("/en/convention/articles/66/").content.decode()


def test_no_question_more_for_more_testimonies(told: Testimony, north: Any, client: Client) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/{path}")
        return len(queries)

    paths = ("convention/", "convention/instruments/", "convention/instruments/C181/")
    before = {path: (asked(path), asked(path))[1] for path in paths}
    for number in range(4):
        make_published(north, text=["Words"], themes=["women", "recruitment-fees"], narrator=f"N {number}")
    assert {path: asked(path) for path in paths} == before


def test_every_instrument_has_a_page_in_every_language(site: None, client: Client) -> None:
    for language in LANGUAGES:
        _has_pages_in(language, client)


def _has_pages_in(language: str, client: Client) -> None:
    index = client.get(f"/{language}/convention/instruments/").content.decode()
    for one in Instrument.objects.exclude(code=CONVENTION):
        address = f"/{language}/convention/instruments/{one.code}/"
        assert address in index
        page = client.get(address).content.decode()
        assert re.search(rf'<h1 lang="{language}"', page), one.code
        assert page.count("<h1") == 1


def test_of_what_was_not_verified_no_date_is_shown(site: None, client: Client) -> None:
    page = client.get("/en/convention/instruments/ASEAN-CHARTER/").content.decode()
    assert "2007" not in page.split('id="facts"')[1].split("</section>")[0]
    assert "could be verified" in page
    protocol = client.get("/en/convention/instruments/REF1967/").content.decode()
    assert "1967" not in re.sub(r"REF1967", "", protocol.split('id="facts"')[1].split("<dt>Source</dt>")[0])


def test_who_ratified_is_what_the_figures_say(site: None, client: Client) -> None:
    convention = Instrument.objects.get(code="C189")
    parties = record_of(convention, date.today()).figures.parties
    page = client.get("/en/convention/instruments/C189/").content.decode()
    assert f"{parties} States parties whose dates are verified" in page
    assert "/en/convention/status/?of=C189" in page
    assert "status/?of=CEDAW" not in client.get("/en/convention/instruments/CEDAW/").content.decode()


def test_an_instrument_that_nobody_knows_is_nowhere(site: None, client: Client) -> None:
    for code in ("ICRMW", "nothing", "c97", "C97;DROP"):
        assert client.get(f"/en/convention/instruments/{code}/").status_code == 404, code


def test_every_relation_names_what_there_is_and_where_it_was_seen(site: None) -> None:
    codes = set(Instrument.objects.values_list("code", flat=True))
    numbers = {str(number) for number in Article.objects.values_list("number", flat=True)} | {""}
    themes = set(Theme.objects.values_list("slug", flat=True)) | {""}
    for row in LINKS:
        assert row["instrument"] in codes and row["article"] in numbers and row["theme"] in themes, row
        assert row["article"] or row["theme"], row
        assert row["instrument"] in row["source"] and row["verified"] in ("yes", "indirect", "no"), row


def test_a_relation_that_rests_on_memory_is_not_shown(site: None) -> None:
    assert len(links.links()) == sum(row["verified"] != "no" for row in LINKS)


def test_a_state_is_told_with_every_deed_its_source_and_its_note(site: None, client: Client) -> None:
    page = client.get("/fr/countries/me/").content.decode()  # Montenegro took its signature over
    assert "Succession to signature" in page and "/fr/convention/instruments/C97/" in page
    for action in TreatyAction.objects.filter(country__iso2="ME", verified="yes"):
        assert action.source in page.replace("&#x27;", "'"), action


def test_the_figures_of_a_region_add_up_to_those_of_the_world(site: None, client: Client) -> None:
    def numbers(slug: str) -> list[int]:
        page = client.get(f"/en/regions/{slug}/").content.decode()
        return [int(one) for one in re.findall(r"<dd>(\d+)</dd>", page.split('class="figures"')[1])][:3]

    world = record_of(Instrument.objects.get(code=CONVENTION), date.today()).figures
    regions = [numbers(slug) for slug in ("africa", "americas", "asia", "europe", "oceania")]
    assert [sum(column) for column in zip(*regions, strict=True)] == [
        world.parties, world.signatories, world.no_action
    ]  # fmt: skip
    below = ("central-asia", "eastern-asia", "south-eastern-asia", "southern-asia", "western-asia")
    asia = [numbers(slug) for slug in below]
    assert [sum(column) for column in zip(*asia, strict=True)] == numbers("asia")


def test_a_region_below_the_world_tells_of_nobody_who_told_the_region_alone(
    told: Testimony, closed: Testimony, client: Client
) -> None:
    there = client.get("/en/regions/south-eastern-asia/").content.decode()
    assert "Five years in the kitchen" in there and "What they speak about" in there
    assert "Five years in the kitchen" not in client.get("/en/regions/eastern-asia/").content.decode()
    for slug in ("asia", "western-asia", "south-eastern-asia"):
        assert "zqclosed" not in client.get(f"/en/regions/{slug}/").content.decode()


def test_every_country_leads_to_pages_of_its_regions(site: None, client: Client) -> None:
    page = client.get("/en/countries/ke/").content.decode()
    for slug in ("africa", "sub-saharan-africa", "eastern-africa"):
        assert f"/en/regions/{slug}/" in page
        assert client.get(f"/en/regions/{slug}/").status_code == 200
    regions = Country.objects.values_list("region", "subregion", "intermediate_region").distinct()
    names = {area.name for area in AREAS.values() if not area.members}
    assert {name for row in regions for name in row if name} == names


def test_a_group_of_states_has_a_page_to_which_its_members_lead(site: None, client: Client) -> None:
    rows = list(csv.DictReader((reference_data.DATA / "country_groups.csv").read_text(encoding="utf-8").splitlines()))
    for slug in {row["group"] for row in rows}:
        page = client.get(f"/en/regions/{slug}/").content.decode()
        members = {row["iso2"].lower() for row in rows if row["group"] == slug}
        assert members and all(f"/en/countries/{iso2}/" in page for iso2 in members)
        assert "/en/countries/ke/" not in page
        assert f"/en/regions/{slug}/" in client.get(f"/en/countries/{min(members)}/").content.decode()
    assert "/en/regions/asean/" not in client.get("/en/countries/ke/").content.decode()
