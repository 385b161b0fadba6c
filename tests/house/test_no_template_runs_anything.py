"""The policy of the public site forbids scripts, styles and handlers in a page; no template holds any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*\btype="application/(?:ld\+)?json")|<style|<[^>{%]+\s(?:style|on[a-z]+)\s*=|javascript:""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not INLINE.search(text) and not re.search(
        r'<(?:script|img|link|iframe|form)[^>]*(?:src|href|action)="(?:https?:)?//', text
    )


def test_the_test_finds_what_it_looks_for() -> None:
    for bad in ("<script>x()</script>", "<p style='a'>", '<a onclick="x()">', '<a href="javascript:x()">', "<style>"):
        assert INLINE.search(bad), bad
    for good in ('<script type="module" src="/a.js">', '<script type="application/json" data-words>', "<p data-on=1>"):
        assert not INLINE.search(good), good


@pytest.mark.parametrize("script", sorted((ROOT / "archive/static/js").rglob("*.js")), ids=lambda path: path.name)
def test_no_script_makes_code_of_text(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function\(|document\.write|setTimeout\(\s*['\"]|\.outerHTML\s*=", text)
