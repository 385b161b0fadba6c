"""The desk as a person uses it by keyboard: what they press, and what they are told."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

SAVED = "[data-saved=saved]"
FIELD = "[data-hand] textarea"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def told(page: Page, sentence: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-told]")).to_have_text(sentence)


def saved(page: Page) -> None:
    expect(page.locator(SAVED)).to_have_count(1, timeout=15_000)


def history(page: Page) -> str:
    """What the history of the row in hand says, asked for and closed by keyboard."""
    press(page, "Alt+h")
    sheet = page.locator("[data-history-sheet]")
    expect(sheet.locator(".segment-history > li").first).to_be_visible()
    text = sheet.inner_text()
    press(page, "Escape")
    expect(page.locator(FIELD)).to_be_focused()
    return text


def whole_history(page: Page) -> str:
    """What the recording's own history says, in a page beside."""
    beside = page.context.new_page()
    beside.goto(page.url)
    beside.locator(".desk-head").get_by_role("link", name="Recording 1").click()
    beside.locator("main").get_by_role("link", name="History", exact=True).click()
    text = beside.locator("main").inner_text()
    beside.close()
    return text


def tab_to(page: Page, selector: str) -> None:
    for _turn in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")
