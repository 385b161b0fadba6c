from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from testimonies.description.partial_dates import PartialDate
from tests.factories.testimony import make_testimony

TABLE = [
    # written, kept, earliest, latest, said in English
    ("2009", "2009", "2009-01-01", "2009-12-31", "2009"),
    ("2009~", "2009~", "2009-01-01", "2009-12-31", "about 2009"),
    (" 2011-03 ", "2011-03", "2011-03-01", "2011-03-31", "March 2011"),
    ("2012-02", "2012-02", "2012-02-01", "2012-02-29", "February 2012"),
    ("2014-12-18", "2014-12-18", "2014-12-18", "2014-12-18", "18 December 2014"),
    ("2014-12-18~", "2014-12-18~", "2014-12-18", "2014-12-18", "about 18 December 2014"),
    ("0987", "0987", "0987-01-01", "0987-12-31", "987"),
]


@pytest.mark.parametrize(("written", "kept", "earliest", "latest", "english"), TABLE)
def test_a_date_is_kept_as_well_as_it_is_known(
    written: str, kept: str, earliest: str, latest: str, english: str
) -> None:
    found = PartialDate.parse(written)
    assert str(found) == kept
    assert (found.earliest.isoformat(), found.latest.isoformat()) == (earliest, latest)
    with translation.override("en"):
        assert found.sentence == english


@pytest.mark.parametrize(
    "written", ["", "yesterday", "18.12.2014", "2014-13", "2014-02-30", "0000", "2014-12-", "~2014"]
)
def test_what_no_calendar_has_is_answered_with_the_forms_that_it_could_have(written: str) -> None:
    with pytest.raises(ValueError, match="“"):
        PartialDate.parse(written)


def test_a_testimony_keeps_the_days_beside_its_date(north: Any) -> None:
    testimony = make_testimony(north, interview_date="2011-03~")
    assert (testimony.interview_earliest, testimony.interview_latest) == (date(2011, 3, 1), date(2011, 3, 31))
    testimony.interview_date = ""
    testimony.save(update_fields=["interview_date"])
    testimony.refresh_from_db()
    assert testimony.interviewed_on is None and testimony.interview_earliest is None


def test_a_date_that_cannot_be_read_is_the_form_s_mistake(north: Any) -> None:
    testimony = make_testimony(north)
    testimony.interview_date = "last spring"
    with pytest.raises(ValidationError, match="last spring"):
        testimony.full_clean(exclude=["owner"])
