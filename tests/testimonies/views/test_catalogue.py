"""The list of testimonies, its filters and its honest numbers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from testimonies.consent.audiences import Audience, Use
from testimonies.models import Recording
from tests.factories.testimony import consent, make_published, make_testimony


@pytest.fixture
def collection(north: Any) -> Any:
    make_published(
        north,
        text=["I left the village.", "I came to the city."],
        titles={"en": "One"},
        countries=[("NP", "origin"), ("QA", "destination"), ("NP", "return")],
        themes=["wage-theft"],
    )
    make_published(
        north, text="Salí de la aldea.", language="es", titles={"en": "Two"}, countries=[("QA", "destination")]
    )
    make_testimony(north, titles={"en": "A draft"}, countries=[("NP", "origin")], themes=["wage-theft"])
    return north


def titles(client: Client, query: str = "") -> list[str]:
    html = client.get(f"/en/testimonies/{query}").content.decode()
    return re.findall(r'class="card-title"><a[^>]*>([^<]+)</a>', html)


def options(client: Client, name: str, query: str = "") -> list[str]:
    html = client.get(f"/en/testimonies/{query}").content.decode()
    select = re.search(rf'<select id="filter-{name}".*?</select>', html, re.DOTALL)
    assert select
    return re.findall(r'<option value="[^"]+"[^>]*>([^<]+)</option>', select[0])


def test_newest_first_and_drafts_not_at_all(client: Client, collection: Any) -> None:
    assert titles(client) == ["Two", "One"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?country=NP", ["One"]),
        ("?country=QA", ["Two", "One"]),
        ("?theme=wage-theft", ["One"]),
        ("?language=es", ["Two"]),
        ("?country=QA&language=es", ["Two"]),
        ("?country=NP&language=es", []),
        ("?country=XX", []),
        ("?country=", ["Two", "One"]),
        ("?country=%00", ["Two", "One"]),
        ("?page=99", ["Two", "One"]),
        ("?page=x", ["Two", "One"]),
    ],
)
def test_the_list_is_narrowed(client: Client, collection: Any, query: str, expected: list[str]) -> None:
    assert titles(client, query) == expected


def test_each_choice_says_how_many_are_left(client: Client, collection: Any) -> None:
    assert options(client, "country") == ["NP (en) (1)", "QA (en) (2)"]
    assert options(client, "theme") == ["wage-theft (en) (1)"]
    assert options(client, "language") == ["English (1)", "Spanish (1)"]
    assert options(client, "country", "?language=es") == ["QA (en) (1)"]
    assert options(client, "language", "?language=es") == ["English (1)", "Spanish (1)"]


def test_those_who_work_on_a_draft_find_and_count_it(client: Client, collection: Any, editor: Any) -> None:
    client.force_login(editor)
    assert titles(client) == ["A draft", "Two", "One"]
    assert "NP (en) (2)" in options(client, "country")


def test_an_entry_closed_later_is_neither_shown_nor_counted(client: Client, collection: Any) -> None:
    one = make_published(collection, titles={"en": "Three"}, countries=[("LB", "destination")])
    assert "LB (en) (1)" in options(client, "country")
    consent(one, Use.CATALOGUE, Audience.STAFF)
    assert titles(client) == ["Two", "One"]
    assert not [option for option in options(client, "country") if "LB" in option]


def test_a_card_begins_as_the_narrator_begins(client: Client, collection: Any) -> None:
    html = client.get("/en/testimonies/").content.decode()
    assert "<p>I left the village. I came to the city.</p>" in html
    assert '<blockquote class="first-words" lang="es" dir="ltr"><p>Salí de la aldea.</p>' in html


def test_a_card_quotes_nothing_that_may_not_be_read_and_no_length_of_what_may_not_be_heard(
    client: Client, north: Any
) -> None:
    one = make_published(north, text="hush", titles={"en": "Quiet"})
    assert "1:00" in client.get("/en/testimonies/").content.decode()
    consent(one, Use.TRANSCRIPT, Audience.RESEARCHER)
    consent(one, Use.SOUND, Audience.RESEARCHER)
    html = client.get("/en/testimonies/").content.decode()
    assert "Quiet" in html
    assert "hush" not in html
    assert "1:00" not in html


def test_a_language_heard_only_in_an_unreleased_recording_is_not_told(client: Client, collection: Any) -> None:
    Recording.objects.filter(spoken_languages=["es"]).update(released=False)
    assert options(client, "language") == ["English (1)"]
    assert titles(client, "?language=es") == []


def test_the_queries_do_not_grow_with_the_cards(
    client: Client, collection: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        make_published(collection, text="word", titles={"en": f"More {number}"}, narrator=f"N{number}")
    with django_assert_max_num_queries(23):
        client.get("/en/testimonies/")
