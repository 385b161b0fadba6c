"""What a page says of what is not open: for whom it is, from when, how to ask, and nothing of what is behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony, listener_for
from tests.factories.access import WORDS
from tests.factories.testimony import consent, make_published, make_recording, make_transcript

pytestmark = pytest.mark.django_db


def page(client: Client, testimony: Testimony) -> str:
    return client.get(f"/en/testimonies/{testimony.accession_number}/").content.decode()


def test_a_restricted_page_says_for_whom_and_how_and_nothing_of_what_is_behind_it(closed: Testimony) -> None:
    with_words = page(Client(), closed)
    assert "for people whose request was approved" in with_words and "for registered researchers" in with_words
    assert f"/en/log-in/?next=/en/testimonies/{closed.accession_number}/" in with_words
    assert WORDS not in with_words and "1:00" not in with_words
    closed.recordings.update(damaged_after_ms=42_000)
    assert "0:42" not in page(Client(), closed)


def test_it_says_the_same_whether_there_are_words_or_none(north: Any) -> None:
    told = []
    for words in (True, False):
        made = make_published(north, titles={"en": "A drawer"})
        recording = make_recording(made, released=True)
        if words:
            make_transcript(recording, [WORDS, WORDS])
        for use in (Use.TRANSCRIPT, Use.TRANSLATION):
            consent(made, use, Audience.READING_ROOM)
        consent(made, Use.SOUND, Audience.RESEARCHER)
        told.append(page(Client(), made).replace(made.accession_number, "…").partition("<main")[2])
    assert told[0] == told[1]


def test_an_embargo_says_its_day_and_opens_by_itself(north: Any) -> None:
    made = make_published(north, text=WORDS)
    opens = timezone.localdate() + timedelta(days=40)
    consent(made, Use.TRANSCRIPT, Audience.PUBLIC, valid_from=opens)
    html = page(Client(), made)
    assert WORDS not in html and "for everyone, from" in html and str(opens.year) in html
    assert made.may(Use.TRANSCRIPT, listener_for(_nobody()), opens)


def _nobody() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_nothing_is_said_where_all_is_open_or_nothing_ever(north: Any) -> None:
    everything = make_published(north, text=WORDS)
    assert "Not all of it is open" not in page(Client(), everything)
    consent(everything, Use.TRANSCRIPT, Audience.NOBODY)
    assert "Not all of it is open" not in page(Client(), everything)


def test_visitors_cost_no_query_and_researchers_few(
    closed: Testimony, reader: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        listener_for(_nobody())
    with django_assert_num_queries(2):
        assert listener_for(reader).audience == Audience.RESEARCHER
