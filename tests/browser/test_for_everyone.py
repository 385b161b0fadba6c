"""At phone width, in Arabic, by keyboard alone, without script, with a screen reader's rules, on this site alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser

PUBLIC = ("/", "/testimonies/", "/testimonies/{first}/", "/search/?q=passport", "/log-in/", "/accessibility/")
INTERVIEWERS = (
    "/upload/",
    "/work/",
    "/consent-forms/",
    "/testimonies/{first}/consent/",
    "/testimonies/{first}/consent/paper/",
)


@pytest.fixture(scope="session")
def first(transcribed: Site, administrator: Page) -> str:
    """The accession number of the first testimony of the demonstration."""
    administrator.goto(f"{transcribed.address}/en/work/")
    numbers = administrator.locator(".eyebrow .clock").all_inner_texts()
    return min(number.strip() for number in numbers)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_no_page_breaks_a_rule_of_wcag(visit: Callable[..., Page], first: str, language: str) -> None:
    for path in PUBLIC:
        page = visit(f"/{language}{path.format(first=first)}", width=360)
        _check(page)


def test_no_page_of_the_interviewer_breaks_one(site: Site, chromium: Browser, first: str) -> None:
    for scheme in ("light", "dark"):
        page = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
        log_in(page, site, "interviewer")
        for path in INTERVIEWERS:
            page.goto(f"{site.address}/en{path.format(first=first)}")
            _check(page)
        page.context.close()


def _check(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} scrolls sideways by {wider} px at 360 px"


def test_arabic_runs_from_right_to_left(visit: Callable[..., Page], first: str) -> None:
    page = visit(f"/ar/testimonies/{first}/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    title = page.get_by_role("heading", level=1).bounding_box()
    assert title and title["x"] + title["width"] > 640, "the title begins at the right edge"
    transcript = page.locator("[data-transcript]")
    assert transcript.get_attribute("dir") == "ltr", "English words keep their own direction"


def test_the_whole_way_by_keyboard(visit: Callable[..., Page], first: str) -> None:
    page = visit("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#main", "first comes the skip link"
    page.goto(page.url + "search/")
    page.locator("#search-box").focus()
    page.keyboard.type("passport")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=passport**")
    _tab_to(page, "[data-play-hit]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-play-hit][aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-play-hit][aria-pressed=true]")).to_have_count(0)
    page.goto(page.url.split("/en/")[0] + f"/en/testimonies/{first}/")
    _tab_to(page, "[data-play]")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('audio').paused")


def _tab_to(page: Page, selector: str) -> None:
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def test_it_works_before_the_script(visit: Callable[..., Page], first: str) -> None:
    page = visit(f"/en/testimonies/{first}/", javascript=False)
    sound = page.locator("audio[controls]")
    assert sound.count() == 1
    assert page.locator(".segment").count() > 3
    results = visit("/en/search/?q=passport", javascript=False)
    assert "#t=" in (results.locator("[data-play-hit]").first.get_attribute("href") or "")


def test_an_address_with_a_time_goes_to_its_words(visit: Callable[..., Page], first: str) -> None:
    page = visit(f"/en/testimonies/{first}/")
    line = page.locator(".segment").nth(3)
    start_s = int((line.get_attribute("id") or "t-0").removeprefix("t-")) / 1000
    page = visit(f"/en/testimonies/{first}/#t={start_s + 0.1:.1f}")
    expect(page.locator(".segment").nth(3)).to_have_attribute("aria-current", "true")
    page.wait_for_function(f"() => Math.abs(document.querySelector('audio').currentTime - {start_s + 0.1}) < 1.5")
