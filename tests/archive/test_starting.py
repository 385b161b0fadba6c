from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import polib
import pytest

from archive import starting, translations


def test_a_port_in_use_is_said_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(starting.CannotStart, match=rf"Port {port} is used.*PORT={port + 1} make run"):
            starting.check_port("127.0.0.1", port)
    starting.check_port("127.0.0.1", port)


def test_an_address_that_is_not_this_machines_is_said() -> None:
    with pytest.raises(starting.CannotStart, match=r"cannot listen on 203\.0\.113\.7"):
        starting.check_port("203.0.113.7", 8000)


def test_one_folder_runs_one_archive(settings: Any, tmp_path: Path) -> None:
    settings.LOCAL_ROOT = tmp_path
    with (
        starting.only_one(),
        pytest.raises(starting.CannotStart, match="runs already"),
        starting.only_one(),
    ):
        pass
    with starting.only_one():
        pass


def test_static_files_are_collected_when_they_changed_and_not_again(settings: Any, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("p { color: inherit }")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    starting.finders.get_finder.cache_clear()
    try:
        assert starting._static_files_changed()
        starting._collect_static_files()
        assert (tmp_path / "static" / "one.css").exists() and not starting._static_files_changed()
        (source / "two.css").write_text("")
        assert starting._static_files_changed()
    finally:
        starting.finders.get_finder.cache_clear()


def test_translations_are_compiled_without_gettext_and_only_when_they_changed(tmp_path: Path) -> None:
    source = catalogue(tmp_path, ("Home", "Inicio"), ("Search", ""))
    assert translations.compile_all([tmp_path]) == [source.with_suffix(".mo")]
    assert translations.compile_all([tmp_path]) == []
    assert [(entry.msgid, entry.msgstr) for entry in polib.mofile(str(source.with_suffix(".mo")))] == [
        ("Home", "Inicio")
    ]


def test_what_is_not_translated_is_named(tmp_path: Path) -> None:
    source = catalogue(tmp_path, ("Home", "Inicio"), ("Search", ""), ("Listen", "Escuchar"))
    guessed = polib.pofile(str(source))
    guessed.find("Listen").flags = ["fuzzy"]
    guessed.save(str(source))
    template = polib.POFile()
    template.extend(polib.POEntry(msgid=text) for text in ("Home", "Search", "Listen", "Stories"))
    template.save(str(tmp_path / "django.pot"))
    assert translations.lacking(tmp_path / "django.pot", source) == [
        f"{source} has no words for: Search",
        f"{source} has only a guess for: Listen",
        f"{source} lacks: Stories",
    ]


def catalogue(folder: Path, *entries: tuple[str, str]) -> Path:
    source = folder / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(polib.POEntry(msgid=original, msgstr=translated) for original, translated in entries)
    po.save(str(source))
    return source
