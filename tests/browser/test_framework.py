"""The Convention and the timeline as people move through them: by keyboard, without script, in Arabic, in print."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_timeline_is_moved_through_by_keyboard_without_script(visit: Callable[..., Page]) -> None:
    page = visit("/en/timeline/", javascript=False)
    every = page.locator(".happened").count()
    decade = page.locator(".axis a").last
    decade.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#from-2020")
    link = page.locator(".choose-category").get_by_role("link", name="Campaigns")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".choose-category [aria-current]")).to_have_text("Campaigns")
    assert 0 < page.locator(".happened").count() < every


def test_the_axis_is_a_list_to_a_screen_reader(visit: Callable[..., Page]) -> None:
    page = visit("/en/timeline/")
    axis = page.get_by_role("navigation", name="Decades")
    assert axis.get_by_role("listitem").count() == page.locator(".decade").count()
    assert axis.get_by_role("img").count() == 0


def test_in_arabic_the_axis_begins_at_the_right(visit: Callable[..., Page]) -> None:
    for language, mirrored in (("en", False), ("ar", True)):
        page = visit(f"/{language}/timeline/")
        first, second = page.locator(".axis li").nth(0).bounding_box(), page.locator(".axis li").nth(1).bounding_box()
        assert first and second and (first["x"] > second["x"]) is mirrored
        line = page.locator(".timeline").first.evaluate("(one) => getComputedStyle(one).borderRightWidth")
        assert (line != "0px") is mirrored


def test_a_part_of_the_convention_opens_by_keyboard_without_script(visit: Callable[..., Page]) -> None:
    page = visit("/en/convention/", javascript=False)
    article = page.locator("#article-22 dt a")
    expect(article).to_be_hidden()
    page.locator("summary", has=page.locator("#part-III")).focus()
    page.keyboard.press("Enter")
    expect(article).to_be_visible()
    article.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/convention/articles/22/")


def test_in_print_every_entry_stands_and_the_choices_do_not(visit: Callable[..., Page]) -> None:
    page = visit("/en/timeline/")
    page.emulate_media(media="print")
    expect(page.locator(".choose-category")).to_be_hidden()
    assert page.locator(".happened:visible").count() == page.locator(".happened").count()
