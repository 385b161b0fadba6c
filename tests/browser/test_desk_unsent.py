"""What is typed at the desk is not lost: by two people at once, without a line, logged out, and where it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.desk_page import FIELD, press, saved

pytestmark = pytest.mark.browser


def test_two_people_and_a_line_that_is_cut(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    near, far = at_desk("editor", numbers[1]), at_desk("administrator", numbers[1])
    for page in (near, far):
        page.locator(FIELD).focus()
        press(page, *["Shift+Enter"] * 15)
    near.context.set_offline(True)
    for number in range(4):  # rows 0 to 3, of which the other one writes in row 1 too
        press(near, "End")
        near.keyboard.type(f" near{number}")
        press(near, "Enter")
    expect(near.locator("[data-line]")).to_contain_text("kept in this browser")
    expect(near.locator(".desk-row.waiting")).to_have_count(4)
    press(far, "Enter", "End")
    far.keyboard.type(" far1")
    press(far, *["Enter"] * 5, "End")
    far.keyboard.type(" far6")
    saved(far)
    near.wait_for_timeout(60_000)

    near.context.set_offline(False)
    expect(near.locator(".conflict")).to_have_count(1, timeout=40_000)
    expect(near.locator("[data-conflicts]")).to_have_text("1 to choose")
    expect(near.locator(".conflict [data-theirs]")).to_have_text(re.compile("far1$"))
    expect(near.locator(".conflict [data-mine]")).to_have_value(re.compile("near1$"))
    for number in (0, 2, 3):
        expect(far.locator(".said").nth(number)).to_have_text(re.compile(f"near{number}$"), timeout=15_000)
    expect(near.locator(".said").nth(6)).to_have_text(re.compile("far6$"), timeout=15_000)
    expect(far.locator(".said").nth(1)).to_have_text(re.compile("far1$"))

    press(near, "Alt+u")
    expect(near.locator(".conflict [data-mine]")).to_be_focused()
    press(near, "Control+End")
    near.keyboard.type(" far1")
    press(near, "Tab", "Enter")
    expect(far.locator(".said").nth(1)).to_have_text(re.compile("near1 far1$"), timeout=15_000)
    expect(near.locator(".conflict")).to_have_count(0)
    saved(near)


def test_what_was_typed_without_a_line_survives_a_reload(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    press(page, *["Shift+Enter"] * 15, "End")
    page.route("**/segments/**", lambda route: route.abort())
    page.keyboard.type(" kept here")
    expect(page.locator("[data-line]")).to_contain_text("kept in this browser")
    page.unroute("**/segments/**")
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("html[data-desk=alive]")).to_have_count(1)
    saved(page)
    page.reload()
    expect(page.locator(FIELD)).to_have_value(re.compile("kept here$"))


def test_logged_out_in_mid_typing(at_desk: Callable[..., Page], numbers: list[str], transcribed: Site) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    press(page, "Enter", "End")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.type(" still here")
    expect(page.locator("[data-line]")).to_contain_text("You are logged out", timeout=15_000)
    expect(page.locator("[data-log-in]")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    page.reload()
    expect(page.locator(".desk-row .said").filter(has_text="still here").or_(page.locator(FIELD))).not_to_have_count(0)
    assert "still here" in page.locator(FIELD).input_value() + " ".join(page.locator(".said").all_inner_texts())


def test_an_emptied_row_and_ten_pages_in_one_are_answered_and_not_lost(
    at_desk: Callable[..., Page], numbers: list[str]
) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    press(page, *["Shift+Enter"] * 15, "Enter", "Enter", "Control+a", "Delete", "Enter")
    expect(page.locator(".amiss")).to_have_text(re.compile("cannot be empty"))
    press(page, "Shift+Enter")
    page.keyboard.insert_text("ten pages " * 2_000)
    expect(page.locator(".amiss")).to_have_text(re.compile("at most"), timeout=15_000)
    assert len(page.locator(FIELD).input_value()) == 20_000
    press(page, "Control+a")
    page.keyboard.insert_text("Short again.")
    expect(page.locator(".amiss")).to_have_count(0, timeout=15_000)
    saved(page)
