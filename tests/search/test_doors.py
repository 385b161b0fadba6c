"""The doors of the search, asked by anybody for anything: they answer in time, say what was odd, give nothing away."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from django.test import Client

from search.engine import Engine
from search.index import Follower
from search.language.parser import parse
from testimonies.consent.audiences import Audience
from tests.factories.testimony import consent, make_published, make_theme, make_transcript

DOORS = (
    "/en/search/",
    "/en/search/concordance/",
    "/en/search/concordance/?view=collocates",
    "/en/search/concordance/?view=frequency",
    "/en/search/concordance.csv",
)
WITHIN_S = 0.3
TRIES = 4
BYTES = 100_000


@pytest.fixture
def follower(db: None, settings: Any) -> Iterator[Follower]:
    settings.SEARCHES_PER_MINUTE = 100_000
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


@pytest.fixture
def told(north: Any, follower: Follower, client: Client) -> Client:
    """A few testimonies, one of them closed. Every door was opened once: nothing is asked for the first time."""
    for language, text in (("en", "they kept the passport"), ("ar", "أخذوا جواز السفر"), ("th", "ฉันรักประเทศไทย")):
        make_published(north, text=[text, text], language=language, countries=[("NP", "origin")], themes=["housing"])
    closed = make_published(north, text="zarquon kept the passport", titles={"en": "Zarquon"}, themes=["qz-closed"])
    consent(closed, "catalogue", Audience.NOBODY)
    follower.rebuild()
    for door in DOORS:
        assert b"passport" in whole(ask(client, door, q="passport"))
    return client


def ask(client: Client, door: str, **asked: str) -> Any:
    return client.get(f"{door}{'&' if '?' in door else '?'}{urlencode(asked)}")


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


ODD = {
    "very long": "passport " * 1_111,
    "one long word": "a" * 10_000,
    "long and Arabic": "جواز " * 2_000,
    "brackets": "(" * 500,
    "brackets that close": ")" * 500,
    "brackets around a word": "(" * 500 + "passport" + ")" * 500,
    "a star": "*",
    "a quotation mark": '"',
    "quotation marks": '"' * 333,
    "near": "NEAR/999999",
    "near, with words": "passport NEAR/999999 kept",
    "everything": "passport OR *",
    "a wildcard for everything": "p*",
    "fuzzy": "pasport~2 kept~9",
    "nothing but operators": "AND OR NOT - AND NOT OR",
    "minus": "-" * 300,
    "control": "pass\x00port\x07\x1b[31m\r\n",
    "right to left marks": "\u202epassport\u202c \u2066kept\u2069",
    "mixed scripts": "passport جواز ประเทศ 护照 паспорт",
    "surrogates and unassigned": "\ud800 \uffff \U0010ffff".encode("utf-8", "replace").decode(),
    "combining": "a" + "\u0301" * 900,
    "SQL": "'; DROP TABLE testimonies_segment; --",
    "SQL union": "x') UNION SELECT password FROM auth_user --",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "tantivy": 'exact:passport AND cell:[0 TO 9999] ^5 kind:segment "a b"~2 testimony:1',
    "a field that is none": "sequence:1 password:x",
    "a field's value that is none": "country:Atlantis theme:nothing article:999 date:9999..1",
    "a field without value": "country: theme:",
    "a regular expression": "/(a+)+$/",
    "many fields": " ".join(f"country:X{number}" for number in range(120)),
    "many alternatives": " OR ".join(f"w{number}*" for number in range(120)),
}


@pytest.mark.parametrize("door", DOORS)
def test_whatever_is_typed_is_answered_in_time(door: str, told: Client) -> None:
    late, odd = {}, {}
    for name, query in ODD.items():
        took_s = []
        while min(took_s, default=1) > WITHIN_S and len(took_s) < TRIES:
            began = time.process_time()  # of this process, for others may have work for this machine
            answer = ask(told, door, q=query)
            body = whole(answer)
            took_s.append(time.process_time() - began)
        if min(took_s) > WITHIN_S:
            late[name] = [round(one, 3) for one in took_s]
        text = body.decode()
        if answer.status_code != 200 or len(body) > BYTES or "arquon" in text.replace(html.escape(query), ""):
            odd[name] = (answer.status_code, len(body))
        assert "<script>alert" not in text and "onerror=alert(1)>" not in text
        assert "\u202e" not in text, "nothing that was typed turns the page around"
    assert not odd
    assert not late


@pytest.mark.parametrize(
    "address",
    [
        *("page=100000", "page=-1", "page=1e9", "page=%00", "page=" + "9" * 400),
        *("country=Atlantis", "country=%00", "country=NP.nowhere", "country=" + "A" * 9_000, "theme=%27%22%3Cb%3E"),
        *("article=999999999999999999999", "article=x", "decade=x", "decade=99999999999", "collection=-1"),
        *("language=xx-XX", "state=secret", "speaker=%F0%9F%92%A9", "kind=none", "words=none", "sort=none"),
        *("view=none", "window=99999", "by=none", "more=none", "&".join(f"theme=t{n}" for n in range(900))),
        "&".join(f"{name}=%E2%80%AEx" for name in ("country", "theme", "sort", "page", "view")),
    ],
)
def test_whatever_is_chosen_is_answered(address: str, told: Client) -> None:
    for door in DOORS:
        answer = told.get(door + ("&" if "?" in door else "?") + f"q=passport&{address}")
        body = whole(answer)
        assert answer.status_code == 200 and len(body) < BYTES
        assert b"arquon" not in body


def test_a_page_that_is_not_there_says_which_are(told: Client) -> None:
    body = told.get("/en/search/", {"q": "passport", "page": "100000"}).content.decode()
    assert "There is no page 10,000: the answer has one page." in body and 'href="?q=passport&amp;page=1"' in body


def test_a_value_that_is_none_is_said_and_can_be_taken_away(told: Client) -> None:
    """What is closed is answered as what nobody has, and what is known to nobody as well."""
    make_theme("qz-none")
    bodies = []
    for theme in ("qz-closed", "qz-none"):
        body = told.get("/en/search/", {"q": "passport", "theme": theme}).content.decode()
        assert "Nothing in this answer that you may read has" in body and 'href="?q=passport"' in body
        bodies.append(body.replace(theme, "…"))
    assert bodies[0] == bodies[1]
    assert "<bdi>xyz</bdi>" in told.get("/en/search/", {"q": "passport", "theme": "xyz"}).content.decode()


def test_a_slip_is_told_with_its_place(told: Client) -> None:
    body = told.get("/en/search/", {"q": "(passport kept"}).content.decode()
    assert "A bracket is not closed" in body and "<mark>(</mark>passport kept" in body


@pytest.mark.parametrize(
    ("typed", "marked", "instead"),
    [
        ("passport contry:Nepal kept", "contry", "passport country:Nepal kept"),
        ("passport theme:housinq kept", "housinq", 'passport theme:"housing (en)" kept'),
    ],
)
def test_what_may_have_been_meant_is_one_link_away(typed: str, marked: str, instead: str, told: Client) -> None:
    body = told.get("/en/search/", {"q": typed}).content.decode()
    addresses = re.findall(r'<a href="([^"]+)" dir="auto">', body.partition("Instead:")[2].partition("</p>")[0])
    assert f"<mark>{marked}</mark>" in body
    assert instead in [parse_qs(html.unescape(address)[1:])["q"][0] for address in addresses]


def test_every_address_can_be_shared_and_every_choice_is_a_plain_link(told: Client) -> None:
    """Each leads to what it promises; taken away again it leads back."""
    body = told.get("/en/search/", {"q": "passport"}).content.decode()
    links = {html.unescape(one) for one in re.findall(r'href="(\?[^"]+)"', body)}
    assert any("country=NP" in one for one in links) and any("sort=newest" in one for one in links)
    for link in links:
        assert told.get("/en/search/" + link).status_code == 200
    narrowed = told.get("/en/search/", {"q": "passport", "country": "NP"}).content.decode()
    assert 'class="chip"' in narrowed and 'href="?q=passport"' in narrowed


def test_a_full_page_is_light(north: Any, follower: Follower, client: Client) -> None:
    """Ten testimonies, three long hits of each, every facet, several choices, in four languages."""
    words = "they kept the passport of every worker in a drawer of the office for years and years " * 4
    countries = ("NP", "PH", "QA", "SA", "LB", "IN", "ID", "KE", "ET", "BD", "LK", "AE")
    themes = ("housing", "privacy", "health", "unions", "recruiters-fees-debt", "family-separation", "deportation")
    for number in range(24):
        make_published(
            north,
            text=[words] * 4,
            titles={tag: f"A testimony with a title of its own, number {number}" for tag in ("en", "ar")},
            countries=[(countries[number % 12], "origin"), (countries[(number + 5) % 12], "destination")],
            themes=[themes[number % 7], themes[(number + 2) % 7]],
            narrator="A narrator whose name is long",
            interview_date=str(1960 + 3 * number),
        )
    follower.rebuild()
    for language in ("en", "es", "fr", "ar"):
        for path in ("", "concordance/"):
            for more in ({}, {"country": ["NP", "PH", "QA"], "theme": list(themes), "page": "2"}):
                answer = client.get(f"/{language}/search/{path}", {"q": "passport OR (office years)", **more})
                assert answer.status_code == 200 and len(answer.content) < BYTES, (language, path, len(answer.content))


def test_an_archive_of_translations_shows_the_original(north: Any, follower: Follower, client: Client) -> None:
    testimony = make_published(north, text="ils ont gardé les papiers", language="fr")
    make_transcript(testimony.recordings.get(), ["they kept the papers"], language="en", kind="translation")
    follower.rebuild()
    body = client.get("/en/search/", {"q": "papers"}).content.decode()
    assert "translated into English" in body and "ils ont gardé les papiers" in body
    assert "ils ont gardé" not in client.get("/en/search/", {"q": "papers", "words": "original"}).content.decode()


def test_head_and_nothing_else_is_answered_beside_get(told: Client) -> None:
    for door in DOORS:
        assert told.head(door).status_code == 200
        assert told.post(door).status_code == 405


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_whatever_the_help_says_can_be_typed(language: str, client: Client, db: None) -> None:
    """In the words of the page's own language: each example is read without a slip, as what it is said to be."""
    page = client.get(f"/{language}/search/").content.decode()
    signs = page[page.index('class="search-signs"') :].partition("</dl>")[0]
    examples = [html.unescape(one) for one in re.findall(r"<kbd>(.*?)</kbd>", signs)]
    assert len(examples) == 12
    found = [parse(one, language) for one in examples]
    assert not [one for one, parsed in zip(examples, found, strict=True) if parsed.mistakes]
    kinds = [type(parsed.node).__name__ for parsed in found]
    assert kinds == [
        "And",
        "Phrase",
        "Or",
        "And",
        "And",
        "And",
        "Prefix",
        "Fuzzy",
        "Near",
        "Filter",
        "Filter",
        "Filter",
    ]
