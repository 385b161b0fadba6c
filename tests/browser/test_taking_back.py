"""The heart of the promise to narrators: what is redacted is silent and unread, what is taken back is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in
from tests.browser.test_for_everyone import _check

pytestmark = pytest.mark.browser

ADDRESS = "/en/testimonies/2026-0003/"
MADE_WITHIN_S = 120
PEAK_DBFS = """async ([from, until]) => {
  const bytes = await (await fetch(document.querySelector("audio").currentSrc)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
  const at = (seconds) => Math.round(seconds * sound.sampleRate);
  let peak = 1e-9;
  for (const one of sound.getChannelData(0).subarray(at(from), at(until))) peak = Math.max(peak, Math.abs(one));
  return 20 * Math.log10(peak);
}"""


def test_redacted_words_are_silent_and_unread_and_what_is_taken_back_is_gone(
    chromium: Browser, transcribed: Site, visit: Callable[..., Page]
) -> None:
    editor = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    log_in(editor, transcribed, "editor")
    editor.goto(transcribed.address + ADDRESS)
    kept = editor.locator(".segment").nth(1).inner_text()
    editor.get_by_role("link", name="Redact words").click()
    line = editor.locator(".choose-line").first
    words = line.locator(".pick").all_inner_texts()
    line.locator(".pick").first.click()
    line.locator(".pick").last.click()
    start_s, end_s = (
        int(value) / 1_000
        for value in (
            line.locator(".pick").first.get_attribute("data-start"),
            line.locator(".pick").last.get_attribute("data-end"),
        )
        if value
    )
    editor.get_by_label("Reason").select_option("child")
    editor.get_by_role("button", name="Redact it now").click()
    expect(editor.get_by_text("It is redacted from now on")).to_be_visible()

    visitor = visit(ADDRESS)
    for _turn in range(MADE_WITHIN_S):
        text = visitor.locator("main").inner_text()
        assert "[withheld]" in text
        assert " ".join(words) not in text
        if visitor.locator("audio").count():
            break
        visitor.wait_for_timeout(1_000)
        visitor.reload()
    assert kept.splitlines()[-1] in visitor.locator("main").inner_text()
    assert visitor.evaluate(PEAK_DBFS, [start_s, end_s]) <= -80
    assert visitor.evaluate(PEAK_DBFS, [end_s + 1, end_s + 6]) > -40
    sound = visitor.evaluate("document.querySelector('audio').currentSrc").removeprefix(transcribed.address)
    assert transcribed.get(sound)[0] == 200

    editor.goto(transcribed.address + ADDRESS)
    editor.get_by_role("link", name="Take this testimony back").click()
    _check(editor)
    editor.get_by_label("The narrator, or whoever may speak for them, wishes it.").check()
    editor.get_by_role("button", name="Take it back now").click()
    expect(editor.get_by_role("heading", name="Taken back")).to_be_visible()
    for address in (ADDRESS, ADDRESS + "transcript-1.txt"):
        status, body = transcribed.get(address)
        assert status == 410, address
        assert kept.splitlines()[-1].encode() not in body
    status, body = transcribed.get(sound)
    assert status in (404, 410)
    assert not body.startswith((b"OggS", b"\x1aE", b"ID3", b"RIFF"))
    visitor.goto(transcribed.address + "/en/testimonies/")
    assert visitor.locator(f"a[href='{ADDRESS}']").count() == 0
    editor.context.close()
