"""A narrator on a cheap telephone: without script, with one, in Arabic; nothing that a screen reader stumbles over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser
NUMBER = "2026-0002"
PAGES = ("", "words/1/", "about/", "out/", "changes/", "agree/", "withdraw/")


@pytest.fixture(scope="module")
def link(chromium: Browser, transcribed: Site) -> str:
    """The way that the editor was shown, in English."""
    page = chromium.new_context(locale="en").new_page()
    log_in(page, transcribed, "editor")
    page.goto(f"{transcribed.address}/admin/narrators/{NUMBER}/")
    page.get_by_label("Language of the narrator").select_option("en")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("img", name="The address as a square")).to_be_visible()
    check(page)
    address = page.get_by_label("The address", exact=True).input_value()
    page.goto(f"{transcribed.address}/en/desk/")
    check(page)
    page.context.close()
    return re.sub("^https?://[^/]+", "", address)


def check(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_fit_for_all(visit: Callable[..., Page], link: str, language: str, width: int) -> None:
    for name in PAGES:
        check(visit(link.replace("/en/", f"/{language}/") + name, width=width))
    check(visit(f"/{language}/look/nobody-was-given-this/", width=width))


def test_words_are_taken_out_without_script(visit: Callable[..., Page], link: str) -> None:
    page = visit(link, width=360, javascript=False)
    page.get_by_role("link", name=re.compile("^Hear and read it")).click()
    lines = page.locator(".look-line")
    gone = lines.nth(1).locator(".look-said").inner_text()
    lines.nth(1).get_by_role("checkbox").check()
    page.get_by_role("button", name="Keep my ticks and stop here").click()
    expect(page.get_by_text(gone)).to_be_visible()
    page.get_by_role("button", name="Take out this 1 place now").click()
    expect(page.get_by_role("status")).to_contain_text("It is taken out.")
    page.get_by_role("link", name=re.compile("^Hear and read it")).click()
    expect(page.get_by_text(gone)).to_have_count(0)


def test_changes_are_asked_for_by_keyboard(visit: Callable[..., Page], link: str) -> None:
    page = visit(f"{link}changes/", width=360)
    page.get_by_role("checkbox", name="I want somebody to talk with me before it goes on.").focus()
    page.keyboard.press("Space")
    page.get_by_label("In your own words").focus()
    page.keyboard.type("Thank you.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("has reached the editors")
    assert not page.context.cookies()
