"""Groups of States: their members, how these stand to the Convention, and who tells of them."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from archive.models import Instrument
from archive.ratification.record import CONVENTION, record_of
from archive.reference_data import DATA
from archive.ways.areas import GROUPS, groups_of
from testimonies.models import Country
from tests.archive.ways.test_routes import tells_no_more_than
from tests.factories.testimony import make_published

pytestmark = pytest.mark.django_db


def members() -> dict[str, set[str]]:
    """A plain reading of the data."""
    found: dict[str, set[str]] = {}
    for row in csv.DictReader((DATA / "country_groups.csv").read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["group"], set()).add(row["iso2"])
    return found


def test_every_group_is_what_the_data_says(site: None, client: Client) -> None:
    assert set(members()) == set(GROUPS)
    for slug, iso2 in members().items():
        found = list(Country.objects.filter(GROUPS[slug].countries))
        assert {one.iso2 for one in found} == iso2
        page = client.get(f"/en/regions/{slug}/").content.decode()
        for one in found:
            assert f'href="/en/countries/{one.iso2.lower()}/"' in page.lower(), one
            assert [each.slug for each in groups_of(one)] == [
                key for key, some in members().items() if one.iso2 in some
            ]
        figures = record_of(Instrument.objects.get(code=CONVENTION), timezone.localdate(), found).figures
        assert f"<dd>{figures.parties}</dd>" in page and f"<dd>{figures.no_action}</dd>" in page


def test_a_day_that_was_not_seen_is_a_year(site: None, client: Client) -> None:
    page = client.get("/en/regions/asean/").content.decode()
    assert "8 August 1967" in page and ">2025</span>" in page and "7 January 1984" in page


def test_a_country_leads_to_its_groups_and_the_list_does_too(site: None, client: Client) -> None:
    for path in ("countries/ph/", "countries/"):
        assert 'href="/en/regions/asean/"' in client.get(f"/en/{path}").content.decode()
    assert 'href="/en/regions/gcc/"' not in client.get("/en/countries/ph/").content.decode()


def test_whoever_tells_no_more_than_the_region_is_in_no_group(site: None, north: Any, client: Client) -> None:
    told = make_published(north, titles={"en": "zqtold"}, countries=[("PH", "origin")])
    coarse = make_published(north, titles={"en": "zqcoarse"}, countries=[("PH", "origin")])
    tells_no_more_than("region", coarse)
    page = client.get("/en/regions/asean/").content.decode()
    assert "zqtold" in page and "zqcoarse" not in page
    assert told.pk != coarse.pk and "zqcoarse" in client.get("/en/regions/asia/").content.decode()
