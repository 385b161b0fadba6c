"""Ratification by numbers as people move through it: by slider, by keyboard, without script, in Arabic, in print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ON = "convention/status/?on=2014-12-18"


def figures(page: Page) -> dict[str, str]:
    told: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-figure]')]"
        ".map((one) => [one.dataset.figure, one.textContent]))"
    )
    return told


def test_moving_through_time_shows_what_the_archive_says_of_each_day(visit: Callable[..., Page]) -> None:
    page = visit(f"/en/{ON}")
    assert figures(page) == {"parties": "47", "signatories": "19", "no_action": "131"}
    slider = page.locator("[data-through-time] input")
    expect(slider).to_have_attribute("aria-valuetext", "December 18, 2014")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-of-the-day]")).to_have_attribute("data-day", "1990-12-18")
    assert figures(page) == {"parties": "0", "signatories": "0", "no_action": "197"}
    assert "on=1990-12-18" in page.url
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-of-the-day]")).to_have_attribute("data-day", "1990-12-19")
    page.keyboard.press("End")
    expect(page.locator("[data-of-the-day]")).not_to_have_attribute("data-day", "1990-12-19")
    moved = figures(page)
    page.reload()
    assert figures(page) == moved, "the address leads to the same day"
    assert moved["parties"] == str(page.locator("tr[data-standing=party]").count())
    assert moved["parties"] == str(page.locator("svg.standings a.is-party").count())


def test_every_state_is_reached_and_named_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit(f"/en/{ON}")
    states = page.locator("svg.standings a")
    assert states.count() == 197
    named = states.evaluate_all("(all) => all.map((one) => one.getAttribute('aria-label'))")
    assert "Tuvalu: no action" in named and "Nepal: no action" in named and "Egypt: State party" in named
    skip = page.locator(".skip-inline")
    skip.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == named[0]
    skip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert not page.evaluate("() => document.activeElement.closest('svg')"), "the map can be left out"


def test_without_script_the_form_does_all_of_it(visit: Callable[..., Page]) -> None:
    page = visit("/en/convention/status/", javascript=False)
    expect(page.locator("[data-through-time]")).to_be_hidden()
    page.locator("#on").fill("2014-12-18")
    page.locator("form.choose-day button").click()
    expect(page.locator("[data-figure=parties]")).to_have_text("47")
    page.locator("thead a").nth(3).click()
    expect(page.locator("tbody tr[data-iso2]").first).to_have_attribute("data-iso2", "EG")
    expect(page.locator("[data-figure=parties]")).to_have_text("47")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_cut_on_a_narrow_screen_or_in_print(visit: Callable[..., Page], language: str) -> None:
    page = visit(f"/{language}/{ON}", width=320)
    wide: Any = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.emulate_media(media="print")
    tall = page.locator(".table-frame.tall").evaluate("(one) => one.scrollHeight - one.clientHeight")
    assert tall <= 1, "the whole table is printed"
