"""No public page asks another site for anything, sets a cookie or stores anything before its visitor acts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.browser.pages import Facts, pages

pytestmark = pytest.mark.browser

CRAWLED = 25
"""So many more pages are opened, by the links of those that were seen."""
STORED = """async () => ({
  cookies: document.cookie,
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"cookies": "", "local": [], "session": [], "databases": [], "caches": [], "workers": 0}
NOT_PAGES = ("/sound/", "/static/", "/admin/", "/log-in/", "/sign-up/", "/password/", "/record/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_public_page_keeps_or_asks_elsewhere(
    chromium: Browser, transcribed: Site, numbers: list[str], language: str
) -> None:
    site = transcribed
    facts = Facts(numbers[0], word="work")
    waiting = [f"/{language}/{address}" for page, address in pages(facts) if not page.keeps]
    seen, crawled, amiss = set(waiting), 0, []
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.on("request", lambda asked: _note(asked.url, site, amiss))
    page.on("response", lambda told: _note_cookie(told, amiss))
    page.on("requestfailed", lambda asked: amiss.append(asked.url) if "static" in asked.url else None)
    while waiting:
        path = waiting.pop(0)
        page.goto(site.address + path)
        page.wait_for_load_state("networkidle")
        kept = page.evaluate(STORED)
        assert kept == NOTHING, (path, kept)
        assert not context.cookies(), (path, context.cookies())
        for link in _links(page, site, language):
            if link not in seen and crawled < CRAWLED:
                seen.add(link)
                waiting.append(link)
                crawled += 1
    assert not amiss
    assert crawled >= 5, "the pages lead to others"
    context.close()


def test_only_who_asks_for_it_is_remembered_and_leaving_forgets(
    chromium: Browser, transcribed: Site, numbers: list[str]
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{transcribed.address}/en/testimonies/{numbers[1]}/")
    page.locator("[data-play]").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.5")
    page.locator("[data-play]").click()
    assert page.evaluate(STORED)["local"] == [], "who plays has not asked to be remembered"
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Remember my place").click()
    assert len(page.evaluate(STORED)["local"]) == 1
    page.evaluate("() => { document.querySelector('audio').currentTime = 20; }")
    page.locator("[data-play]").click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 20.2")
    page.locator("[data-play]").click()
    page.reload()
    page.wait_for_function("() => document.querySelector('audio').currentTime >= 20")
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url("about:blank")
    page.goto(f"{transcribed.address}/en/")
    assert page.evaluate(STORED) == NOTHING
    context.close()


def test_a_page_of_text_alone_is_light_and_leads_on_to_such_pages(
    chromium: Browser, transcribed: Site, numbers: list[str]
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.resource_type))
    page.goto(f"{transcribed.address}/en/testimonies/{numbers[0]}/?lite")
    assert set(asked) <= {"document", "stylesheet"}, "no script, no picture, no sound before somebody presses play"
    assert page.locator("audio source").first.get_attribute("type") == "audio/ogg; codecs=opus"
    page.get_by_role("link", name="Testimonies", exact=True).first.click()
    assert "lite=1" in page.url
    assert page.locator("script").count() == 0
    page.goto(f"{transcribed.address}/en/?lite")
    assert not context.cookies()
    page.get_by_role("button", name="Remember this on this device").click()
    page.goto(f"{transcribed.address}/en/testimonies/")
    assert page.locator("script").count() == 0
    page.get_by_role("button", name="forget").click()
    assert page.locator("script").count() > 0 and not context.cookies()
    context.close()


def _links(page: Page, site: Site, language: str) -> list[str]:
    whole = (
        "(all) => all.map((one) => new URL(one.getAttribute('href'), document.baseURI).href)"  # of a drawing as well
    )
    found: list[str] = page.eval_on_selector_all("a[href]:not([download])", whole)
    paths = [
        urldefrag(one).url.removeprefix(site.address) for one in found if one.startswith(f"{site.address}/{language}/")
    ]
    return [path for path in paths if not any(part in path for part in NOT_PAGES) and _is_page(path)]


def _is_page(path: str) -> bool:
    return urlsplit(path).path.endswith("/")


def _note(url: str, site: Site, amiss: list[str]) -> None:
    if not url.startswith((site.address, "data:", "blob:", "about:")):
        amiss.append(f"asked another site for {url}")


def _note_cookie(told: Any, amiss: list[str]) -> None:
    if "set-cookie" in told.headers:
        amiss.append(f"{told.url} sets a cookie")
