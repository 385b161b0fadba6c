"""Actions, campaigns and taking part as people do them: two clicks from home, by keyboard, without script."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

DEMANDS: dict[str, tuple[str, ...]] = {
    "background": ("convention/",),
    "timeline": ("timeline/",),
    "calendar": ("calendar/",),
    "ratification by numbers": ("convention/status/",),
    "report an action": ("take-part/", "actions/report/"),
    "report a campaign": ("take-part/", "campaigns/describe/"),
    "take part in the oral history": ("take-part/", "record/"),
    "help to translate": ("take-part/", "take-part/translate/"),
}
"""What the campaign asked for in 2015 → what is clicked from the first page on."""


def typed(page: Page) -> None:
    """As a person fills in the report of an action."""
    page.get_by_label("What it is", exact=True).fill("A vigil at the embassy")
    page.locator("#id_organisation").fill("اتحاد العمال")
    page.locator("#id_aims").fill("That the State ratifies.")
    page.locator("#id_country").select_option("PH")
    page.locator("#id_day").fill("2016-05-01")
    page.locator("#id_contact_name").fill("Amina")
    page.locator("#id_contact_email").fill("amina@example.org")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_demand_of_the_campaign_is_two_clicks_from_home(visit: Callable[..., Page], language: str) -> None:
    assert len(DEMANDS) >= 8
    page = visit(f"/{language}/", width=360)
    home = page.url
    for demand, clicks in DEMANDS.items():
        page.goto(home)
        assert len(clicks) <= 2, demand
        for path in clicks:
            page.locator(f'a[href="/{language}/{path}"]:visible').first.click()
            page.wait_for_url(f"**/{language}/{path}")
        expect(page.locator("h1").first).to_be_visible()


def test_a_fault_is_told_where_the_reader_is_and_leads_to_its_field(visit: Callable[..., Page]) -> None:
    page = visit("/en/actions/report/")
    expect(page.locator("#id_second_name")).to_be_hidden()
    tree = page.locator("main").aria_snapshot()
    assert "Leave this empty" not in tree, "no screen reader comes upon the trap"
    typed(page)
    page.locator("#id_day").fill("1980-05-01")
    time.sleep(3)
    page.get_by_role("button", name="Send", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.locator("#id_organisation")).to_have_value("اتحاد العمال")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_day")).to_be_focused()


def test_from_a_visitors_form_without_script_to_the_map(
    visit: Callable[..., Page], site: Site, administrator: Page
) -> None:
    page = visit("/en/actions/report/", javascript=False)
    typed(page)
    page.locator("#id_latitude").fill("14.6")
    page.locator("#id_longitude").fill("121")
    time.sleep(3)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".lead")).to_contain_text("An editor will read it")
    own = page.url
    page.goto(f"{site.address}/en/actions/?year=2016")
    expect(page.locator("main")).not_to_contain_text("A vigil at the embassy")
    administrator.goto(f"{site.address}/admin/from-visitors/")
    administrator.get_by_role("link", name="A vigil at the embassy").first.click()
    administrator.get_by_role("button", name="Publish it").click()
    administrator.wait_for_url("**/from-visitors/")
    page.goto(f"{site.address}/ar/actions/?year=2016")
    dots = page.locator("svg.world a")
    assert "A vigil at the embassy" in (dots.first.get_attribute("aria-label") or "")
    page.goto(own)
    page.get_by_label("Yes, take it away").check()
    page.get_by_role("button", name="Take it away").click()
    expect(page.locator(".lead")).to_contain_text("You took it away")
    page.goto(f"{site.address}/en/actions/?year=2016")
    expect(page.locator("main")).not_to_contain_text("A vigil at the embassy")


def test_the_dots_of_the_map_are_reached_by_keyboard(visit: Callable[..., Page]) -> None:
    page = visit("/en/actions/?day=05-01&year=2015")
    page.locator(".skip-inline").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    label: Any = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert "Philippines" in label or "Mexico" in label
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    assert "/actions/" in page.url
    expect(page.locator("main")).to_contain_text("Demonstration.")
