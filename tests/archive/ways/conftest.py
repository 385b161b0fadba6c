"""Some testimonies behind every way in, and one behind a closed door."""

from __future__ import annotations

from typing import Any

import pytest

from archive import reference_data, site_setup
from testimonies.models import (
    Article,
    Country,
    Passage,
    PassageCountry,
    PassageDescription,
    PassageTheme,
    Testimony,
    Theme,
)
from tests.factories.testimony import make_published


@pytest.fixture
def site(db: None) -> None:
    """Languages, home pages and the reference data."""
    site_setup.set_up()
    reference_data.load()


@pytest.fixture
def told(site: None, north: Any) -> Testimony:
    """From the Philippines through Singapore to Qatar, about fees; with a passage on article 66 from 5 s to 10 s."""
    testimony = make_published(
        north,
        text=["I paid the agent before I left.", "He kept the paper.", "Nobody told me."],
        titles={"en": "Five years in the kitchen"},
        countries=[("PH", "origin"), ("SG", "transit"), ("QA", "destination")],
        themes=["recruitment-fees"],
        narrator="Maria",
    )
    make_passage(testimony, "Paying the agent", article=66, theme="recruitment-fees", country="PH")
    return testimony


@pytest.fixture
def closed(site: None, north: Any) -> Testimony:
    """The same, open to nobody: no page may know of it."""
    testimony = make_published(
        north,
        text=["zqclosedwords"],
        allows=(),
        titles={"en": "zqclosedtitle"},
        countries=[("PH", "origin"), ("KW", "destination")],
        themes=["deportation"],
        narrator="zqclosedname",
        language="ne",
        interview_date="1999",
    )
    make_passage(testimony, "zqclosedpassage", article=22, theme="deportation", country="KW")
    return testimony


def make_passage(
    testimony: Testimony,
    title: str,
    *,
    article: int,
    theme: str,
    country: str = "",
    start_ms: int = 5_000,
    years: tuple[int, int] | None = None,
) -> Passage:
    first, last = years or (None, None)
    passage = Passage.objects.create(
        recording=testimony.recordings.get(),
        start_ms=start_ms,
        end_ms=start_ms + 5_000,
        first_year=first,
        last_year=last,
    )
    PassageDescription.objects.create(passage=passage, language="en", title=title, synopsis=f"About {title}.")
    passage.articles.add(Article.objects.get(number=article))
    PassageTheme.objects.create(content_object=passage, tag=Theme.objects.get(slug=theme))
    if country:
        PassageCountry.objects.create(passage=passage, country=Country.objects.get(iso2=country), role="origin")
    return passage
