"""Places are shown no finer than consent allows: in facts, cards, filters, counts and the search alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from search.engine import Engine
from search.index import Follower
from testimonies.actions import consenting
from testimonies.actions.consenting import Line
from testimonies.consent.audiences import VISITOR, Audience, Listener, Places, Use
from testimonies.models import Country, Passage, PassageCountry, Testimony, places_of
from tests.factories.testimony import make_country, make_published

WORDS = "the contract was not the contract"


@pytest.fixture
def told(north: Any) -> Callable[[str], Testimony]:
    """A public testimony from the Philippines, which says only so much of it."""
    make_country("PH")
    Country.objects.filter(iso2="PH").update(region="Asia")

    def make(places: str) -> Testimony:
        testimony = make_published(
            north, text=WORDS, countries=[("PH", "origin"), ("PH", "return")], titles={"en": f"Told as {places}"}
        )
        line = Line(Use.CATALOGUE, Audience.PUBLIC, places=places)
        consenting.give(testimony=testimony, by=None, lines=[line], given="form")
        return testimony

    return make


def addresses(testimony: Testimony) -> list[str]:
    number = testimony.accession_number
    return [f"/en/testimonies/{number}/", "/en/testimonies/", "/en/search/?q=contract", "/en/search/?q=told"]


def indexed() -> None:
    Follower(Engine(Path(settings.SEARCH_INDEX_ROOT))).catch_up()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("places", "country", "region"), [("country", True, False), ("region", False, True), ("nothing", False, False)]
)
def test_no_page_says_more(places: str, country: bool, region: bool, told: Callable[[str], Testimony]) -> None:
    testimony = told(places)
    indexed()
    for address in addresses(testimony):
        html = Client().get(address).content.decode()
        assert f"Told as {places}" in html, address
        assert ("PH (en)" in html) is country, address
        if "search" not in address:
            assert ("Asia" in html) is region, address
    page = Client().get(f"/en/testimonies/{testimony.accession_number}/").content.decode()
    assert ("/en/countries/ph/" in page) is country


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/en/testimonies/?country=PH", "/en/search/?q=contract&country=PH"])
def test_narrowing_to_the_country_finds_and_counts_those_alone_that_tell_it(
    address: str, told: Callable[[str], Testimony], editor: Any
) -> None:
    for places in Places:
        told(places)
    indexed()

    def found(client: Client) -> set[str]:
        html = client.get(address).content.decode()
        return {places for places in Places if f"Told as {places}" in html}

    assert found(Client()) == {"country"}
    staff = Client()
    staff.force_login(editor)
    assert found(staff) == set(Places), "who works on them sees them as they are"
    html = Client().get("/en/testimonies/").content.decode()
    assert "PH (en) (1)" in html and "(3)" not in html.split("PH (en)")[1][:40]
    assert "PH (en) (3)" in staff.get("/en/testimonies/").content.decode()


def test_the_latest_line_tells_and_regions_are_named_once(told: Callable[[str], Testimony]) -> None:
    testimony = told("region")
    assert [(one.role, one.label, one.iso2) for one in places_of(testimony, VISITOR)] == [
        ("origin", "Asia", ""),
        ("return", "Asia", ""),
    ]
    line = Line(Use.CATALOGUE, Audience.PUBLIC, places="nothing")
    consenting.give(testimony=testimony, by=None, lines=[line], given="form")
    testimony = Testimony.objects.get()
    assert places_of(testimony, VISITOR) == ()
    staff = Listener(staff_of=frozenset({testimony.collection_id}))
    assert [one.iso2 for one in places_of(testimony, staff)] == ["PH", "PH"]


def test_a_country_without_a_region_is_not_told_by_another_name(told: Callable[[str], Testimony]) -> None:
    testimony = told("region")
    Country.objects.update(region="")
    assert places_of(testimony, VISITOR) == ()


def test_passages_keep_the_places_of_their_testimony(told: Callable[[str], Testimony]) -> None:
    for places in Places:
        passage = Passage.objects.create(recording=told(places).recordings.get(), start_ms=0, end_ms=1)
        PassageCountry.objects.create(passage=passage, country=Country.objects.get(), role="origin")
    shown = PassageCountry.objects.told_to(VISITOR)
    assert [one.passage.recording.testimony.title for one in shown] == ["Told as country"]
