"""How the States stood on any day: page, map, table, CSV and JSON tell one record, and a plain recount agrees."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from archive import reference_data
from archive.models import Instrument, TreatyAction
from archive.ratification.record import CONVENTION, Figures, Standing, record_of
from testimonies.models import Country

pytestmark = pytest.mark.django_db

FIRST, LAST = date(1990, 12, 18), date(2026, 2, 3)
DATA = list(csv.DictReader((reference_data.DATA / "icrmw_status.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


@pytest.fixture
def convention(loaded: None) -> Instrument:
    return Instrument.objects.get(code=CONVENTION)


def recounted(day: date) -> tuple[int, int, int]:
    """From the rows of the file alone, without anything of the product."""
    parties = sum(1 for row in DATA if row["action_date"] and row["action_date"] <= day.isoformat())
    signed = sum(
        1
        for row in DATA
        if row["signature_date"]
        and row["signature_date"] <= day.isoformat()
        and not (row["action_date"] and row["action_date"] <= day.isoformat())
    )
    return parties, signed, 197 - parties - signed


def test_the_campaigns_own_figures(convention: Instrument) -> None:
    assert record_of(convention, date(2014, 12, 18)).figures == Figures(parties=47, signatories=19, no_action=131)


def test_every_day_on_which_anything_happened_agrees_with_a_plain_recount(convention: Instrument) -> None:
    columns = ("signature_date", "action_date")
    happened = {date.fromisoformat(row[name]) for row in DATA for name in columns if row[name]}
    days = sorted({FIRST, LAST, *happened, *(day - timedelta(days=1) for day in happened if day > FIRST)})
    assert len(days) > 100
    countries = list(Country.objects.all())
    for day in days:
        figures = record_of(convention, day, countries).figures
        assert (figures.parties, figures.signatories, figures.no_action) == recounted(day), day


class Told(TestCase):
    """On random days, for random instruments."""

    def setUp(self) -> None:
        reference_data.load()

    @settings(max_examples=12, deadline=None)
    @given(day=st.dates(date(1990, 12, 18), LAST), code=st.sampled_from(["ICRMW", "C97", "C143", "C189"]))
    def test_page_map_table_csv_and_json_tell_the_same(self, day: date, code: str) -> None:
        instrument = Instrument.objects.get(code=code)
        if day.isoformat() < instrument.adopted:
            return
        asked = {"on": day.isoformat(), "of": code}
        page = self.client.get("/en/convention/status/", asked).content.decode()
        by_json = self.client.get("/en/convention/status.json", asked).json()
        text = self.client.get("/en/convention/status.csv", asked).content.decode("utf-8-sig")
        in_json = {one["iso2"]: one["standing"] for one in by_json["states"]}
        in_csv = {one["iso2"]: one["standing"] for one in csv.DictReader(io.StringIO(text))}
        in_table = dict(re.findall(r'data-iso2="(\w\w)" data-standing="(\w+)"', page))
        on_map = dict(re.findall(r'countries/(\w\w)/" class="is-(\w+)"', page))
        assert in_json == in_csv == in_table == {iso2.upper(): one for iso2, one in on_map.items()}
        number = Counter(in_json.values())
        figures = {name: int(told) for name, told in re.findall(r'data-figure="(\w+)">(\d+)<', page)}
        assert figures["parties"] == by_json["parties"] == number["party"]
        assert figures.get("signatories", 0) == by_json["signatories"] == number["signatory"]
        assert figures["no_action"] == by_json["no_action"] == number["none"]
        assert figures.get("undated", 0) == by_json["parties_since_an_unverified_day"] == number["undated"]
        if code == CONVENTION:
            assert (number["party"], number["signatory"], number["none"]) == recounted(day)


@pytest.mark.parametrize(
    ("verified", "before", "on_its_day", "at_the_end_of_its_year"),
    [
        ("yes", "none", "party", "party"),
        ("derived", "none", "party", "party"),
        ("year", "none", "none", "party"),
        ("partial", "undated", "undated", "undated"),
        ("indirect", "undated", "undated", "undated"),
        ("no", "none", "none", "none"),
    ],
)
def test_a_deed_counts_as_far_as_it_was_verified(
    convention: Instrument, verified: str, before: str, on_its_day: str, at_the_end_of_its_year: str
) -> None:
    country = Country.objects.get(iso2="DE")
    TreatyAction.objects.create(
        instrument=convention, country=country, kind="accession", day=date(2001, 5, 7), verified=verified, source="A"
    )
    stands = [
        next(one.standing for one in record_of(convention, day).states if one.country == country)
        for day in (date(2001, 5, 6), date(2001, 5, 7), date(2001, 12, 31))
    ]
    assert stands == [Standing(one) for one in (before, on_its_day, at_the_end_of_its_year)]


def test_who_has_waited_longest_comes_first(convention: Instrument) -> None:
    waiting = record_of(convention, date(2014, 12, 18)).waiting
    assert len(waiting) == 19
    assert [since for _state, since in waiting] == sorted(since for _state, since in waiting)


def test_a_signature_of_which_the_year_alone_was_seen_is_shown_by_its_year(loaded: None, client: Client) -> None:
    convention, country = Instrument.objects.get(code=CONVENTION), Country.objects.get(iso2="DE")
    made = {"instrument": convention, "country": country, "kind": "signature", "source": "A"}
    TreatyAction.objects.create(**made, day=date(2001, 5, 7), verified="year")
    for address in ("/en/convention/status/?on=2014-12-18", "/en/countries/de/"):
        page = client.get(address).content.decode()
        assert ">2001<" in page or "Signature: 2001" in page, address
        assert "7 May 2001" not in page, address


def test_what_nobody_checked_changes_nothing_on_the_page_of_a_state(loaded: None, client: Client) -> None:
    before = client.get("/en/countries/de/").content.decode()
    assert "Has neither signed nor ratified" in before
    convention, country = Instrument.objects.get(code=CONVENTION), Country.objects.get(iso2="DE")
    TreatyAction.objects.create(
        instrument=convention, country=country, kind="accession", day=date(2001, 5, 7), verified="no", source="A"
    )
    assert client.get("/en/countries/de/").content.decode() == before


FAULTS = [
    ("1980-01-01", "adopted on 18 December 1990"),
    ("2999-01-01", "still to come"),
    ("yesterday", "as year, month and day"),
    ("2014-02-30", "as year, month and day"),
    ("<script>", "as year, month and day"),
]


@pytest.mark.parametrize(("written", "told"), FAULTS)
def test_a_day_that_is_none_is_answered_with_what_to_do(loaded: None, client: Client, written: str, told: str) -> None:
    answer = client.get("/en/convention/status/", {"on": written})
    page = answer.content.decode()
    assert answer.status_code == 400 and told in page and "data-figure" in page
    assert written != "<script>" or "&lt;script&gt;" in page
    for form in ("json", "csv"):
        refused = client.get(f"/en/convention/status.{form}", {"on": written})
        assert refused.status_code == 400 and told in refused.content.decode()


def test_an_instrument_that_nobody_knows_is_nowhere(loaded: None, client: Client) -> None:
    for address in ("status/", "status.json", "status.csv"):
        assert client.get(f"/en/convention/{address}", {"of": "X1"}).status_code == 404


def test_an_archive_without_reference_data_has_no_figures_and_no_error(db: None, client: Client) -> None:
    assert client.get("/en/convention/status/").status_code == 404
    assert client.get("/en/convention/").status_code == 200


@pytest.mark.parametrize("column", ["state", "standing", "signed", "bound"])
def test_the_table_is_sorted_as_asked(loaded: None, client: Client, column: str) -> None:
    def order(sort: str) -> list[str]:
        page = client.get("/en/convention/status/", {"on": "2014-12-18", "sort": sort}).content.decode()
        assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in page
        return re.findall(r'data-iso2="(\w\w)"', page)

    up, down = order(column), order(f"-{column}")
    assert len(up) == 197 and set(up) == set(down) and up != down
    if column == "bound":
        assert up[0] == "EG", "Egypt acceded first, in 1993"
        assert up[-1] == down[-1], "those that did nothing come last, either way"


def test_the_letter_is_shown_beside_the_record(loaded: None, client: Client) -> None:
    page = client.get("/en/convention/status/").content.decode()
    assert "lists 20 signatories" in page and "has 19." in page
    rows = re.findall(r'<tr class="differs"><th scope="row"><a href="/en/countries/(\w\w)/', page)
    assert sorted(rows) == ["gw", "kr", "np"]


def test_as_many_questions_for_one_day_as_for_another(loaded: None, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(day: str) -> int:
        client.get("/en/convention/status/", {"on": day})
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/convention/status/", {"on": day})
        return len(queries)

    assert asked("1991-01-01") == asked("2014-12-18") <= 14


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_in_every_language(loaded: None, client: Client, language: str) -> None:
    page: Any = client.get(f"/{language}/convention/status/", {"on": "2014-12-18"}).content.decode()
    assert Country.objects.get(iso2="GW").labels[language] in page
    assert "Ratification by numbers" not in page
