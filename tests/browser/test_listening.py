"""Listening by keyboard, in English and Arabic: the voice, the words beside it, a moment to share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

AT = "() => document.querySelector('audio').currentTime"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def long_words(administrator: Page, numbers: list[str]) -> str:
    """The accession number of a testimony of the demonstration."""
    return numbers[0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_voice_by_keyboard(visit: Callable[..., Page], long_words: str, language: str) -> None:
    page = visit(f"/{language}/testimonies/{long_words}/")
    expect(page.locator(".transport")).to_have_attribute("dir", "ltr")
    page.locator("[data-play]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => !document.querySelector('audio').paused && document.querySelector('audio').currentTime > 0.3"
    )
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('audio').paused")
    before = page.evaluate(AT)
    page.keyboard.press("l")
    page.wait_for_function(f"() => document.querySelector('audio').currentTime > {before + 9.5}")
    expect(page.locator("[data-told]")).to_have_text(page.locator("[data-now]").inner_text())
    page.keyboard.press("j")
    page.wait_for_function(f"() => document.querySelector('audio').currentTime < {before + 1}")
    page.locator("[data-position]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('audio').currentTime > {before + 4.5}")
    page.locator("[data-speed]").select_option("1.5")
    expect(page.locator("audio")).to_have_js_property("playbackRate", 1.5)
    expect(page.locator("audio")).to_have_js_property("preservesPitch", True)
    page.locator(".player-more > summary").press("Enter")
    page.locator("[data-volume]").fill("0.5")
    assert page.evaluate("() => document.querySelector('audio').volume") == 0.5
    assert page.locator("[aria-live]").count() == 0 and page.locator("[data-told][role=status]").count() == 1


def test_nothing_of_the_sound_is_fetched_before_somebody_acts(visit: Callable[..., Page], long_words: str) -> None:
    page = visit("/en/accessibility/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(page.url.split("/en/")[0] + f"/en/testimonies/{long_words}/#t=5")
    expect(page.locator(".segment[aria-current]")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith(".m4a")]
    expect(page.locator("[data-now]")).to_have_text("0:05")


def test_who_reads_elsewhere_is_left_there_and_can_go_back(visit: Callable[..., Page], long_words: str) -> None:
    page = visit(f"/en/testimonies/{long_words}/")
    page.set_viewport_size({"width": 400, "height": 420})
    page.locator("[data-play]").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.3")
    page.wait_for_timeout(1000)
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 1500)
    back = page.get_by_role("button", name="Back to the voice")
    expect(back).to_be_visible()
    there = page.evaluate("() => scrollY")
    page.wait_for_timeout(4500)
    assert abs(page.evaluate("() => scrollY") - there) < 5, "the words do not pull the reader away"
    back.press("Enter")
    expect(back).to_be_hidden()
    expect(page.locator("[data-play]")).to_be_focused()


def test_captions_and_a_moment_to_share(visit: Callable[..., Page], long_words: str) -> None:
    page = visit(f"/en/testimonies/{long_words}/", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".segment .time").nth(1).press("Enter")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.locator(".player-more > summary").press("Enter")
    page.locator("[data-captions-style]").select_option("large")
    captions = page.locator("[data-captions]")
    expect(captions).to_be_visible()
    expect(captions).not_to_be_empty()
    expect(captions).to_have_attribute("aria-hidden", "true")
    page.locator("[data-play]").press("Enter")
    page.locator(".share > summary").press("Enter")
    page.get_by_role("button", name="Copy the address", exact=True).press("Enter")
    expect(page.locator(".share output")).to_have_text("Copied.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert f"/en/testimonies/{long_words}/#t=" in copied
    page.get_by_role("link", name="Quote this moment").press("Enter")
    page.wait_for_url("**/at/1/*-*/")
    expect(page.get_by_role("heading", name="How to cite")).to_be_visible()


def test_listening_goes_on_in_a_small_window_only_if_asked(visit: Callable[..., Page], long_words: str) -> None:
    page = visit(f"/en/testimonies/{long_words}/#t=4")
    page.locator(".player-more > summary").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Go on listening in a small window").click()
    small = opened.value
    small.wait_for_function("() => document.querySelector('audio').currentTime >= 3.9")
    small.locator("[data-play]").press("Enter")
    small.wait_for_function("() => document.querySelector('audio').currentTime > 4.5")
    expect(small.locator("[data-captions]")).not_to_be_empty()
    page.goto(page.url.split("/en/")[0] + "/en/testimonies/")
    at = small.evaluate(AT)
    small.wait_for_function(f"() => document.querySelector('audio').currentTime > {at + 0.5}")
    _check(small)


def test_a_search_is_marked_in_the_words_and_on_the_waveform(visit: Callable[..., Page], long_words: str) -> None:
    page = visit(f"/en/testimonies/{long_words}/?q=passport")
    expect(page.locator(".segment.hit").first).to_contain_text("passport")
    assert "M" in (page.locator("[data-hits-drawn]").get_attribute("d") or "")
    page.get_by_role("button", name="Go to the next one").press("Enter")
    expect(page.locator(".segment.hit .time").first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_breaks_no_rule_at_any_width(
    visit: Callable[..., Page], long_words: str, language: str, scheme: str
) -> None:
    for path in (f"testimonies/{long_words}/", f"testimonies/{long_words}/?lite=1"):
        page = visit(f"/{language}/{path}", color_scheme=scheme, javascript=True)
        if "lite" not in path:
            page.locator("[data-play]").click()
            page.locator("[data-play]").click()
            page.locator(".player-more > summary").click()
            page.locator(".share > summary").click()
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            _check(page)


def _check(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": RULES})
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} scrolls sideways by {wider} px at {page.viewport_size}"
