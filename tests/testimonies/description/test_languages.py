from __future__ import annotations

from typing import Any

import pytest

from testimonies.description import languages
from tests.factories.testimony import make_recording, make_testimony

CHAIN = [
    # what there is, what the reader wants, what was spoken, what they get
    ({"en", "ne"}, "ne", [], "ne"),
    ({"en", "pt"}, "pt-BR", [], "pt"),
    ({"en", "pt-BR"}, "pt", [], "pt-BR"),
    ({"ne", "en"}, "fr", ["ne"], "ne"),
    ({"ne", "en"}, "fr", [], "en"),
    ({"ar", "es"}, "fr", [], "es"),
    ({"ne", "am"}, "fr", [], "am"),
    (set(), "fr", ["ne"], None),
]


@pytest.mark.parametrize(("there", "wanted", "spoken", "given"), CHAIN)
def test_the_next_best_language(there: set[str], wanted: str, spoken: list[str], given: str | None) -> None:
    found = languages.best({tag: tag.upper() for tag in there}, wanted, spoken)
    assert found == (None if given is None else (given, given.upper()))


def test_a_testimony_is_shown_in_the_reader_s_language_else_in_the_one_spoken(north: Any) -> None:
    testimony = make_testimony(north, titles={"en": "The door", "ne": "ढोका"})
    make_recording(testimony, spoken_languages=["ne"])
    assert [testimony.description_for(tag).title for tag in ("en", "ne", "fr")] == ["The door", "ढोका", "ढोका"]


@pytest.mark.parametrize(("tag", "direction"), [("ar", "rtl"), ("ur-PK", "rtl"), ("ckb", "rtl"), ("es", "ltr")])
def test_direction(tag: str, direction: str) -> None:
    assert languages.direction(tag) == direction


def test_every_language_on_offer_has_a_name_and_stands_once() -> None:
    tags = [tag for tag, _ in languages.choices()]
    assert tags[:4] == list(languages.INTERFACE_LANGUAGES)
    assert len(tags) == len(set(tags)) > 80
    assert all(languages.name(tag) != tag or tag == languages.own_name(tag) for tag in tags)
