"""The translator's desk in a real browser: by keyboard, without a script, without a line, two at once; WCAG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(chromium: Browser, transcribed: Site) -> Iterator[Page]:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    log_in(page, transcribed, "editor")
    yield page
    page.context.close()


def desk(page: Page, site: Site, language: str, recording: int) -> str:
    """The address of the desk of one of the recordings, without the language of the page."""
    page.goto(f"{site.address}/en/translate/{language}/")
    links = page.locator(f"a[href*='/translate/2'][href$='/{language}/']").evaluate_all(
        "links => links.map((link) => link.getAttribute('href')).filter((one) => !one.includes('description')).sort()"
    )
    return str(links[recording]).removeprefix("/en")


def test_translating_by_keyboard_is_saved_and_goes_on(editor: Page, site: Site) -> None:
    editor.goto(f"{site.address}/en{desk(editor, site, 'so', 0)}")
    fields = editor.locator("[data-row] textarea")
    fields.nth(0).focus()
    editor.keyboard.type("Heshiiska")
    editor.keyboard.press("Control+Enter")
    expect(fields.nth(1)).to_be_focused()
    expect(editor.locator("[data-row-told]").nth(0)).to_have_text("Saved.")
    expect(editor.locator("[data-state]").nth(0)).to_have_text("translated, not checked yet")
    editor.keyboard.press("Control+Shift+Enter")
    editor.wait_for_function("() => !document.querySelector('audio').paused")
    assert editor.evaluate("() => document.querySelector('audio').currentTime") >= 0.5, "it plays from its own segment"
    editor.keyboard.press("Control+Shift+Enter")
    editor.wait_for_function("() => document.querySelector('audio').paused")
    editor.reload()
    expect(fields.nth(0)).to_have_value("Heshiiska")


def test_without_a_script_a_page_is_saved_and_a_file_looked_through(
    editor: Page, chromium: Browser, site: Site, tmp_path: Any
) -> None:
    address = f"{site.address}/en{desk(editor, site, 'om', 1)}"
    context = chromium.new_context(java_script_enabled=False, storage_state=editor.context.storage_state())
    page = context.new_page()
    page.goto(address)
    page.locator("textarea").nth(0).fill("Waliigaltee")
    page.get_by_role("button", name="Save this page").click()
    expect(page.get_by_text("1 text is saved.")).to_be_visible()
    sent = context.request.get(f"{address}texts.po").text()
    (tmp_path / "back.po").write_text(sent.replace('msgstr "Waliigaltee"', 'msgstr "Waliigalticha"'), encoding="utf-8")
    page.set_input_files("#file", tmp_path / "back.po")
    page.get_by_role("button", name="Look through it").click()
    expect(page.get_by_text("Nothing has been taken in yet.")).to_be_visible()
    page.get_by_role("button", name="Take in 1 text").click()
    expect(page.locator("textarea").nth(0)).to_have_value("Waliigalticha")
    context.close()


def test_a_tab_closed_without_a_line_loses_nothing(editor: Page, site: Site) -> None:
    address = f"{site.address}/en{desk(editor, site, 'ha', 1)}"
    editor.goto(address)
    editor.context.set_offline(True)
    fields = editor.locator("textarea")
    fields.nth(0).fill("Iwe adehun")
    fields.nth(1).fill("Owo osu")
    expect(editor.locator("[data-row-told]").nth(0)).to_contain_text("No line to the archive")
    again = editor.context.new_page()
    editor.close()
    again.context.set_offline(False)
    again.goto(address.replace("/en/", "/fr/"))
    for number, words in enumerate(("Iwe adehun", "Owo osu")):
        expect(again.locator("textarea").nth(number)).to_have_value(words)
        expect(again.locator(".translate-row").nth(number)).to_have_class("translate-row wants-unchecked")
    again.reload()
    expect(again.locator("textarea").nth(1)).to_have_value("Owo osu")


def test_what_is_typed_without_a_line_is_sent_when_there_is_one(editor: Page, site: Site) -> None:
    editor.goto(f"{site.address}/en{desk(editor, site, 'ha', 2)}")
    told, fields = editor.locator("[data-row-told]"), editor.locator("textarea")
    editor.context.set_offline(True)
    fields.nth(0).fill("Kwangila")
    fields.nth(1).focus()
    expect(told.nth(0)).to_contain_text("No line to the archive")
    editor.context.set_offline(False)
    expect(told.nth(0)).to_have_text("Saved.", timeout=15_000)
    editor.reload()
    expect(fields.nth(0)).to_have_value("Kwangila")


def test_of_two_people_the_second_sees_both_texts_and_chooses(editor: Page, chromium: Browser, site: Site) -> None:
    address = f"{site.address}/en{desk(editor, site, 'wo', 3)}"
    other = chromium.new_context().new_page()
    log_in(other, site, "administrator")
    for page in (editor, other):
        page.goto(address)
    for page, text in ((editor, "Kontaraa"), (other, "Deggoo")):
        page.locator("textarea").nth(0).fill(text)
        page.locator("textarea").nth(1).focus()
        page.wait_for_load_state("networkidle")
    choose = other.locator("[data-choose]").nth(0)
    expect(choose).to_contain_text("Kontaraa")
    other.locator("textarea").nth(0).focus()
    other.locator("textarea").nth(1).focus()
    editor.reload()
    expect(editor.locator("textarea").nth(0)).to_have_value("Kontaraa")
    choose.get_by_role("button", name="Save mine in its place").click()
    expect(other.locator("[data-row-told]").nth(0)).to_have_text("Saved.")
    editor.reload()
    expect(editor.locator("textarea").nth(0)).to_have_value("Deggoo")
    other.context.close()


def test_no_page_of_translators_breaks_a_rule_of_wcag(editor: Page, site: Site) -> None:
    words = desk(editor, site, "ar", 4)
    description = words.replace(f"/{words.split('/')[3]}/", "/description/")
    paths = ("/translate/", "/translate/ar/", words, description, "/translate/vocabulary/themes/tl/")
    for language in ("en", "ar"):
        for width in (360, 1280):
            editor.set_viewport_size({"width": width, "height": 900})
            for path in paths:
                editor.goto(f"{site.address}/{language}{path}")
                _check(editor)
            editor.goto(f"{site.address}/{language}{words}")
            bad = {"name": "a.po", "mimeType": "text/plain", "buffer": b'msgid "x"\nmsgstr "y"\n'}
            editor.set_input_files("#file", bad)  # type: ignore[arg-type]
            editor.locator("form[enctype] button[type=submit]").click()
            expect(editor.locator("[role=alert]")).to_be_visible()
            _check(editor)
    editor.emulate_media(color_scheme="dark")
    editor.goto(f"{site.address}/en{words}")
    _check(editor)


def _check(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} scrolls sideways by {wider} px"
