"""The calendar, the library and what has been reached, as people move through them: by keyboard, in print, without
script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_month_is_turned_by_keyboard_and_leads_to_an_occasion(visit: Callable[..., Page]) -> None:
    page = visit("/en/calendar/?month=2015-12", javascript=False)
    expect(page.locator("h2#month")).to_have_text("December 2015")
    assert page.locator("table.month thead th").count() == 7
    assert page.locator("table.month td .day-number").count() == 31
    page.locator("a[rel=prev]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2#month")).to_have_text("November 2015")
    page.locator("table.month a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Migrants’ Campaign Month")


def test_every_point_of_the_map_is_named_and_leads_to_its_list(visit: Callable[..., Page]) -> None:
    page = visit("/en/calendar/?view=map", javascript=False)
    points = page.locator("svg.places a")
    named = points.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert len(named) > 5 and "Singapore: 1 occasion" in named and "Belgium: 2 occasions" in named
    points.first.focus()
    page.keyboard.press("Enter")
    assert "#place-1" in page.url
    expect(page.locator("#place-1")).to_be_in_viewport()
    skip = page.locator(".skip-inline")
    skip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.closest('svg')"), "the map can be left out"


def test_filters_are_set_and_let_go_of_without_script(visit: Callable[..., Page]) -> None:
    page = visit("/en/calendar/", javascript=False)
    every = page.locator(".occasion").count()
    page.get_by_role("link", name="consultation", exact=True).click()
    assert "kind=consultation" in page.url and 0 < page.locator(".occasion").count() < every
    page.get_by_role("link", name=re.compile("^consultation.*chosen")).click()
    assert page.locator(".occasion").count() == every
    page = visit("/en/documents/", javascript=False)
    page.get_by_role("link", name="letter", exact=True).click()
    assert page.locator(".document").count() == 2


def test_ratifications_since_another_day(visit: Callable[..., Page]) -> None:
    page = visit("/en/progress/", javascript=False)
    expect(page.locator("#ratifications + form + p")).to_contain_text("47 States parties")
    page.locator("#since").fill("2003-07-01")
    page.locator("form.choose-day button").click()
    assert "since=2003-07-01" in page.url
    expect(page.locator("#ratifications + form + p")).to_contain_text("On 1 July 2003")


def test_a_month_is_printed_whole(visit: Callable[..., Page]) -> None:
    page = visit("/en/calendar/?month=2015-12")
    page.emulate_media(media="print")
    expect(page.locator("table.month")).to_be_visible()
    expect(page.locator(".occasion").first).to_be_visible()
