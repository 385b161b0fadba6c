"""A linked sheet is one file where it is served, with every rule that its parts have; so is the desk's script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

CSS = Path(__file__).resolve().parents[2] / "archive/static/css"


@pytest.fixture
def served(settings: Any, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "archive.static_files.Storage"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    return tmp_path / staticfiles_storage.stored_name("css/site.css")


def test_the_sheet_holds_all_that_it_imports_in_its_layers(served: Path) -> None:
    every = served.read_text(encoding="utf-8")
    work = (served.parents[1] / staticfiles_storage.stored_name("css/work.css")).read_text(encoding="utf-8")
    assert every.index("@layer tokens, base") < every.index("@layer tokens {")
    for sheet in (every, work):
        assert "@import" not in sheet and sheet.count("{") == sheet.count("}")
    for part in [*CSS.glob("*.css"), *CSS.glob("components/*.css")]:
        if part.name not in ("site.css", "work.css"):
            rules = _rules(part.read_text(encoding="utf-8"))
            assert (rules in _rules(every)) != (rules in _rules(work)), f"{part.name} belongs into one of the two"
    assert "/*" not in every and "\n " not in every, "what only people read is left out"


def _rules(sheet: str) -> str:
    """Without comments and white space."""
    return re.sub(r"/\*.*?\*/|\s", "", sheet, flags=re.DOTALL)


def test_the_script_of_the_desk_holds_its_modules(served: Path) -> None:
    script = (served.parents[1] / staticfiles_storage.stored_name("js/desk/desk.js")).read_text(encoding="utf-8")
    for part in [*(CSS.parent / "js" / "desk").glob("*.js"), CSS.parent / "js" / "player.js"]:
        assert script.count(f"// {part.relative_to(CSS.parent).as_posix()}\n") == 1, part.name


def test_it_is_new_when_a_part_changes(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from archive import static_files

    plain = static_files._Joined._text
    monkeypatch.setattr(static_files._Joined, "_text", lambda self, path: plain(self, path).replace("0", "1"))
    call_command("collectstatic", verbosity=0, interactive=False)
    assert staticfiles_storage.stored_name("css/site.css") != served.name


def test_what_visitors_wait_for_comes_by_brotli_and_the_rest_by_gzip(served: Path) -> None:
    def made(name: str) -> set[str]:
        found = served.parents[1] / staticfiles_storage.stored_name(name)
        return {one.suffix for one in found.parent.glob(f"{found.name}*")}

    assert made("css/site.css") == {".css", ".br", ".gz"} and made("js/listening.js") == {".js", ".br", ".gz"}
    assert made("wagtailadmin/js/core.js") == {".js", ".gz"}
