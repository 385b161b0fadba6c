"""The upload page in a real browser, on a line that is slow, breaks, comes back, and has a server killed under it."""

from __future__ import annotations

import os
import random
import re
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Site, log_in
from tests.browser.upload_page import (
    ARRIVES_WITHIN_MS,
    SOON_MS,
    arrived,
    choose,
    drop,
    fill,
    leave_nothing,
    on_its_way,
    percent_of,
    row_of,
    slow,
)
from tests.factories import sound

pytestmark = pytest.mark.browser

UPLOADS = Path(__file__).resolve().parent.parent / "data" / "uploads"
ENGLISH, SPANISH, FRENCH = UPLOADS / "clip-en.mp3", UPLOADS / "clip-es.m4a", UPLOADS / "clip-fr.wav"
LONG_BYTES = 9_000_000


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A sound that takes some seconds on the slow line."""
    noise = random.Random(str(tmp_path)).randbytes(LONG_BYTES)
    file = tmp_path / "two hours.wav"
    file.write_bytes(sound.wav_header(rate_hz=48_000, channels=1, data_bytes=LONG_BYTES) + noise)
    return file


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Three short sounds that the archive has never seen."""
    names = ("first.flac", "second.ogg", "third.mp3")
    return [sound.write(tmp_path / name, sound.noise(2, seed=secrets.randbits(32))) for name in names]


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    """The upload page, open for the interviewer, who has nothing on the way."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    log_in(page, site, "interviewer")
    leave_nothing(page)
    page.goto(f"{site.address}/en/upload/")
    yield page
    leave_nothing(page)
    page.context.close()
    assert not faults


def test_chosen_and_dropped_files_become_one_testimony_in_their_order(page: Page, parts: list[Path]) -> None:
    first, second, third = parts
    choose(page, first, second)
    drop(page, third)
    for file in parts:
        arrived(row_of(page, file), file)
    page.get_by_role("button", name=f"Put ⁨{third.name}⁩ earlier").click()
    page.keyboard.press("Enter")  # the button has kept the focus
    assert page.locator(".arrival-name").all_inner_texts() == [third.name, first.name, second.name]
    choose(page, first)
    expect(page.locator("[data-pending]")).to_contain_text("in the list already")
    fill(page, "Three parts of one life")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile(r"/work/"))
    expect(page.get_by_text("3 recordings have been taken in.")).to_be_visible()
    task = page.locator("article", has_text="Three parts of one life").first
    expect(task.locator(".recordings li")).to_have_count(3)
    page.goto(page.url.replace("/work/", "/upload/"))
    expect(page.locator(".arrival")).to_have_count(0)


def test_each_file_becomes_a_testimony_of_its_own_or_none_does(page: Page, parts: list[Path], tmp_path: Path) -> None:
    letter = tmp_path / "letter.mp3"
    letter.write_text("We were five to a room.\n" * 50)
    choose(page, parts[0], letter, parts[1])
    for file in (parts[0], letter, parts[1]):
        arrived(row_of(page, file), file)
    page.get_by_label("Each is a testimony of its own").check()
    fill(page, None)
    for file, title in zip((parts[0], letter, parts[1]), ("Her first day", "Her letter", "Her last day"), strict=True):
        row_of(page, file).get_by_label("Title").fill(title)
    page.locator("[name=consent_catalogue]").select_option("public")
    page.locator("[name=consent_given]").select_option("form")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#errors")).to_contain_text("letter.mp3⁩:")
    assert page.locator("#errors").evaluate("(element) => element === document.activeElement")
    expect(row_of(page, letter)).to_have_attribute("data-state", "gone")
    expect(row_of(page, parts[1])).to_have_attribute("data-state", "arrived")
    expect(row_of(page, parts[1]).get_by_label("Title")).to_have_value("Her last day")
    expect(page.locator("[name=consent_given]")).to_have_value("form")
    page.get_by_role("button", name=f"Remove ⁨{letter.name}⁩").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_url(re.compile(r"/work/"))
    for title in ("Her first day", "Her last day"):
        expect(page.locator("article", has_text=title).first).to_be_visible()
    expect(page.locator("article", has_text="Her letter")).to_have_count(0)


def test_it_can_be_paused_and_survives_a_line_that_breaks(page: Page, long: Path) -> None:
    broken = slow(page)
    choose(page, long)
    row = row_of(page, long)
    on_its_way(row)
    expect(row.locator("[data-sentence]")).to_contain_text(re.compile("a second, .* to go"), timeout=SOON_MS)
    row.get_by_role("button", name="Pause").click()
    expect(row).to_have_attribute("data-state", "paused")
    stands = percent_of(row)
    page.wait_for_timeout(700)
    assert percent_of(row) == stands
    row.get_by_role("button", name="Go on").click()
    on_its_way(row, 30)
    broken(True)
    expect(row).to_have_attribute("data-state", "waiting", timeout=SOON_MS)
    expect(row).to_contain_text("The connection broke.")
    broken(False)
    arrived(row, long)


def test_it_goes_on_after_the_server_was_killed_and_the_form_goes_when_all_has_arrived(
    page: Page, site: Site, tmp_path: Path
) -> None:
    talk = tmp_path / "talk.wav"
    sound.write(talk, sound.noise(30, seed=secrets.randbits(32)))
    slow(page, 700_000)
    choose(page, talk)
    fill(page, "A talk that outlived its server")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-pending]")).to_contain_text("goes by itself")
    on_its_way(row_of(page, talk))
    assert percent_of(row_of(page, talk)) < 80
    _kill_the_server(site)
    page.wait_for_url(re.compile(r"/recordings/"), timeout=ARRIVES_WITHIN_MS)


def _kill_the_server(site: Site) -> None:
    """``kill -9`` for every process that listens there; its supervisor starts another."""
    port = int(site.address.rsplit(":", 1)[1])
    listening = {
        process.pid
        for process in psutil.process_iter()
        if any(one.laddr and one.laddr.port == port and one.status == "LISTEN" for one in _connections(process))
    }
    assert listening
    for pid in listening:
        os.kill(pid, signal.SIGKILL)


def _connections(process: psutil.Process) -> list[psutil._common.pconn]:
    try:
        return process.net_connections("inet")
    except psutil.Error:
        return []


def test_after_a_reload_the_same_file_goes_on_and_another_does_not(page: Page, long: Path) -> None:
    slow(page)
    choose(page, long, ENGLISH)
    on_its_way(row_of(page, long), 25)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    row = row_of(page, long)
    expect(row).to_have_attribute("data-state", "missing")
    expect(row).to_contain_text("Choose the file again to go on. Kept until")
    expect(row_of(page, ENGLISH)).to_have_attribute("data-state", "missing")
    stood = percent_of(row)
    assert stood > 0
    other = long.with_name("other.wav")
    other.write_bytes(long.read_bytes()[::-1])
    with page.expect_file_chooser() as chooser:
        page.evaluate("() => { delete globalThis.showOpenFilePicker; }")
        row.get_by_role("button", name="Choose").click()
    chooser.value.set_files(other)
    expect(row).to_contain_text("That is another file.")
    moved = long.rename(long.with_name("moved and renamed.wav"))
    choose(page, moved, ENGLISH)
    expect(row).to_have_attribute("data-state", re.compile("sending|counting|arrived"), timeout=SOON_MS)
    assert percent_of(row) >= stood
    arrived(row, moved)
    arrived(row_of(page, ENGLISH), ENGLISH)
    expect(page.locator(".arrival")).to_have_count(2)


def test_it_goes_on_in_a_browser_that_was_closed_in_between(
    playwright: Playwright, site: Site, long: Path, tmp_path: Path
) -> None:
    def opened() -> Page:
        return playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS
        ).new_page()

    page = opened()
    log_in(page, site, "interviewer")
    page.goto(f"{site.address}/en/upload/")
    slow(page)
    choose(page, long)
    on_its_way(row_of(page, long))
    page.context.close()
    page = opened()
    page.goto(f"{site.address}/en/upload/")
    row = row_of(page, long)
    expect(row).to_have_attribute("data-state", "missing")
    assert percent_of(row) > 0
    choose(page, long)
    arrived(row, long)
    page.reload()  # nothing is lost while it waits for its description, the agreed digest neither
    arrived(row, long)
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    page.reload()
    expect(page.locator(".arrival")).to_have_count(0)
    page.context.close()


def test_two_windows_of_one_browser_do_not_take_each_other_s_files(page: Page, long: Path) -> None:
    slow(page)
    choose(page, long)
    on_its_way(row_of(page, long))
    other = page.context.new_page()
    other.goto(page.url)
    expect(row_of(other, long)).to_have_attribute("data-state", "elsewhere")
    arrived(row_of(page, long), long)
    page.goto("about:blank")
    expect(row_of(other, long)).to_have_attribute("data-state", "arrived")
    page.goto(other.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_arabic_on_a_phone_it_fits_and_breaks_no_rule(page: Page, long: Path, tmp_path: Path, scheme: str) -> None:
    empty = tmp_path / ("interview with a very long name " * 5 + ".mp3")
    empty.touch()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(page.url.replace("/en/", "/ar/"))
    choose(page, ENGLISH)
    expect(row_of(page, ENGLISH)).to_have_attribute("data-state", "arrived", timeout=SOON_MS)
    slow(page, 400_000)
    choose(page, long, SPANISH, empty)
    on_its_way(row_of(page, long), 4)
    expect(row_of(page, empty)).to_have_attribute("data-state", "empty")
    page.locator("[name=apart][value=on]").check()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], found.generate_report()
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"it scrolls sideways by {wider} px"
    for name in ("Send", "Pause", "Remove", "Choose sound files", "Arrived whole."):
        assert name not in page.inner_text("main"), "everything is said in Arabic"


def test_without_script_the_form_takes_the_files_along(
    page: Page, chromium: Browser, site: Site, parts: list[Path]
) -> None:
    choose(page, FRENCH)
    arrived(row_of(page, FRENCH), FRENCH)
    plain = chromium.new_context(java_script_enabled=False, storage_state=page.context.storage_state()).new_page()
    plain.goto(f"{site.address}/en/upload/")
    expect(plain.get_by_role("checkbox", name=FRENCH.name)).to_be_checked()
    plain.get_by_role("button", name=f"Remove {FRENCH.name}").click()
    expect(plain.get_by_text(FRENCH.name)).to_have_count(0)
    plain.get_by_label("Sound files").set_input_files([UPLOADS / "clip-en.json", parts[0]])
    plain.get_by_label("Title", exact=True).fill("Without script")
    plain.get_by_role("button", name="Send", exact=True).click()
    expect(plain.locator("#errors")).to_contain_text("clip-en.json")
    expect(plain.get_by_text("Your sound has arrived and is kept for you.")).to_be_visible()
    plain.get_by_role("button", name="Send", exact=True).click()
    plain.wait_for_url(re.compile(r"/recordings/"))
    plain.context.close()
