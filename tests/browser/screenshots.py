"""``make screenshots``: a picture of every page in English and Arabic, on a phone and on a desktop, to be looked at.

``python -m tests.browser.screenshots --help`` names the choices: a running demonstration, all languages, the dark, one
page. The pictures and an ``index.html`` of them lie in ``screenshots/``, which git ignores.
"""

from __future__ import annotations

import argparse
import html
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, Site, running_site
from tests.browser.found import facts_of, lay_out, people, visited
from tests.browser.pages import LANGUAGES, SIZES

TALLEST_PX = 12_000
SETTLES_MS = 250


def main() -> None:
    asked = _asked()
    into: Path = asked.into
    into.mkdir(parents=True, exist_ok=True)
    sizes = [_size(one) for one in asked.size or SIZES]
    with ExitStack() as stack:
        site = Site(asked.at.rstrip("/")) if asked.at else stack.enter_context(running_site())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        stack.callback(browser.close)
        tabs = stack.enter_context(people(browser, site))
        facts = facts_of(site, tabs["editor"])
        made: list[Path] = []
        for page, language, tab in visited(site, tabs, facts, asked.language or ("en", "ar"), asked.only or ()):
            for name, (width, height) in sizes:
                for scheme in ("light", "dark") if asked.dark else ("light",):
                    picture = into / f"{page.name}.{language}.{name}.{scheme}.png"
                    _take(tab, picture, width, height, scheme)
                    made.append(picture)
    index = into / "index.html"
    index.write_text(_index(sorted(into.glob("*.png"))), encoding="utf-8")
    print(f"{len(made)} pictures: {index}")


def _take(tab: Page, picture: Path, width: int, height: int, scheme: str) -> None:
    tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    tab.set_viewport_size({"width": width, "height": height})
    lay_out(tab)
    tab.wait_for_timeout(SETTLES_MS)
    tall = int(tab.evaluate("() => document.documentElement.scrollHeight"))
    if tall <= TALLEST_PX:
        tab.screenshot(path=picture, full_page=True)
    else:  # of a page without end, its beginning
        tab.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": TALLEST_PX})


def _size(given: str) -> tuple[str, tuple[int, int]]:
    if given in SIZES:
        return given, SIZES[given]
    width, _, height = given.partition("x")
    return given, (int(width), int(height or 900))


def _index(pictures: list[Path]) -> str:
    shown = "\n".join(
        f'<figure><figcaption>{html.escape(one.stem)}</figcaption><a href="{html.escape(one.name)}">'
        f'<img src="{html.escape(one.name)}" alt="" loading="lazy"></a></figure>'
        for one in pictures
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title><style>'
        "body{font-family:sans-serif;columns:20rem}figure{break-inside:avoid;margin:0 0 1rem}"
        "img{max-width:100%;max-height:40rem;object-fit:cover;object-position:top;border:1px solid #999}</style>\n"
        f"<h1>Every page</h1>\n{shown}</html>\n"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", default="", help="address of a running demonstration; without it one is started")
    parser.add_argument("--into", type=Path, default=Path("screenshots"), help="folder of the pictures")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="again for more; else en and ar")
    parser.add_argument("--size", action="append", help="phone, desktop, or WIDTHxHEIGHT; again for more")
    parser.add_argument("--dark", action="store_true", help="each picture in the dark as well")
    parser.add_argument("--only", action="append", help="the name of a page of tests/browser/pages.py; again for more")
    return parser.parse_args()


if __name__ == "__main__":
    main()
