"""The map points at nobody: a way that few went is told by regions, or as one of some others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from archive.ways import journeys
from archive.ways.routes import ENOUGH, routes
from archive.ways.world import world
from testimonies.consent.audiences import VISITOR
from testimonies.models import Consent, Country
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db


def went(north: Any, *way: tuple[str, str], times: int = 1, **more: Any) -> list[Any]:
    return [make_published(north, text="Words.", countries=way, **more) for _number in range(times)]


def tells_no_more_than(places: str, testimony: Any) -> None:
    allowed = {"use": "catalogue", "audience": "public", "valid_from": date(2000, 1, 1), "given": "form"}
    Consent.objects.create(testimony=testimony, places=places, **allowed)


def legs() -> dict[tuple[str, str], int]:
    return {(leg.start.iso2, leg.end.iso2): leg.testimonies for leg in routes(VISITOR).countries}


def between() -> dict[tuple[str, str], int]:
    return {(leg.start, leg.end): leg.testimonies for leg in routes(VISITOR).regions}


def test_a_leg_for_each_stretch_of_the_way(site: None, north: Any) -> None:
    went(north, ("PH", "origin"), ("SG", "transit"), ("QA", "destination"), times=ENOUGH)
    went(north, ("NP", "origin"), ("QA", "destination"), times=ENOUGH + 1)
    assert legs() == {("PH", "SG"): ENOUGH, ("SG", "QA"): ENOUGH, ("NP", "QA"): ENOUGH + 1}
    assert not between()


def test_few_are_told_by_region_and_fewer_as_others(site: None, north: Any) -> None:
    for origin in ("PH", "NP", "BD"):
        went(north, (origin, "origin"), ("FR", "destination"))
    went(north, ("SN", "origin"), ("FR", "destination"), times=2)
    assert not legs()
    assert between() == {("Asia", "Europe"): 3}
    assert routes(VISITOR).others == 2


def test_who_tells_a_region_alone_is_on_no_leg_between_countries(site: None, north: Any) -> None:
    for one in went(north, ("PH", "origin"), ("FR", "destination"), times=ENOUGH):
        Consent.objects.create(
            testimony=one,
            use="catalogue",
            audience="public",
            valid_from=date(2000, 1, 1),
            given="form",
            places="region",
        )
    assert not legs() and between() == {("Asia", "Europe"): ENOUGH}


def test_who_tells_no_place_is_nowhere(site: None, north: Any) -> None:
    for one in went(north, ("PH", "origin"), ("FR", "destination"), times=ENOUGH):
        Consent.objects.create(
            testimony=one,
            use="catalogue",
            audience="public",
            valid_from=date(2000, 1, 1),
            given="form",
            places="nothing",
        )
    found = routes(VISITOR)
    assert not found.countries and not found.regions and not found.others


def test_what_is_closed_is_on_no_leg(site: None, north: Any) -> None:
    went(north, ("PH", "origin"), ("QA", "destination"), times=ENOUGH, allows=())
    assert not legs() and not between() and not routes(VISITOR).others


def test_nobody_stands_behind_a_demonstration(site: None, north: Any) -> None:
    went(north, ("PH", "origin"), ("QA", "destination"), demonstration=True)
    went(north, ("PH", "origin"), ("QA", "destination"))
    assert legs() == {("PH", "QA"): 1}, "the made-up one alone; the real one would be pointed at"


def test_drawing_and_table_tell_the_same(site: None, north: Any, client: Client) -> None:
    went(north, ("PH", "origin"), ("TV", "destination"), times=ENOUGH)
    html = client.get("/ar/journeys/").content.decode()
    assert html.count('class="arc"') == len(legs()) == 1
    drawing, rest = html.split("</svg>", 1)
    for iso2 in ("ph", "tv"):
        assert f'<a href="/ar/countries/{iso2}/" aria-label="' in drawing
        assert f'href="/ar/countries/{iso2}/"' in rest


def test_the_most_travelled_are_drawn_first_and_the_others_where_they_are_asked_for(
    site: None, north: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journeys, "MOST_DRAWN", 1)
    went(north, ("PH", "origin"), ("TV", "destination"), times=ENOUGH)
    went(north, ("NP", "origin"), ("QA", "destination"), times=ENOUGH + 1)
    went(north, ("NP", "origin"), ("KW", "destination"))
    few, every = (client.get(f"/en/journeys/{asked}").content.decode() for asked in ("", "?legs=all"))
    assert few.count('class="arc"') == 1 and every.count('class="arc"') == 2
    nepal_to_qatar = '<a href="/en/countries/np/">Nepal</a></th><td><a href="/en/countries/qa/">'
    assert nepal_to_qatar in few and nepal_to_qatar in every
    assert "1 of 2." in few and 'href="?legs=all"' in few and 'href="/en/journeys/"' in every


def test_every_country_has_its_place_on_the_map(site: None) -> None:
    assert set(world().shapes) == set(Country.objects.values_list("iso2", flat=True))
    assert all(0 < one.x < world().width and 0 < one.y < world().height for one in world().shapes.values())
