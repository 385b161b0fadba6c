"""The desk in a real browser: by keyboard alone, by two people at once, without a line, in Arabic, at phone width."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in
from tests.browser.test_for_everyone import _check

pytestmark = pytest.mark.browser

SAVED = "[data-saved=saved]"
FIELD = "[data-hand] textarea"


@pytest.fixture(scope="module")
def numbers(transcribed: Site, administrator: Page) -> list[str]:
    """The accession numbers of the demonstration, the first one first."""
    administrator.goto(f"{transcribed.address}/en/work/")
    return sorted(one.strip() for one in administrator.locator(".eyebrow .clock").all_inner_texts())


@pytest.fixture
def at_desk(chromium: Browser, transcribed: Site) -> Iterator[Callable[..., Page]]:
    """``at_desk("editor", number)``: that person at the desk of that testimony, ready to type."""
    pages: list[Page] = []
    amiss: list[str] = []

    def open_desk(name: str, number: str, *, language: str = "en", width: int = 1280) -> Page:
        page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: amiss.append(f"{page.url}: {error}"))
        log_in(page, transcribed, name)
        page.goto(f"{transcribed.address}/{language}/desk/{number}/")
        expect(page.locator("html[data-desk=alive]")).to_have_count(1)
        return page

    yield open_desk
    for page in pages:
        page.context.close()
    assert not amiss


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _told(page: Page, sentence: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-told]")).to_have_text(sentence)


def _saved(page: Page) -> None:
    expect(page.locator(SAVED)).to_have_count(1, timeout=15_000)


def _history(page: Page) -> str:
    """What the history of the row in hand says, asked for and closed by keyboard."""
    _press(page, "Alt+h")
    sheet = page.locator("[data-history-sheet]")
    expect(sheet.locator(".segment-history > li").first).to_be_visible()
    text = sheet.inner_text()
    _press(page, "Escape")
    expect(page.locator(FIELD)).to_be_focused()
    return text


def _whole_history(page: Page) -> str:
    """What the recording's own history says, in a page beside."""
    beside = page.context.new_page()
    beside.goto(page.url)
    beside.locator(".desk-head").get_by_role("link", name="Recording 1").click()
    beside.locator("main").get_by_role("link", name="History", exact=True).click()
    text = beside.locator("main").inner_text()
    beside.close()
    return text


def _tab_to(page: Page, selector: str) -> None:
    for _turn in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the tab key")


def test_a_transcript_is_made_true_by_keyboard_alone(
    at_desk: Callable[..., Page], numbers: list[str], administrator: Page
) -> None:
    page = at_desk("editor", numbers[0])
    rows = page.locator(".desk-row")
    before = rows.locator(".said").all_inner_texts()
    _tab_to(page, FIELD)
    _press(page, *["Shift+Enter"] * 15)
    for number in range(10):  # ten words: the first of each of ten rows
        _press(page, "Control+Home", "Control+Shift+ArrowRight")
        page.keyboard.type(f"Word{number} ")
        _press(page, "Enter")
    _saved(page)
    assert [one.split()[0] for one in rows.locator(".said").all_inner_texts()[:10]] == [f"Word{n}" for n in range(10)]
    _press(page, *["Shift+Enter"] * 10)
    first = _history(page)
    assert "changed the words" in first and "editor" in first and before[0].split()[0] in first

    _press(page, "Control+Home", "Control+ArrowRight", "Control+ArrowRight", "Alt+s")
    _told(page, re.compile("Split"))
    expect(rows).to_have_count(len(before) + 1)
    assert rows.locator(".said").nth(0).inner_text() == " ".join(["Word0", *before[0].split()[1:2]])
    expect(page.locator(FIELD)).to_have_value(" ".join(before[0].split()[2:]))
    assert "split the segment" in _history(page)

    _press(page, "Shift+Enter", "Alt+m")
    _told(page, re.compile("Joined"))
    expect(rows).to_have_count(len(before))
    expect(page.locator(FIELD)).to_have_value(" ".join(["Word0", *before[0].split()[1:]]))
    assert "merged two segments" in _history(page)

    _press(page, "Alt+1")
    _told(page, re.compile("speaks from"))
    _press(page, "Enter", "Alt+2")
    _told(page, re.compile("Speaker 2 speaks from 0:0"))
    assert "said who speaks" in _history(page)

    _press(page, "Control+Home", "Control+Shift+ArrowRight", "Alt+r")
    expect(page.locator("[data-redact-sheet]")).to_be_visible()
    _tab_to(page, "#redact-reason")
    page.keyboard.type("it names")
    _tab_to(page, "[data-redact-sheet] button[type=submit]")
    _press(page, "Enter")
    _told(page, re.compile("redacted from now on"))
    expect(page.locator(".in-hand .mirror .kept-back")).to_have_text(re.compile("Word1"))
    assert "marked a span for redaction" in _history(page)

    _press(page, "Alt+t")
    page.keyboard.type("The contract")
    _press(page, "Enter")
    _told(page, "The passage is kept.")
    expect(page.locator("[data-passages]")).to_contain_text("The contract")
    _press(page, "Alt+t")
    page.keyboard.type("Made in haste")
    _press(page, "Enter")
    expect(page.locator("[data-passages]")).to_contain_text("Made in haste")
    expect(page.locator(FIELD)).to_be_focused()
    _press(page, "Control+z")
    _told(page, "Undone")
    expect(page.locator("[data-passages]")).not_to_contain_text("Made in haste")
    whole = _whole_history(page)
    assert re.search(r"passage was made[^\n]*\s+you", whole) and re.search(r"undone[^\n]*\s+you", whole)

    _press(page, "Alt+f")
    page.keyboard.type("Word5")
    _press(page, "Tab")
    page.keyboard.type("Five")
    _press(page, "Enter")
    expect(page.locator("[data-found] li")).to_have_count(1)
    _tab_to(page, "[data-replace]")
    _press(page, "Enter")
    _told(page, "Replaced in 1 rows")
    expect(rows.locator(".said").nth(5)).to_have_text(re.compile("^Five"))
    _press(page, *["Enter"] * 4)
    history = _history(page)
    assert "replaced in several segments" in history and "editor" in history

    other = at_desk("administrator", numbers[0])
    other.locator(FIELD).focus()
    _press(other, *["Shift+Enter"] * 15, "Alt+a")
    _told(other, re.compile("verified"))
    _press(other, "Shift+Enter")
    assert "administrator" in _history(other) and "editor" in _history(other)
    _press(page, *["Shift+Enter"] * 15, "Enter", "Enter", "Alt+a")
    expect(page.locator("[data-urgent]")).to_have_text(re.compile("Another person verifies"))


def test_two_people_and_a_line_that_is_cut(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    near, far = at_desk("editor", numbers[1]), at_desk("administrator", numbers[1])
    for page in (near, far):
        page.locator(FIELD).focus()
        _press(page, *["Shift+Enter"] * 15)
    near.context.set_offline(True)
    for number in range(4):  # rows 0 to 3, of which the other one writes in row 1 too
        _press(near, "End")
        near.keyboard.type(f" near{number}")
        _press(near, "Enter")
    expect(near.locator("[data-line]")).to_contain_text("kept in this browser")
    expect(near.locator(".desk-row.waiting")).to_have_count(4)
    _press(far, "Enter", "End")
    far.keyboard.type(" far1")
    _press(far, *["Enter"] * 5, "End")
    far.keyboard.type(" far6")
    _saved(far)
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

    _press(near, "Alt+u")
    expect(near.locator(".conflict [data-mine]")).to_be_focused()
    _press(near, "Control+End")
    near.keyboard.type(" far1")
    _press(near, "Tab", "Enter")
    expect(far.locator(".said").nth(1)).to_have_text(re.compile("near1 far1$"), timeout=15_000)
    expect(near.locator(".conflict")).to_have_count(0)
    _saved(near)


def test_what_was_typed_without_a_line_survives_a_reload(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    _press(page, *["Shift+Enter"] * 15, "End")
    page.route("**/segments/**", lambda route: route.abort())
    page.keyboard.type(" kept here")
    expect(page.locator("[data-line]")).to_contain_text("kept in this browser")
    page.unroute("**/segments/**")
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("html[data-desk=alive]")).to_have_count(1)
    _saved(page)
    page.reload()
    expect(page.locator(FIELD)).to_have_value(re.compile("kept here$"))


def test_logged_out_in_mid_typing(at_desk: Callable[..., Page], numbers: list[str], transcribed: Site) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    _press(page, "Enter", "End")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.type(" still here")
    expect(page.locator("[data-line]")).to_contain_text("You are logged out", timeout=15_000)
    expect(page.locator("[data-log-in]")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.evaluate("dispatchEvent(new Event('focus'))")
    _saved(page)
    page.reload()
    expect(page.locator(".desk-row .said").filter(has_text="still here").or_(page.locator(FIELD))).not_to_have_count(0)
    assert "still here" in page.locator(FIELD).input_value() + " ".join(page.locator(".said").all_inner_texts())


def test_an_emptied_row_and_ten_pages_in_one_are_answered_and_not_lost(
    at_desk: Callable[..., Page], numbers: list[str]
) -> None:
    page = at_desk("editor", numbers[2])
    page.locator(FIELD).focus()
    _press(page, *["Shift+Enter"] * 15, "Enter", "Enter", "Control+a", "Delete", "Enter")
    expect(page.locator(".amiss")).to_have_text(re.compile("cannot be empty"))
    _press(page, "Shift+Enter")
    page.keyboard.insert_text("ten pages " * 2_000)
    expect(page.locator(".amiss")).to_have_text(re.compile("at most"), timeout=15_000)
    assert len(page.locator(FIELD).input_value()) == 20_000
    _press(page, "Control+a")
    page.keyboard.insert_text("Short again.")
    expect(page.locator(".amiss")).to_have_count(0, timeout=15_000)
    _saved(page)


def test_keys_are_the_persons_own(at_desk: Callable[..., Page], numbers: list[str]) -> None:
    page = at_desk("editor", numbers[3])
    page.locator(FIELD).focus()
    _press(page, "F1")
    sheet = page.locator("[data-help]")
    line = sheet.locator("tr").filter(has_text="play or pause")
    line.get_by_role("button").click()
    _press(page, "Alt+j")
    expect(page.locator("[data-help-told]")).to_contain_text("two seconds back")
    _press(page, "a")
    expect(page.locator("[data-help-told]")).to_contain_text("needed for writing")
    _press(page, "F8")
    expect(line.locator("kbd")).to_have_text("F8")
    _press(page, "Escape")
    page.reload()
    expect(page.locator("html[data-desk=alive]")).to_have_count(1)
    page.locator(FIELD).focus()
    _press(page, "F8")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    expect(page.locator(".desk .spoken, .desk-rows .spoken")).not_to_have_count(0)
    _press(page, "F8")
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
        ("Alt+h", "history-sheet"),
    ):
        page.locator(FIELD).focus()
        _press(page, key)
        expect(page.locator(f"[data-{sheet}]")).to_be_visible()
        _check(page)
        _press(page, "Escape")
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
