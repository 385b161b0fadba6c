"""Stories in the browser: a clip closes under a reader's eyes; by keyboard alone; an editor makes a story."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in
from tests.browser.test_for_everyone import _check, _tab_to

pytestmark = pytest.mark.browser

STORY = "/en/stories/contracts/two-contracts/"
CLOSED = "A voice belongs here."


def _with_words(page: Page, number: int) -> None:
    expect(page.locator(".clip-words")).to_have_count(number)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_story_breaks_a_rule_of_wcag(
    language: str, scheme: str, transcribed: Site, visit: Callable[..., Page]
) -> None:
    for path in ("stories/", "stories/contracts/", "stories/contracts/two-contracts/"):
        _check(visit(f"/{language}/{path}", width=360, color_scheme=scheme))


def test_it_works_before_the_script(transcribed: Site, visit: Callable[..., Page]) -> None:
    page = visit(STORY, javascript=False)
    _with_words(page, 2)
    assert page.locator("audio[controls]").count() == 2
    expect(page.locator(".journey-stops li")).to_have_count(4)


def test_from_home_to_the_clip_the_testimony_and_the_search_by_keyboard(
    transcribed: Site, visit: Callable[..., Page]
) -> None:
    page = visit("/en/stories/")
    _tab_to(page, "a[href$='/two-contracts/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{STORY}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two contracts")
    _tab_to(page, ".clip [data-toggle]")
    assert page.get_by_role("button", name="Hear this voice").first.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('.clip audio').paused")
    expect(page.get_by_role("button", name="Pause").first).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, ".clip figcaption a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/at/1/**")
    _tab_to(page, ".eyebrow a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/testimonies/\d{4}-\d{4}/$"))
    _tab_to(page, "#header-search")
    page.keyboard.type("passport")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=passport")
    expect(page.get_by_role("main")).to_contain_text("testimon")


def test_an_editor_makes_a_story_with_two_clips_and_a_map(
    transcribed: Site, chromium: Browser, visit: Callable[..., Page]
) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    log_in(page, transcribed, "editor")
    page.goto(f"{transcribed.address}/admin/pages/")
    page.get_by_role("link", name="Explore child pages of 'Home'").first.click()
    page.get_by_role("link", name="Explore child pages of 'Stories'").first.click()
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("a[href*='/add/archive/storypage/']").click()
    page.locator("#id_title").fill("The passport")
    page.locator("#id_summary").fill("Two voices on one passport.")
    for number in range(2):
        _add_block(page, "Clip")
        _choose(page, "passport", number)
    expect(page.locator("clip-field .clip-view blockquote")).to_have_count(2)
    _add_block(page, "Map of a journey")
    page.locator("[id$='-value-title']").last.fill("There and back")
    for number, (place, where) in enumerate((("A village", "28.2, 83.9"), ("Doha", "25.3, 51.5"))):
        page.locator(f"[id$='-places-{number}-value-place']").fill(place)
        page.locator(f"[id$='-places-{number}-value-coordinates']").fill(where)
    page.locator("footer .w-dropdown__toggle").last.click()
    page.locator("button[name='action-publish']").click()
    expect(page.locator(".messages")).to_contain_text("published")
    page.context.close()
    shown = visit("/en/stories/the-passport/")
    expect(shown.locator(".clip-words")).to_have_count(2)
    expect(shown.locator(".journey-map circle")).to_have_count(2)


def _add_block(page: Page, name: str) -> None:
    page.locator("button[title='Insert a block']").last.click()
    page.get_by_role("option", name=name, exact=True).first.click()


def _choose(page: Page, words: str, number: int) -> None:
    page.get_by_role("button", name="Choose a clip").last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search for words that were said").fill(words)
    page.keyboard.press("Enter")
    seen_by_visitors = dialog.locator(".clip-found").filter(has_not=page.locator(".clip-warning"))
    seen_by_visitors.nth(number).get_by_role("link", name="Mark the words").first.click()
    line = dialog.locator(".clip-lines p").first
    line.locator("[data-word]").first.press("Enter")
    line.locator("[data-word]").last.press("Enter")
    expect(dialog.get_by_text("seconds are marked")).to_be_visible()
    dialog.get_by_role("button", name="Take this clip").press("Enter")
    expect(dialog).to_be_hidden()


def test_a_clip_closes_within_a_second_while_it_is_read_and_heard(
    chromium: Browser, transcribed: Site, visit: Callable[..., Page]
) -> None:
    reader = visit(STORY)
    _with_words(reader, 2)
    words = reader.locator(".clip-words").nth(1).inner_text()
    reader.get_by_role("button", name="Hear this voice").nth(1).click()
    reader.wait_for_function("() => !document.querySelectorAll('.clip audio')[1].paused")
    number = reader.locator(".clip figcaption a").nth(1).get_attribute("href")
    assert number
    testimony = number.partition("/at/")[0] + "/"
    editor = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    log_in(editor, transcribed, "editor")
    editor.goto(transcribed.address + testimony)
    editor.get_by_role("link", name="Take this testimony back").click()
    editor.get_by_label("The narrator, or whoever may speak for them, wishes it.").check()
    editor.get_by_role("button", name="Take it back now").click()
    expect(editor.get_by_role("heading", name="Taken back")).to_be_visible()
    begun = time.monotonic()
    expect(reader.locator(".clip-closed")).to_have_count(1, timeout=1_000)
    assert time.monotonic() - begun <= 1
    assert words not in reader.content() and CLOSED in reader.locator("main").inner_text()
    assert reader.locator(".clip audio").count() == 1
    assert reader.evaluate("() => [...document.querySelectorAll('audio')].every((one) => one.paused)")
    assert number not in reader.content()
    reader.reload()
    assert words not in reader.content() and number not in reader.content()
    editor.context.close()
