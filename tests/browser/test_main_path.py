"""The main job, by hand: upload, describe, submit, approve, find, hear from the word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in

pytestmark = pytest.mark.browser

UPLOADS = Path(__file__).resolve().parent.parent / "data" / "uploads"
CLIP = UPLOADS / "clip-en.mp3"
SCRIPT = json.loads((UPLOADS / "clip-en.json").read_text(encoding="utf-8"))
TITLE = "A clip from the browser test"
TITULO = "Una grabación de la prueba"
TOLERANCE_S = 0.5


def test_from_the_upload_to_the_ear(site: Site, chromium: Browser, visit: Callable[..., Page]) -> None:
    interviewer = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
    log_in(interviewer, site, "interviewer")
    number = _upload(interviewer, site)
    _describe(interviewer, site, number)
    _hand_to_the_editors(interviewer, site, number)
    assert site.get(f"/en/testimonies/{number}/")[0] == 404, "nothing is public before an editor approved it"

    editor = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    log_in(editor, site, "editor")
    _approve(editor, site, number)

    sentence, word = _a_word_said()
    _find_and_hear(visit, sentence, word)
    _read_along(visit, number, sentence)
    interviewer.context.close()
    editor.context.close()


def _upload(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/en/upload/")
    page.get_by_label("Sound file").set_input_files(CLIP)
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.locator("[name=language]").select_option("en")
    for use in ("catalogue", "transcript", "sound"):
        page.locator(f"[name=consent_{use}]").select_option("public")
    page.locator("[name=consent_given]").select_option("spoken")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url(re.compile(r"/recordings/"))
    expect(page.get_by_text("Transcribed by machine.")).to_be_visible(timeout=300_000)
    number = re.search(r"\d{4}-\d{4}", page.inner_text("main"))
    assert number
    return number.group()


def _describe(page: Page, site: Site, number: str) -> None:
    page.get_by_role("link", name="Describe").click()
    page.wait_for_load_state("networkidle")
    page.locator("#id_descriptions-ADD").click()
    page.locator("#id_descriptions-1-language").select_option("es")
    page.locator("#id_descriptions-1-title").fill(TITULO)
    page.locator("#id_descriptions-1-summary").fill("Un resumen en español.")
    page.get_by_role("tab", name="Countries and themes").click()
    for row, (country, role) in enumerate((("Nepal", "origin"), ("Qatar", "destination"))):
        page.locator("#id_country_roles-ADD").click()
        page.locator(f"#id_country_roles-{row}-country").select_option(label=country)
        page.locator(f"#id_country_roles-{row}-role").select_option(role)
    for theme in ("Confiscation of passports and documents", "Unpaid wages and wage theft"):
        page.get_by_label(theme).check()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("updated").first).to_be_visible()


def _hand_to_the_editors(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.address}/en/work/")
    mine = page.locator("article", has_text=number)
    mine.get_by_role("button", name="Hand to the editors").click()
    expect(page.locator("article", has_text=number)).to_contain_text("in review")


def _approve(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.address}/en/work/")
    page.locator("article", has_text=number).get_by_role("link", name="Describe").click()
    page.wait_for_load_state("networkidle")
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve and Publish", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert site.get(f"/en/testimonies/{number}/")[0] == 200


def _a_word_said() -> tuple[dict, dict]:  # type: ignore[type-arg]
    """A sentence of the clip, and a word in it that is no filler."""
    sentence = SCRIPT["sentences"][0]
    word = max(sentence["words"], key=lambda one: len(one["text"].strip(".")))
    return sentence, word


def _find_and_hear(visit: Callable[..., Page], sentence: dict, word: dict) -> None:  # type: ignore[type-arg]
    phrase = sentence["text"].strip(".")
    page = visit(f"/en/search/?q=%22{phrase.replace(' ', '+')}%22")
    for _attempt in range(20):  # the index follows within a second or two
        if page.get_by_role("link", name=TITLE).count():
            break
        page.wait_for_timeout(500)
        page.reload()
    found = page.locator(".hit", has_text=TITLE)
    expect(found).to_be_visible()
    page.evaluate(
        "() => { window.heard = []; const play = HTMLMediaElement.prototype.play;"
        " HTMLMediaElement.prototype.play = function () { window.heard.push(this); return play.call(this); }; }"
    )
    found.locator("[data-play-hit]").first.click()
    page.wait_for_function("() => window.heard.length && !window.heard[0].paused && window.heard[0].readyState > 2")
    at = page.evaluate("() => window.heard[0].currentTime")
    begins = sentence["words"][0]["start_ms"] / 1000
    assert begins - TOLERANCE_S <= at <= begins + TOLERANCE_S + 1.5, "it plays from the word, and has gone on a little"
    was = page.evaluate("() => window.heard[0].currentTime")
    page.wait_for_timeout(400)
    assert page.evaluate("() => window.heard[0].currentTime") > was, "it goes on"


def _read_along(visit: Callable[..., Page], number: str, sentence: dict) -> None:  # type: ignore[type-arg]
    page = visit(f"/es/testimonies/{number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITULO)
    assert page.get_by_role("heading", level=1).get_attribute("lang") in (None, "es")
    line = page.locator(".segment", has_text=sentence["text"].split()[1]).first
    line.locator(".time").click()
    expect(line).to_have_attribute("aria-current", "true")
    assert not page.evaluate("() => document.querySelector('audio').paused")
