"""An interview in the field: recorded without a line, through the death of the browser, sent whole, and forgotten."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, LOG_INS, Site
from tests.browser.line import Line

pytestmark = pytest.mark.browser

TITLE = "The drawer with the passport"
LOST_AT_MOST_MS = 10_000
BEFORE_THE_KILL_S = float(os.environ.get("RECORDER_TEST_SECONDS", "16"))
AFTER_IT_S = BEFORE_THE_KILL_S / 4
SPOKEN = Path(__file__).resolve().parents[1] / "data" / "recorder" / "voice.opus"
SPOKEN_HZ = 48_000
COUNT = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("recorder");
    request.onsuccess = () => resolve(request.result);
  });
  const all = {};
  for (const name of ["interviews", "takes", "pieces"]) {
    all[name] = await new Promise((resolve) => {
      const request = database.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result);
    });
  }
  database.close();
  const plain = (key, value) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value);
  return JSON.parse(JSON.stringify(all, plain));
}"""


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """What the microphone hears, again and again."""
    path = tmp_path / "voice.wav"
    to_samples = av.AudioResampler(format="s16", layout="mono", rate=SPOKEN_HZ)
    with av.open(str(SPOKEN)) as spoken, wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPOKEN_HZ)
        for frame in (*spoken.decode(audio=0), None):
            for part in to_samples.resample(frame):
                file.writeframes(part.to_ndarray().tobytes())
    return path


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with Line(site.address) as line:
        yield line


class Phone:
    """A browser with a memory of its own on the disk, which can be killed and started again."""

    def __init__(self, playwright: Playwright, folder: Path, voice: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._microphone = [
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={voice}",
        ]
        self.context: BrowserContext | None = None
        self.amiss: list[str] = []

    def start(self) -> Page:
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self._folder),
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *self._microphone],
            viewport={"width": 360, "height": 740},
        )
        page = self.context.pages[0]
        page.on("pageerror", lambda error: self.amiss.append(str(error)))
        return page

    def kill(self) -> None:
        """``kill -9``, every process of it at once, as when the battery falls out."""
        mine = [
            process
            for process in psutil.process_iter(["cmdline"])
            if f"--user-data-dir={self._folder}" in (process.info["cmdline"] or [])
        ]
        assert mine
        for process in mine:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(mine, timeout=20)

    def close(self) -> None:
        if self.context is not None:
            self.context.close()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, voice: Path) -> Iterator[Phone]:
    phone = Phone(playwright, tmp_path / "phone", voice)
    yield phone
    phone.close()
    assert not phone.amiss


def test_from_the_field_to_the_archive(phone: Phone, line: Line, site: Site) -> None:
    page = phone.start()
    page.goto(f"{line.address}/en/record/")
    expect(page.locator("[data-ready]")).to_be_visible(timeout=60_000)

    line.cut()
    page.reload()
    page.get_by_role("button", name="New interview").click()
    _ask_for_consent(page)
    page.locator("[data-step=consent]").get_by_role("link", name="On to the recording").click()
    page.get_by_role("button", name="Record", exact=True).click()
    begun = time.monotonic()
    page.wait_for_timeout(3_000)
    page.get_by_role("button", name="The narrator agrees now").click()
    _describe(page)
    page.wait_for_timeout(max(0.0, 1000 * (BEFORE_THE_KILL_S - (time.monotonic() - begun))))
    recorded_ms = 1000 * (time.monotonic() - begun)
    phone.kill()

    page = phone.start()
    page.goto(f"{line.address}/en/record/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_text("broken off; whole up to its last seconds")).to_be_visible()
    first = page.evaluate(COUNT)["takes"][0]
    print(f"recorded {recorded_ms:.0f} ms, kept {first['ms']} ms")
    assert recorded_ms - first["ms"] <= LOST_AT_MOST_MS
    page.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(1000 * AFTER_IT_S)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="End this take").click()
    page.get_by_role("link", name="Sending").click()
    page.get_by_role("button", name="Send to the archive").click()
    expect(page.get_by_text("There is no line to the archive.")).to_be_visible()
    assert page.locator("[data-forget]").is_hidden(), "nothing is forgotten that has not arrived"

    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("[data-log-in-link] a").click(timeout=60_000)
    page.get_by_label("User name").or_(page.get_by_label("Username")).fill("interviewer")
    page.get_by_label("Password", exact=True).fill(LOG_INS["interviewer"])
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Arrived as")).to_be_visible(timeout=90_000)

    kept = page.evaluate(COUNT)
    number = kept["interviews"][0]["arrived"]["number"]
    _arrived_whole(page, line, kept)
    _described_as_in_the_field(page, line, number)
    page.goto(f"{line.address}/en/record/#{kept['interviews'][0]['id']}/send")
    page.get_by_role("button", name="Forget it on this device").click()
    page.get_by_role("button", name="Yes, forget it").click()
    expect(page.get_by_text(f"Nothing of {number} lies on this device any more.")).to_be_visible()
    assert page.evaluate(COUNT) == {"interviews": [], "takes": [], "pieces": []}
    assert number not in json.dumps(page.evaluate("Object.entries({...localStorage, ...sessionStorage})"))


def _ask_for_consent(page: Page) -> None:
    for use, audience in (("catalogue", "public"), ("transcript", "researcher"), ("sound", "nobody")):
        page.locator(f"[name=use][value={use}]").check()
        page.locator(f"[data-audience={use}]").select_option(audience)
    page.locator("#consent-language").select_option("ne")


def _describe(page: Page) -> None:
    """While the recording goes on."""
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="About").click()
    page.get_by_label("Title", exact=True).fill(TITLE)
    for country, role in (("NP", "origin"), ("QA", "destination")):
        page.get_by_role("button", name="Add a country").click()
        row = page.locator("[data-rows=countries] .row").last
        row.locator("[data-field=country]").select_option(country)
        row.locator("[data-field=role]").select_option(role)
    page.get_by_role("button", name="Add a language").click()
    page.locator("[data-rows=spoken_languages] [data-value]").select_option("en")
    person = page.locator(".person").first
    person.locator("[data-field=shown_as]").select_option("pseudonym")
    person.locator("[data-field=pseudonym]").fill("Maya")
    page.locator(".themes summary").first.click()
    page.locator(".themes [name=theme]").first.check()
    page.wait_for_timeout(600)


def _arrived_whole(page: Page, line: Line, kept: dict[str, Any]) -> None:
    """The archive keeps, byte for byte, the pieces that lie on the phone."""
    [interview] = kept["interviews"]
    sounds: dict[str, bytearray] = {}
    for piece in sorted(kept["pieces"], key=lambda piece: (piece["take"], piece["number"])):
        sounds.setdefault(piece["take"], bytearray()).extend(piece["bytes"])
    assert len(sounds) == len(kept["takes"]) == 2
    held = page.request.get(f"{line.address}/en/record/desk/?key={interview['id']}").json()["arrived"]["recordings"]
    assert sorted(held) == sorted(hashlib.sha256(sound).hexdigest() for sound in sounds.values())


def _described_as_in_the_field(page: Page, line: Line, number: str) -> None:
    page.goto(f"{line.address}/en/testimonies/{number}/")
    text = page.inner_text("main")
    for word in (TITLE, "Maya", "Nepal", "Qatar"):
        assert word in text, word
    theme = page.locator("a[href*='theme']").first
    assert theme.inner_text()
    page.goto(f"{line.address}/en/testimonies/{number}/consent/")
    ledger = page.inner_text("ol")
    for row in ("catalogue: everyone", "reading the words: registered researchers", "hearing the voice: nobody"):
        assert row in ledger, row
    assert re.search(r"recording 1 at 0:0[2-9]", ledger)
    assert "explained in Nepali" in ledger


def test_in_arabic_without_a_line(phone: Phone, line: Line) -> None:
    page = phone.start()
    page.goto(f"{line.address}/en/record/")
    expect(page.locator("[data-ready]")).to_be_visible(timeout=60_000)
    line.cut()
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="About").click()
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.locator(".language-menu summary").click()
    page.locator("a[data-worker][lang=ar]").click()
    page.wait_for_url("**/ar/record/**")
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator("#title")).to_have_value(TITLE)
    page.locator("#consent-language").evaluate("(field) => { field.value = 'ar'; }")
    for step in ("consent", "record", "about", "send"):
        page.locator(f".steps [data-step-to={step}]").click()
        expect(page.locator(f"[data-step={step}]")).to_be_visible()
        _fits(page)
    page.locator(".back a").click()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    _fits(page)


def _fits(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], found.generate_report()
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0


def test_throwing_away_unsent_needs_a_second_thought(phone: Phone, line: Line) -> None:
    page = phone.start()
    page.goto(f"{line.address}/en/record/")
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Sending").click()
    page.get_by_text("Throw it away unsent").first.click()
    page.get_by_role("button", name="Throw the interview away").click()
    away = page.get_by_role("button", name="Throw it away for ever")
    expect(away).to_be_disabled()
    page.get_by_role("button", name="Keep it").last.click()
    assert len(page.evaluate(COUNT)["interviews"]) == 1
    page.get_by_role("button", name="Throw the interview away").click()
    page.get_by_label("I know that it exists nowhere else.").check()
    away.click()
    expect(page.get_by_text("Nothing lies on this device.")).to_be_visible()
    assert page.evaluate(COUNT)["interviews"] == []


def test_without_a_microphone_there_is_another_way(visit: Callable[..., Page]) -> None:
    page = visit("/en/record/", width=360)
    page.get_by_role("button", name="New interview").click()
    page.get_by_role("navigation", name="Steps").get_by_role("link", name="Recording").click()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("[data-warning]")).to_contain_text("microphone")
    expect(page.locator("[data-another-way] a")).to_have_attribute("href", "/en/upload/")


def test_without_a_recorder_or_a_script_there_is_another_way(visit: Callable[..., Page]) -> None:
    page = visit("/en/record/", width=360, javascript=False)
    assert page.locator("noscript a").get_attribute("href") == "/en/upload/"
    page = visit("/en/record/", width=360)
    page.add_init_script("delete globalThis.MediaRecorder")
    page.reload()
    expect(page.get_by_text("This browser cannot record.")).to_be_visible()
    expect(page.locator("[data-unfit] a")).to_have_attribute("href", "/en/upload/")
