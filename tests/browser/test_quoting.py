"""From words on a page to a quotation that one hears, cites and keeps: with script, without one, in Arabic."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser
NUMBER = "2026-0002"
SELECT = """() => {
  const lines = document.querySelectorAll("p.segment .said");
  const words = (line) => document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode(); // some stand in marks
  const range = document.createRange();
  range.setStart(words(lines[0]), 0);
  range.setEnd(words(lines[1]), Math.min(6, words(lines[1]).length));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def check(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.fixture(scope="module")
def quotation(chromium: Browser, transcribed: Site) -> str:
    """The way to the page of words that were selected on the page of a testimony."""
    page = chromium.new_context(locale="en").new_page()
    page.goto(f"{transcribed.address}/en/testimonies/{NUMBER}/")
    page.evaluate(SELECT)
    page.get_by_role("link", name="Quote this").click()
    expect(page.get_by_role("heading", name="Quotation")).to_be_visible()
    way = re.sub("^https?://[^/]+", "", page.url)
    page.context.close()
    assert re.fullmatch(rf"/en/testimonies/{NUMBER}/at/1/\d+-\d+/", way)
    return way


def test_a_quotation_sounds_from_its_first_word_to_its_last(visit: Callable[..., Page], quotation: str) -> None:
    page = visit(quotation)
    start, end = (int(time) / 1000 for time in quotation.split("/")[-2].split("-"))
    page.get_by_role("button", name="Play the quotation").press("Enter")
    expect(page.locator(".player.playing")).to_have_count(1)
    expect(page.locator(".player.playing")).to_have_count(0, timeout=20_000)
    at = page.evaluate("document.querySelector('audio').currentTime")
    assert start < at and abs(at - end) < 1.2


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_is_fit_for_all(visit: Callable[..., Page], quotation: str, language: str, width: int) -> None:
    page = visit(quotation.replace("/en/", f"/{language}/"), width=width)
    for style in page.locator(".cite-style summary").all():
        style.click()
        check(page)


def test_without_script_two_times_lead_to_it_and_it_is_kept(
    chromium: Browser, transcribed: Site, quotation: str
) -> None:
    page = chromium.new_context(locale="en", java_script_enabled=False).new_page()
    log_in(page, transcribed, "interviewer")
    page.goto(f"{transcribed.address}/en/testimonies/{NUMBER}/")
    page.get_by_label("From", exact=True).fill("0:01")
    page.get_by_label("Until", exact=True).fill("0:04")
    page.get_by_role("button", name="Show the quotation").click()
    words = page.locator("blockquote.quoted .words").first.inner_text()
    assert page.locator("audio").get_attribute("src", timeout=5_000)
    page.get_by_text("Put it into my workbook").click()
    page.get_by_label("Note").fill("To be compared")
    page.get_by_role("button", name="Mark it").click()
    expect(page.get_by_role("heading", name="My workbook")).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text("To be compared")).to_be_visible()
    page.context.close()
