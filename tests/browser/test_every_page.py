"""Every page of the table against the rules of WCAG: light and dark, on a phone, a tablet and a desktop.

A page is loaded once and then made narrower and darker, for loading is what takes time. English is asked in every look;
Arabic, which differs in its direction, at each width; Spanish and French, which differ by longer words alone, where
there is the least room for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.browser.found import facts_of, lay_out, people
from tests.browser.pages import LANGUAGES, Facts, PageOf, pages

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""What another width or another colour can change; all rules are asked at the widest and at the narrowest."""
LOOKS: tuple[tuple[int, str, bool], ...] = (
    (1280, "light", True),
    (1280, "dark", False),
    (768, "dark", False),
    (768, "light", False),
    (320, "light", False),
    (320, "dark", True),
)
"""Width in CSS pixels, colour scheme, and whether every rule is asked."""
LOOKS_OF = {"en": LOOKS, "ar": (LOOKS[0], LOOKS[2], LOOKS[5])}


@pytest.fixture(scope="module")
def tabs(chromium: Browser, transcribed: Site) -> Iterator[dict[str, Page]]:
    with people(chromium, transcribed) as found:
        yield found


@pytest.fixture(scope="module")
def facts(transcribed: Site, tabs: dict[str, Page]) -> Facts:
    return facts_of(transcribed, tabs["editor"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule(transcribed: Site, tabs: dict[str, Page], facts: Facts, language: str) -> None:
    amiss: list[str] = []
    for page, address in pages(facts, people=True):
        looks = LOOKS_OF.get(language, LOOKS[-1:])
        amiss += _amiss(page, tabs[page.seen_as], f"{transcribed.address}/{language}/{address}", looks)
    assert not amiss, "\n".join(amiss)


def _amiss(page: PageOf, tab: Page, address: str, looks: Sequence[tuple[int, str, bool]]) -> Iterator[str]:
    answer = tab.goto(address)
    if answer is None or answer.status != page.status:
        yield f"{address} answers {answer and answer.status}"
        return
    lay_out(tab)
    for width, scheme, every in looks:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        asked = {"type": "tag", "values": RULES} if every else {"type": "rule", "values": OF_LOOKS}
        for found in Axe().run(tab, options={"runOnly": asked, "resultTypes": ["violations"]}).response["violations"]:
            nodes = "; ".join(f"{node['target']} {node['html'][:160]}" for node in found["nodes"][:3])
            yield f"{address} at {width} px, {scheme}: {found['id']}: {nodes}"
        wider = tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            yield f"{address} scrolls sideways by {wider} px at {width} px"
