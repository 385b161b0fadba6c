"""What the addresses of a running demonstration are made of, found by reading it as a visitor and as its people do."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.browser.conftest import TRANSCRIBED_WITHIN_S, Site, log_in
from tests.browser.pages import PAGES, Facts, PageOf, pages

__all__ = ["facts_of", "lay_out", "people", "visited"]

LINE = re.compile(r'id="t-(\d+)" data-lasts="(\d+)"')


def facts_of(site: Site, editor: Page | None = None) -> Facts:
    """Waits until a public testimony has words. With somebody who works there, its recording is known as well."""
    deadline = time.monotonic() + TRANSCRIBED_WITHIN_S
    while not (spoken := _first_with_words(site)):
        assert time.monotonic() < deadline, "no testimony of the demonstration has words yet"
        time.sleep(3)
    accession, text = spoken
    lines = [(int(start), int(start) + int(lasts)) for start, lasts in re.findall(LINE, text)]
    start_ms, end_ms = lines[1][0], lines[2][1]
    series, story = _story(site)
    uuid = _recording(site, editor, accession)
    return Facts(
        accession,
        _restricted(site),
        uuid,
        (start_ms, end_ms),
        series=series,
        story=story,
        action=_first_key(site, "actions"),
        campaign=_first_key(site, "campaigns"),
    )


def _first_key(site: Site, kind: str) -> int:
    """Of an action or a campaign of the demonstration; 0 where there is none."""
    found = re.search(rf'href="[^"]*/en/{kind}/(\d+)/"', site.get(f"/en/{kind}/")[1].decode())
    return int(found[1]) if found else 0


def _numbers(site: Site) -> list[str]:
    listed = site.get("/en/testimonies/")[1].decode()
    return sorted(set(re.findall(r'href="/en/testimonies/([\w.-]+)/"', listed)))


def _first_with_words(site: Site) -> tuple[str, str] | None:
    for number in _numbers(site):
        text = site.get(f"/en/testimonies/{number}/")[1].decode()
        if len(re.findall(LINE, text)) > 3 and "<audio" in text:
            return number, text
    return None


def _restricted(site: Site) -> str:
    for number in _numbers(site):
        if 'class="restricted notice' in site.get(f"/en/testimonies/{number}/")[1].decode():
            return number
    return ""


def _story(site: Site) -> tuple[str, str]:
    """The slugs of a series and of the first story in it; empty where no story is published."""
    series = re.search(r'href="[^"]*/en/stories/([\w-]+)/"', site.get("/en/stories/")[1].decode())
    if series is None:
        return "", ""
    listed = site.get(f"/en/stories/{series[1]}/")[1].decode()
    story = re.search(rf'href="[^"]*/en/stories/{series[1]}/([\w-]+)/"', listed)
    return series[1], story[1] if story else ""


def _recording(site: Site, editor: Page | None, accession: str) -> str:
    if editor is None:
        return ""
    editor.goto(f"{site.address}/en/testimonies/{accession}/")
    found = re.search(r"/en/recordings/([0-9a-f-]{36})/", editor.content())
    return found[1] if found else ""


@contextmanager
def people(browser: Browser, site: Site, **options: object) -> Iterator[dict[str, Page]]:
    """A tab for the visitor and for each person whom a page of the table is seen as."""
    tabs: dict[str, Page] = {}
    try:
        for name in sorted({page.seen_as for page in PAGES}):
            tabs[name] = browser.new_context(**options).new_page()  # type: ignore[arg-type]
            if name:
                log_in(tabs[name], site, name)
        yield tabs
    finally:
        for tab in tabs.values():
            tab.context.close()


def visited(
    site: Site, tabs: dict[str, Page], facts: Facts, languages: Iterable[str], names: Collection[str] = ()
) -> Iterator[tuple[PageOf, str, Page]]:
    """Each page of the table (or those named) in each of the languages, open in the tab of the person who sees it."""
    for page, address in pages(facts, people=True):
        if names and page.name not in names:
            continue
        for language in languages:
            tab = tabs[page.seen_as]
            answer = tab.goto(f"{site.address}/{language}/{address}")
            assert answer and answer.status == page.status, f"/{language}/{address}: {answer and answer.status}"
            yield page, language, tab


def lay_out(tab: Page) -> None:
    """What is laid out only when it comes near (decision 22) is laid out now, as whoever comes there sees it."""
    tab.evaluate(
        """() => {
          const all = new CSSStyleSheet();
          all.replaceSync(".later, .line, .lines-together { content-visibility: visible !important }");
          document.adoptedStyleSheets = [all];
        }"""
    )
