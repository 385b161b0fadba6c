"""The whole archive as `make run` starts it, in folders of its own, and a chromium to walk through it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
STARTS_WITHIN_S = 180
TRANSCRIBED_WITHIN_S = 600
expect.set_options(timeout=20_000)  # ms; two archives and two browsers share the machine
LOG_INS = {
    "interviewer": "listen-with-care",
    "editor": "read-with-care",
    "administrator": "keep-with-care",
}


@dataclass(frozen=True)
class Site:
    address: str

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@contextmanager
def running_site() -> Iterator[Site]:
    """The running archive; nothing of it is shared with the machine's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="ohb-", dir="/tmp"))
    folder.chmod(0o755)  # the embedded database may run as a user of its own
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "PORT": str(port),
        "LOCAL_ROOT": str(folder / "local"),
        "MEDIA_ROOT": str(folder / "media"),
        "ARCHIVE_MODE": "demonstration",
        "OMP_WAIT_POLICY": "passive",  # two archives that recognise speech at once wait for each other's threads
    }
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "run"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    site = Site(f"http://127.0.0.1:{port}")
    try:
        _until(lambda: site.get("/healthz")[0] == 200, STARTS_WITHIN_S, folder, process)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def transcribed(site: Site, administrator: Page) -> Site:
    """The same, once the worker has gone through the demonstration collection."""

    def settled() -> bool:
        administrator.goto(f"{site.address}/en/work/")
        sentences = administrator.locator(".recordings li").all_inner_texts()
        return len(sentences) >= 10 and all("Transcribed by machine." in sentence for sentence in sentences)

    deadline = time.monotonic() + TRANSCRIBED_WITHIN_S
    while not settled():
        assert time.monotonic() < deadline, json.loads(site.get("/healthz")[1])
        time.sleep(2)
    return site


def _until(true: Callable[[], bool], within_s: float, folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        log = (folder / "log").read_text(errors="replace")[-4000:]
        assert process.poll() is None, f"the archive stopped by itself:\n{log}"
        assert time.monotonic() < deadline, f"the archive did not start:\n{log}"
        time.sleep(0.5)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """``visit(path, width=360, javascript=False, …)`` opens a page as a new visitor, and watches what it asks for.

    In the end every page must have stayed on the site and run without an error of its own.
    """
    contexts: list[BrowserContext] = []
    amiss: list[str] = []

    def open_page(path: str, *, width: int = 1280, javascript: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: _note_stranger(request.url, site, amiss))
        page.on("pageerror", lambda error: amiss.append(f"{page.url}: {error}"))
        page.goto(site.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not amiss


def _note_stranger(url: str, site: Site, amiss: list[str]) -> None:
    if not url.startswith((site.address, "data:", "blob:", "about:")):
        amiss.append(f"asked another site for {url}")


def log_in(page: Page, site: Site, name: str) -> None:
    """Log in through the form, as that person of the demonstration."""
    page.goto(f"{site.address}/en/log-in/")
    page.get_by_label("User name").or_(page.get_by_label("Username")).fill(name)
    page.get_by_label("Password", exact=True).fill(LOG_INS[name])
    page.locator("main").get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "log-in" not in url)


@pytest.fixture(scope="session")
def administrator(chromium: Browser, site: Site) -> Iterator[Page]:
    page = chromium.new_context().new_page()
    log_in(page, site, "administrator")
    yield page
    page.context.close()


@pytest.fixture(scope="session")
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
