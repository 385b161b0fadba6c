"""The style guide shows every component by its real template, every token and every script, and needs no record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from archive.styleguide.components import COMPONENTS
from archive.styleguide.scripts import SCRIPTS
from archive.styleguide.tokens import colours, contrast, pairs, tokens
from testimonies.description.languages import INTERFACE_LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "archive" / "static" / "css"
SHEETS = sorted(path.stem for path in (CSS / "components").glob("*.css"))
TEMPLATES = sorted(path.name for path in (ROOT / "templates" / "components").glob("*.html"))
# What the whole page is made of stands around it, and not in a section of its own.
OF_THE_PAGE = {"site_header.html", "site_footer.html"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_component_is_rendered_from_its_own_template(client: Client, language: str) -> None:
    answer = client.get(f"/{language}/styleguide/")
    assert answer.status_code == 200
    rendered = {Path(one.name).name for one in answer.templates if (one.name or "").startswith("components/")}
    assert not set(TEMPLATES) - rendered, "give these a line in archive/styleguide/components.py"
    html = answer.content.decode()
    for sheet in SHEETS:
        text = (CSS / "components" / f"{sheet}.css").read_text(encoding="utf-8")
        classes = set(re.findall(r"\.([a-z][\w-]+)", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)))
        on_the_page = {name for names in re.findall(r'class="([^"]+)"', html) for name in names.split()}
        assert classes & on_the_page, f"nothing on the page shows {sheet}.css"
    assert not answer.cookies, "forms that are only shown ask for no cookie"
    assert 'content="noindex"' in html


def test_every_sheet_and_every_template_has_its_line() -> None:
    assert {sheet for one in COMPONENTS for sheet in one.sheets} == set(SHEETS)
    assert len({one.name for one in COMPONENTS}) == len(COMPONENTS)
    text = (ROOT / "archive" / "styleguide" / "components.py").read_text(encoding="utf-8")
    text += "".join(path.read_text() for path in (ROOT / "templates/archive/styleguide/specimen").glob("*.html"))
    unnamed = {name for name in TEMPLATES if f"components/{name}" not in text} - OF_THE_PAGE
    assert not unnamed, "give these a line in archive/styleguide/components.py"


def test_every_script_of_the_style_sheets_has_its_paragraph() -> None:
    blocks = re.findall(r"/\* (\w+) \*/\n((?:\[lang.*\n)+)", (CSS / "scripts.css").read_text(encoding="utf-8"))
    assert {name for name, _selectors in blocks} | {"latin"} == {one.name for one in SCRIPTS}
    for name, selectors in blocks:
        tags = set(re.findall(r'"(\w+)"', selectors))
        assert tags & {one.tag.split("-")[0] for one in SCRIPTS if one.name == name}


def test_every_colour_stands_out_from_its_ground_in_light_and_dark() -> None:
    assert len(colours()) > 10 and len(tokens()) > 20
    assert [f"{one.upper} on {one.ground}: {one.light:.2f}, {one.dark:.2f}" for one in pairs() if not one.enough] == []


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.django_db
@pytest.mark.parametrize("status", [403, 404, 410, 413, 429, 500])
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_page_of_every_error_is_a_page_of_the_site(client: Client, language: str, status: int) -> None:
    answer = client.get(f"/{language}/styleguide/errors/{status}/")
    html = answer.content.decode()
    assert answer.status_code == (status if status < 500 else 200)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert html.count("<h1") == 1 and 'class="site-header"' in html and 'name="robots"' in html


@pytest.mark.django_db
def test_an_error_that_has_no_page_is_none(client: Client) -> None:
    assert client.get("/en/styleguide/errors/418/").status_code == 404
