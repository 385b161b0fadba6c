"""The W3C's own checker finds nothing on any page, in any language: no error, and no warning but those named here."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.html, pytest.mark.django_db]

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
EXCEPTIONS: dict[str, str] = {
    "Attribute “controlslist” not allowed on element “audio”": "No standard knows it, and Chromium heeds it: without "
    "it the browser’s own controls offer a download that the narrator may not have allowed.",
}
"""The beginning of a message that is passed over, and why."""


def test_the_html_checker_finds_nothing(documents: Path) -> None:
    files = sorted(documents.glob("*.html"))
    assert len(files) > 100
    found: dict[str, list[str]] = {}
    for message in _found(*files):
        sentence = message["message"]
        if not any(sentence.startswith(beginning) for beginning in EXCEPTIONS):
            where = f"{Path(message.get('url', '')).name}:{message.get('lastLine', '')}"
            extract = repr(message.get("extract", "").strip()[:200])
            found.setdefault(f"{sentence}\n    {extract}", []).append(where)
    told = (f"{sentence}\n    {', '.join(places[:6])} ({len(places)})" for sentence, places in found.items())
    assert not found, "\n".join(told)


def test_the_checker_is_awake(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div role=nonsense></p>", encoding="utf-8")
    assert len(_found(bad)) >= 2


def _found(*files: Path) -> list[dict[str, Any]]:
    """Its messages, errors and warnings alike. One run reads all the files: starting Java is what takes time."""
    java = shutil.which("java")
    assert java, "the checker needs Java 17 (Debian: apt-get install default-jre-headless)"
    assert CHECKER.exists(), "the checker is not here: npm ci --prefix tests/html --ignore-scripts"
    command = [java, "-Xss2m", "-Xmx512m", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["messages"]
