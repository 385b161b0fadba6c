"""From the question to the ear in two actions, by keyboard, in English and in Arabic; and pages that hinder nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = (
    "/search/",
    "/search/?q=passport",
    "/search/?q=passport&country=QA&theme=none&sort=newest",
    "/search/?q=(passport+xyzzyx",
    "/search/?q=xyzzyx",
    "/search/?q=passport&page=100000",
    "/search/concordance/",
    "/search/concordance/?q=passport&sort=left1",
    "/search/concordance/?q=passport&view=collocates",
    "/search/concordance/?q=passport&view=frequency",
)
HEARD = "[...document.querySelectorAll('audio')].find((one) => !one.paused && one.readyState > 2)"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", ["/search/", "/search/concordance/"])
def test_two_actions_by_keyboard_from_the_question_to_the_word(
    transcribed: Site, visit: Callable[..., Page], language: str, path: str
) -> None:
    page = visit(f"/{language}{path}")
    page.locator("#search-box").focus()
    page.keyboard.type("passport")
    page.keyboard.press("Enter")  # the first action
    page.wait_for_url("**q=passport**")
    page.wait_for_function("() => document.activeElement.matches('[data-hits]')")
    address = page.url
    page.keyboard.press("k")  # the second
    page.wait_for_function(f"() => {HEARD}")
    first = page.locator("[data-play-hit]").first
    begins = int(first.get_attribute("data-at-ms") or 0) / 1000
    at = page.evaluate(f"() => {HEARD}.currentTime")
    assert begins - 0.1 <= at < begins + 2, "it is the word that is heard"
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-hit-player]")).to_be_visible()
    assert page.url == address, "nobody left the page"
    page.keyboard.press("k")
    page.wait_for_function(f"() => !({HEARD})")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_stop_of_the_tab_key_plays_too(transcribed: Site, visit: Callable[..., Page], language: str) -> None:
    """Without any key of ours: to the first hit as a link among links."""
    page = visit(f"/{language}/search/?q=passport")
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('[data-play-hit]')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {HEARD}")


def test_from_hit_to_hit_and_back_without_leaving_the_page(transcribed: Site, visit: Callable[..., Page]) -> None:
    page = visit("/en/search/concordance/?q=passport")
    links = page.locator("[data-play-hit]")
    links.nth(1).click()
    page.wait_for_function(f"() => {HEARD}")
    expect(links.nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("p")
    expect(links.nth(0)).to_have_attribute("aria-pressed", "true")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("n")
    expect(links.nth(1)).to_have_attribute("aria-pressed", "true")
    read = page.locator("[data-hit-player] [data-read]")
    assert "#" in (read.get_attribute("href") or ""), "from there one reads on"
    page.locator("[data-hit-player] [data-close]").click()
    expect(page.locator("[data-hit-player]")).to_be_hidden()
    page.wait_for_function(f"() => !({HEARD})")


def test_a_key_typed_into_the_question_plays_nothing(transcribed: Site, visit: Callable[..., Page]) -> None:
    page = visit("/en/search/?q=passport")
    page.locator("#search-box").focus()
    page.keyboard.press("End")
    page.keyboard.type("knjlp")
    expect(page.locator("#search-box")).to_have_value("passportknjlp")
    assert page.locator("[data-hit-player]").is_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_breaks_a_rule_of_wcag(
    transcribed: Site, visit: Callable[..., Page], language: str, width: int
) -> None:
    page = visit(f"/{language}/search/", width=width)
    for path in PAGES:
        page.goto(f"{transcribed.address}/{language}{path}")
        _check(page, width)
    for path in ("/search/?q=passport", "/search/concordance/?q=passport"):
        page.goto(f"{transcribed.address}/{language}{path}")
        page.locator("[data-play-hit]").first.click()
        expect(page.locator("[data-hit-player]")).to_be_visible()
        _check(page, width)
        page.locator("[data-hit-player] [data-close]").click()
        if page.locator(".narrow-open").first.is_visible():
            page.locator(".narrow-open").first.click()
            expect(page.locator("#narrow")).to_be_visible()
            _check(page, width)


def _check(page: Page, width: int) -> None:
    found = Axe().run(page, options={"runOnly": RULES})
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} scrolls sideways by {wider} px at {width} px"


def test_everything_is_reached_before_the_script(transcribed: Site, visit: Callable[..., Page]) -> None:
    page = visit("/en/search/?q=passport", javascript=False)
    assert "#t=" in (page.locator("[data-play-hit]").first.get_attribute("href") or "")
    page.locator(".options a").first.click()
    expect(page.locator(".chip")).to_have_count(1)
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_role("link", name="Line by line, in a concordance").click()
    assert page.locator(".line").count() > 0
    page.get_by_role("button", name="Narrow the answer").click()
    expect(page.locator("#narrow")).to_be_visible()
    page.locator("#narrow .options a").first.click()
    expect(page.locator(".chip")).to_have_count(1)


def test_the_word_stands_in_the_middle_whichever_way_its_line_runs(
    transcribed: Site, visit: Callable[..., Page]
) -> None:
    """Every keyword has the same middle; what was said before stands where its own language begins."""
    for language in ("en", "ar"):
        page = visit(f"/{language}/search/concordance/?q=passport+OR+جواز")
        places = page.evaluate(
            "() => [...document.querySelectorAll('.kwic')].map((line) => {"
            " const middle = (box) => (box.left + box.right) / 2;"
            " const mark = line.querySelector('mark').getBoundingClientRect();"
            " const before = line.querySelector('.kwic-before').getBoundingClientRect();"
            " return [middle(mark) - middle(line.getBoundingClientRect()), line.dir, middle(before) < middle(mark)]; })"
        )
        assert places
        for off, direction, before_is_left in places:
            assert abs(off) < 2
            assert before_is_left == (direction == "ltr")
