"""Every demonstration testimony is transcribed for real, in its language, and open as far as its narrator said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jiwer
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).resolve().parent.parent / "data" / "demonstration_scripts"
DATA = Path(__file__).resolve().parent.parent.parent / "archive" / "data" / "demonstration" / "testimonies.json"


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'")).split())


def test_each_is_transcribed_with_fewer_than_one_word_in_ten_wrong(transcribed: Site, administrator: Page) -> None:
    wanted = json.loads(DATA.read_text(encoding="utf-8"))["testimonies"]
    errors = {}
    for number, one in enumerate(wanted, start=1):
        script = json.loads((SCRIPTS / f"{one['slug']}.json").read_text(encoding="utf-8"))
        address = f"{transcribed.address}/en/testimonies/{_year(administrator)}-{number:04}/transcript-1.json"
        heard = administrator.request.get(address).json()
        assert heard["language"] == script["language"], one["slug"]
        said = _words(" ".join(sentence["text"] for sentence in script["sentences"]))
        errors[one["slug"]] = jiwer.wer(said, _words(" ".join(segment["text"] for segment in heard["segments"])))
    assert len(errors) >= 9
    assert {slug: error for slug, error in errors.items() if error >= 0.10} == {}


def _year(page: Page) -> str:
    found = re.search(r"(\d{4})-0001", page.content())
    assert found
    return found.group(1)


def test_what_is_closed_stays_closed_to_a_visitor(
    transcribed: Site, administrator: Page, visit: Callable[..., Page]
) -> None:
    wanted = json.loads(DATA.read_text(encoding="utf-8"))["testimonies"]
    year = _year(administrator)
    closed = {"page": 0, "sound": 0}
    for number, one in enumerate(wanted, start=1):
        page = f"/en/testimonies/{year}-{number:04}/"
        html = administrator.request.get(transcribed.address + page).text()
        sound = re.search(r"/sound/[0-9a-f-]{36}", html)
        assert sound, "staff hear every recording"
        public = {use["use"] for use in one["consent"] if use["audience"] == "public" and use["from"] < "2026-01-01"}
        is_open = one["state"] == "published" and "catalogue" in public
        assert transcribed.get(page)[0] == (200 if is_open else 404), one["slug"]
        for address in (f"{sound.group()}.m4a", f"{sound.group()}/waveform.json"):
            assert transcribed.get(address)[0] == (200 if is_open and "sound" in public else 404), one["slug"]
        for form in ("txt", "vtt", "srt", "json"):
            status = transcribed.get(f"{page}transcript-1.{form}")[0]
            assert status == (200 if is_open and "transcript" in public else 404), one["slug"]
        closed["page"] += not is_open
        closed["sound"] += is_open and "sound" not in public
    assert closed == {"page": 2, "sound": 1}  # one in review, one embargoed; one for its words alone


def test_every_page_says_that_it_is_a_demonstration(transcribed: Site, visit: Callable[..., Page]) -> None:
    for path in ("/en/", "/en/testimonies/", "/en/search/?q=passport"):
        assert "Demonstration" in visit(path).inner_text("body")
