"""Keeping words back by keyboard and by typed times, and what a visitor then finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in
from tests.browser.test_for_everyone import _check

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(chromium: Browser, transcribed: Site) -> Iterator[Page]:
    """An editor at phone width, where words of the last testimony are kept back; in the end all is lifted."""
    page = chromium.new_context(viewport={"width": 360, "height": 800}).new_page()
    log_in(page, transcribed, "editor")
    page.goto(f"{transcribed.address}/en/work/")
    page.locator(".recordings li a").last.click()
    page.get_by_role("link", name="Redact words").click()
    address = page.url
    yield page
    page.goto(address)
    while page.locator("#kept-section details form").count():
        page.locator("#kept-section details").first.locator("summary").click()
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Lift this redaction").first.click()
    page.context.close()


def test_words_are_chosen_by_keyboard_kept_back_and_silent_for_visitors(
    editor: Page, transcribed: Site, visit: Callable[..., Page]
) -> None:
    _check(editor)
    first = editor.locator(".pick").first
    first.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter", "ArrowRight", "Enter"):
        editor.keyboard.press(key)
    chosen = editor.locator(".pick.chosen")
    assert chosen.count() == 2
    words = chosen.all_inner_texts()
    assert re.fullmatch(r"0:0\d\.\d{3}", editor.get_by_label("From").input_value())
    editor.get_by_label("Reason").select_option("law")
    editor.get_by_role("button", name="Redact it now").click()
    expect(editor.get_by_text("It is redacted from now on")).to_be_visible()
    _check(editor)
    number = editor.locator(".eyebrow .clock").inner_text()
    page = visit(f"/en/testimonies/{number}/")
    line = page.locator(".segment").first.inner_text()
    assert "[withheld]" in line and " ".join(words) not in line
    for _turn in range(60):
        page.wait_for_timeout(1_000)
        page.reload()
        if page.locator("audio").count():
            break
    expect(page.locator("audio")).to_have_count(1)


def test_two_typed_times_are_enough_without_script(transcribed: Site, chromium: Browser, editor: Page) -> None:
    plain = chromium.new_context(java_script_enabled=False, storage_state=editor.context.storage_state()).new_page()
    plain.goto(editor.url)
    plain.get_by_label("From").fill("0:05")
    plain.get_by_label("Until").fill("0:06.5")
    plain.get_by_label("Reason").select_option("child")
    plain.get_by_role("button", name="Redact it now").click()
    expect(plain.get_by_text("It is redacted from now on")).to_be_visible()
    expect(plain.get_by_text("0:05–0:07")).to_be_visible()
    plain.context.close()
