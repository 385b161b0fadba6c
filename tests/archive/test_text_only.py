"""Pages of text alone, and pages made small: what is taken out, what leads on, what is never compressed."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from backports import zstd
from django.test import Client

from archive import site_setup
from archive.lightness import lightened, with_lite, without_lite
from tests.factories.testimony import make_published

PAGE = (
    '<script type="module" src="/static/js/a.js"></script><picture><source srcset="a"><img src="b" alt="A &amp; B">'
    '</picture><img src="c" alt=""><a href="/en/search/?q=work#t=5">x</a><a href="?page=2">y</a>'
    '<a data-whole href="/en/">z</a><a href="https://elsewhere.example/en/">w</a><form method="get" '
    'action="/en/search/"><form method="post" action="/en/x/">'
)


def test_what_is_taken_out_and_what_leads_on() -> None:
    page = lightened(PAGE, carried=True)
    assert "<script" not in page and "<img" not in page and "<picture" not in page
    assert "A &amp; B" in page
    assert 'href="/en/search/?q=work&amp;lite=1#t=5"' in page and 'href="?page=2&amp;lite=1"' in page
    assert '<a data-whole href="/en/">' in page and 'href="https://elsewhere.example/en/"' in page
    assert page.count('<input type="hidden" name="lite"') == 1
    assert "lite" not in lightened(PAGE, carried=False)


@pytest.mark.parametrize("address", ["/en/", "/en/search/?q=a%20b&country=NP&country=PH", "/en/?lite"])
def test_the_way_there_and_back(address: str) -> None:
    assert with_lite(with_lite(address)) == with_lite(address)
    assert "lite" not in without_lite(with_lite(address))


@pytest.fixture
def testimony(north: Any) -> Any:
    site_setup.set_up()
    return make_published(north, text=["we were not paid"] * 30, titles={"en": "The door"})


def test_a_page_of_text_needs_no_script_and_forbids_it(client: Client, testimony: Any) -> None:
    answer = client.get(testimony.get_absolute_url(), {"lite": ""})
    page = answer.content.decode()
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in page and "<svg" not in page and "css/site" not in page
    assert f'src="{testimony.recordings.get().small_sound_url}" type="audio/ogg; codecs=opus"' in page
    assert "we were not paid" in page
    assert not answer.cookies


def test_the_choice_is_remembered_only_where_somebody_pressed_the_button(client: Client, testimony: Any) -> None:
    answer = client.post("/text-only/", {"remember": "1", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert client.cookies["lite"].value == "1" and client.cookies["lite"]["httponly"]
    page = client.get(testimony.get_absolute_url()).content.decode()
    assert "<script" not in page and "lite=1" not in page
    client.post("/text-only/", {"remember": "0", "next": "/en/"})
    assert "<script" in client.get(testimony.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("accepted", "name", "opened"),
    [
        ("gzip, br", "gzip", gzip.decompress),
        ("br;q=1, gzip;q=0.5", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "zstd", zstd.decompress),
        ("gzip, zstd;q=0", "gzip", gzip.decompress),
        ("gzip;q=0", "", bytes),
    ],
)
def test_a_visitors_page_is_made_small(client: Client, testimony: Any, accepted: str, name: str, opened: Any) -> None:
    answer = client.get(testimony.get_absolute_url(), headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == name
    assert b"we were not paid" in opened(answer.content)
    assert int(answer.headers["Content-Length"]) == len(answer.content) if name else True
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("accepted", ["gzip", "zstd"])
def test_the_length_of_a_small_page_tells_nothing_exact(client: Client, testimony: Any, accepted: str) -> None:
    answers = [client.get("/en/accessibility/", headers={"Accept-Encoding": accepted}) for _turn in range(12)]
    lengths = {len(one.content) + len(one.headers.get("Padding", "")) for one in answers}
    assert len(lengths) > 2


def test_nothing_is_compressed_in_which_a_secret_could_be(client: Client, testimony: Any, interviewer: Any) -> None:
    compressed = {"Accept-Encoding": "br, gzip, zstd"}
    assert not client.get("/en/log-in/", headers=compressed).has_header("Content-Encoding"), "it sets a cookie"
    client.force_login(interviewer)
    assert not client.get(testimony.get_absolute_url(), headers=compressed).has_header("Content-Encoding")
