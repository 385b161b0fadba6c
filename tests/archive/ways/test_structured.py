"""What pages tell programs: words of schema.org where schema.org has them, and nothing that a visitor does not see."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from archive.ways import structured
from archive.ways.shelf import Crumb
from testimonies.models import Description, Testimony
from tests.factories.testimony import consent

pytestmark = pytest.mark.django_db

VOCABULARY = json.loads((Path(__file__).parents[2] / "data/schema_org/vocabulary.json").read_text())["types"]
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
PLAIN = {"Text", "URL", "Number", "Integer", "Boolean", "Date", "DateTime", "Duration", "Language", "Time"}
HTML_OF = ("", "countries/ph/", "themes/recruitment-fees/", "convention/articles/66/", "years/2014/", "testimony")


def above(name: str) -> set[str]:
    """The type and all that it is one of."""
    return {name}.union(*(above(parent) for parent in VOCABULARY[name]["parents"]))


def wrong(thing: Any) -> list[str]:
    """Types that are none, properties that no such thing has, values of another type than the property takes."""
    kinds = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
    if unknown := [kind for kind in kinds if kind not in VOCABULARY]:
        return [f"no type: {kind}" for kind in unknown]
    family = set().union(*(above(kind) for kind in kinds))
    found = []
    for name, value in thing.items():
        if name.startswith("@") or name.endswith(("-input", "-output")):
            continue
        ranges = [VOCABULARY[kind]["properties"][name] for kind in family if name in VOCABULARY[kind]["properties"]]
        if not ranges:
            found.append(f"{kinds} has no {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                nested = one["@type"] if isinstance(one["@type"], list) else [one["@type"]]
                families = set().union(*(above(kind) for kind in nested if kind in VOCABULARY))
                found += wrong(one) + ([] if families & set(ranges[0]) else [f"{name} is never a {nested}"])
            elif not PLAIN & set(ranges[0]):
                found.append(f"{name} is never a text: {ranges[0]}")
    return found


def told_by(client: Client, path: str) -> list[Any]:
    return [json.loads(one) for one in DATA.findall(client.get(path).content.decode())]


def of(told: Testimony, path: str) -> str:
    return told.get_absolute_url() if path == "testimony" else f"/en/{path}"


def test_every_word_is_one_of_schema_org(told: Testimony, client: Client) -> None:
    for path in (*HTML_OF, f"collections/{told.collection_id}/"):
        things = told_by(client, of(told, path))
        assert things, path
        assert all(one["@context"] == "https://schema.org" and not wrong(one) for one in things), [
            wrong(one) for one in things
        ]


def test_the_check_finds_what_is_wrong() -> None:
    assert wrong({"@type": "Interview"}) == ["no type: Interview"]
    assert wrong({"@type": "Person", "duration": "PT1S"}) == ["['Person'] has no duration"]
    assert wrong({"@type": "CreativeWork", "creator": {"@type": "Place", "name": "x"}}) == [
        "creator is never a ['Place']"
    ]
    assert wrong({"@type": "CreativeWork", "creator": "Maria"})


def test_a_testimony_tells_what_its_page_shows(told: Testimony, client: Client) -> None:
    (thing,) = told_by(client, told.get_absolute_url())
    assert thing["name"] == "Five years in the kitchen"
    assert [one["name"] for one in thing["creator"]] == ["Maria"]
    assert [one["name"] for one in thing["spatialCoverage"]] == ["Philippines", "Singapore", "Qatar"]
    assert thing["audio"][0]["duration"] == "PT0H1M0S"
    assert "image" not in json.dumps(thing) and "/sound/" not in json.dumps(thing)


def test_sound_that_is_closed_is_not_told_of(told: Testimony, client: Client) -> None:
    consent(told, "sound", "researcher")
    (thing,) = told_by(client, told.get_absolute_url())
    assert "audio" not in thing


def test_nobody_who_is_logged_in_is_told_to_programs(told: Testimony, client: Client, editor: Any) -> None:
    consent(told, "catalogue", "researcher")
    client.force_login(editor)
    assert client.get(told.get_absolute_url()).status_code == 200
    assert not told_by(client, told.get_absolute_url())


def test_no_text_ends_the_element(told: Testimony, client: Client) -> None:
    evil = "</script><script>alert(1)</script><!--"
    Description.objects.filter(testimony=told).update(title=evil, summary=evil)
    html = client.get(told.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    (thing,) = told_by(client, told.get_absolute_url())
    assert thing["name"] == evil


def test_a_search_can_be_filled_in(told: Testimony, client: Client) -> None:
    action = told_by(client, "/en/")[0]["potentialAction"]
    address = action["target"]["urlTemplate"].replace("{search_term_string}", "paper")
    assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_trail_is_counted_from_one(rf: Any) -> None:
    thing = structured.breadcrumbs(rf.get("/en/themes/"), [Crumb("Explore", "/en/explore/")], "Themes")
    assert [(one["position"], one["item"]["@id"]) for one in thing["itemListElement"]] == [
        (1, "http://testserver/en/explore/"),
        (2, "http://testserver/en/themes/"),
    ]


def test_whoever_sends_an_address_on_sends_a_title_and_no_picture(told: Testimony, client: Client) -> None:
    Description.objects.filter(testimony=told).update(title='A "door" & a key', summary="")
    html = client.get(told.get_absolute_url()).content.decode()
    cards = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
    assert cards["title"] == "A &quot;door&quot; &amp; a key"
    assert cards["url"] == f"http://testserver{told.get_absolute_url()}"
    assert cards["locale"] == "en" and "image" not in cards
