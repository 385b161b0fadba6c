"""The Convention's pages: true figures, and nothing shown that was not verified."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive import reference_data
from archive.framework.hub import figures
from archive.models import Instrument, TimelineEntry, TreatyAction, explained
from archive.models.treaties import shown_date
from archive.ratification.record import Figures
from testimonies.models import Article, Country

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    reference_data.load()


def test_the_campaigns_own_figures(loaded: None) -> None:
    assert figures(date(2014, 12, 18)) == Figures(parties=47, signatories=19, no_action=131)


def test_nobody_had_done_anything_before_the_convention_was(loaded: None) -> None:
    assert figures(date(1990, 12, 17)) == Figures(parties=0, signatories=0, no_action=197)


def test_an_unverified_ratification_is_not_counted(loaded: None) -> None:
    before = figures(date(2014, 12, 18))
    TreatyAction.objects.create(
        instrument=Instrument.objects.get(code="ICRMW"),
        country=Country.objects.get(iso2="DE"),
        kind="accession",
        day=date(2000, 1, 1),
        verified="no",
    )
    assert figures(date(2014, 12, 18)) == before


@pytest.mark.parametrize(
    ("verified", "shown"),
    [("yes", "2005-04-21"), ("derived", "2005-04-21"), ("year", "2005"), ("partial", ""), ("indirect", ""), ("no", "")],
)
def test_a_date_is_shown_as_far_as_it_was_verified(verified: str, shown: str) -> None:
    assert shown_date("2005-04-21", verified) == shown


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_page_in_every_language(loaded: None, client: Client, language: str) -> None:
    page = client.get(f"/{language}/convention/").content.decode()
    article = Article.objects.get(number=22)
    assert explained(article, language=language)[article.pk].title in page
    assert ">60<" in page and ">11<" in page


def test_the_timeline_leaves_out_what_was_not_verified(loaded: None, client: Client) -> None:
    TimelineEntry.objects.create(date="1999-01-01", title="A rumour", category="event", verified="no")
    page = client.get("/en/timeline/").content.decode()
    assert "18 December 1990" in page
    assert "A rumour" not in page
