"""The desk in a real browser: by keyboard alone, without script, in Arabic, at phone width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.desk_page import FIELD, history, press, saved, tab_to, told, whole_history
from tests.browser.test_for_everyone import _check

pytestmark = pytest.mark.browser


def test_a_transcript_is_made_true_by_keyboard_alone(
    at_desk: Callable[..., Page], numbers: list[str], administrator: Page
) -> None:
    page = at_desk("editor", numbers[0])
    rows = page.locator(".desk-row")
    before = rows.locator(".said").all_inner_texts()
    tab_to(page, FIELD)
    press(page, *["Shift+Enter"] * 15)
    for number in range(10):  # ten words: the first of each of ten rows
        press(page, "Control+Home", "Control+Shift+ArrowRight")
        page.keyboard.type(f"Word{number} ")
        press(page, "Enter")
    saved(page)
    assert [one.split()[0] for one in rows.locator(".said").all_inner_texts()[:10]] == [f"Word{n}" for n in range(10)]
    press(page, *["Shift+Enter"] * 10)
    first = history(page)
    assert "changed the words" in first and "editor" in first and before[0].split()[0] in first

    press(page, "Control+Home", "Control+ArrowRight", "Control+ArrowRight", "Alt+s")
    told(page, re.compile("Split"))
    expect(rows).to_have_count(len(before) + 1)
    assert rows.locator(".said").nth(0).inner_text() == " ".join(["Word0", *before[0].split()[1:2]])
    expect(page.locator(FIELD)).to_have_value(" ".join(before[0].split()[2:]))
    assert "split the segment" in history(page)

    press(page, "Shift+Enter", "Alt+m")
    told(page, re.compile("Joined"))
    expect(rows).to_have_count(len(before))
    expect(page.locator(FIELD)).to_have_value(" ".join(["Word0", *before[0].split()[1:]]))
    assert "merged two segments" in history(page)

    press(page, "Alt+1")
    told(page, re.compile("speaks from"))
    press(page, "Enter", "Alt+2")
    told(page, re.compile("Speaker 2 speaks from 0:0"))
    assert "said who speaks" in history(page)
    press(page, "Alt+w")
    expect(page.locator("[data-speaker-sheet]")).to_be_visible()
    tab_to(page, "#speaker-span-name")
    page.keyboard.type("4")
    tab_to(page, "[data-speaker-sheet] button[type=submit]")
    press(page, "Enter")
    told(page, "It is said who speaks in the span.")
    expect(page.locator(".desk-row.in-hand")).to_have_attribute("data-speaker", "4")

    press(page, "Control+Home", "Control+Shift+ArrowRight", "Alt+r")
    expect(page.locator("[data-redact-sheet]")).to_be_visible()
    tab_to(page, "#redact-reason")
    page.keyboard.type("it names")
    tab_to(page, "[data-redact-sheet] button[type=submit]")
    press(page, "Enter")
    told(page, re.compile("redacted from now on"))
    expect(page.locator(".in-hand .mirror .kept-back")).to_have_text(re.compile("Word1"))
    assert "marked a span for redaction" in history(page)

    press(page, "Alt+t")
    page.keyboard.type("The contract")
    press(page, "Enter")
    told(page, "The passage is kept.")
    expect(page.locator("[data-passages]")).to_contain_text("The contract")
    press(page, "Alt+t")
    page.keyboard.type("Made in haste")
    press(page, "Enter")
    expect(page.locator("[data-passages]")).to_contain_text("Made in haste")
    expect(page.locator(FIELD)).to_be_focused()
    press(page, "Control+z")
    told(page, "Undone")
    expect(page.locator("[data-passages]")).not_to_contain_text("Made in haste")
    whole = whole_history(page)
    assert re.search(r"passage was made[^\n]*\s+you", whole) and re.search(r"undone[^\n]*\s+you", whole)

    press(page, "Alt+f")
    page.keyboard.type("Word5")
    press(page, "Tab")
    page.keyboard.type("Five")
    press(page, "Enter")
    expect(page.locator("[data-found] li")).to_have_count(1)
    tab_to(page, "[data-replace]")
    press(page, "Enter")
    told(page, "Replaced in 1 rows")
    expect(rows.locator(".said").nth(5)).to_have_text(re.compile("^Five"))
    press(page, *["Enter"] * 4)
    replaced = history(page)
    assert "replaced in several segments" in replaced and "editor" in replaced

    other = at_desk("administrator", numbers[0])
    other.locator(FIELD).focus()
    press(other, *["Shift+Enter"] * 15, "Alt+a")
    told(other, re.compile("verified"))
    press(other, "Shift+Enter")
    assert "administrator" in history(other) and "editor" in history(other)
    press(page, *["Shift+Enter"] * 15, "Enter", "Enter", "Alt+a")
    expect(page.locator("[data-urgent]")).to_have_text(re.compile("Another person verifies"))


def test_keys_are_the_persons_own(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    page = at_desk("editor", numbers[3])
    page.locator(FIELD).focus()
    press(page, "F1")
    sheet = page.locator("[data-help]")
    line = sheet.locator("tr").filter(has_text="play or pause")
    line.get_by_role("button").click()
    press(page, "Alt+j")
    expect(page.locator("[data-help-told]")).to_contain_text("two seconds back")
    press(page, "a")
    expect(page.locator("[data-help-told]")).to_contain_text("needed for writing")
    press(page, "F8")
    expect(line.locator("kbd")).to_have_text("F8")
    press(page, "Escape")
    page.reload()
    expect(page.locator("html[data-desk=alive]")).to_have_count(1)
    page.locator(FIELD).focus()
    press(page, "F8")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    expect(page.locator(".desk .spoken, .desk-rows .spoken")).not_to_have_count(0)
    press(page, "F8")
    page.wait_for_function("() => document.querySelector('audio').paused")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_desk_breaks_no_rule_of_wcag(
    at_desk: Callable[..., Page], numbers: list[str], language: str, width: int
) -> None:
    page = at_desk("editor", numbers[4], language=language, width=width)
    _check(page)
    for key, sheet in (
        ("F1", "help"),
        ("Alt+f", "find"),
        ("Alt+p", "speakers"),
        ("Alt+r", "redact-sheet"),
        ("Alt+t", "passage-sheet"),
        ("Alt+i", "times-sheet"),
        ("Alt+w", "speaker-sheet"),
        ("Alt+h", "history-sheet"),
    ):
        page.locator(FIELD).focus()
        press(page, key)
        expect(page.locator(f"[data-{sheet}]")).to_be_visible()
        _check(page)
        press(page, "Escape")
    page.locator(".hand-more summary").click()
    _check(page)


def test_a_row_is_corrected_without_script(
    transcribed: Site, chromium: Browser, at_desk: Callable[..., Page], numbers: list[str]
) -> None:
    with_script = at_desk("editor", numbers[5])
    plain = chromium.new_context(
        java_script_enabled=False, storage_state=with_script.context.storage_state()
    ).new_page()
    plain.goto(f"{transcribed.address}/en/desk/{numbers[5]}/")
    plain.locator(".desk-row .time").nth(1).click()
    plain.locator("#plain-text").fill("Written without a script.")
    plain.locator("#plain-speaker").fill("The interviewer")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.get_by_text("It is saved.")).to_be_visible()
    expect(plain.locator(".desk-row").nth(1)).to_contain_text("Written without a script.")
    expect(plain.locator(".desk-row").nth(1)).to_contain_text("The interviewer")
    expect(with_script.locator(".desk-row").nth(1)).to_contain_text("Written without a script.", timeout=15_000)
    plain.context.close()


def test_nobody_else_has_this_desk(visit: Callable[..., Page], numbers: list[str]) -> None:
    page = visit(f"/en/desk/{numbers[0]}/")
    assert "/log-in/" in page.url


def test_the_address_of_a_moment_takes_its_row_in_hand(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    page = at_desk("editor", numbers[6])
    third = page.locator(".desk-row").nth(2)
    start_s = int(third.get_attribute("data-start") or 0) / 1000
    page.goto(f"{page.url}#t={start_s:g}")
    page.reload()
    expect(page.locator("html[data-desk=alive]")).to_have_count(1)
    expect(third.locator("textarea")).to_have_count(1)
    page.wait_for_function(f"() => Math.abs(document.querySelector('audio').currentTime - {start_s}) < 0.5")
