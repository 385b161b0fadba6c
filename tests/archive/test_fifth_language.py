"""A fifth language is one catalogue and one setting: without a word in the catalogue it starts, and speaks English."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive import given

ROOT = Path(__file__).resolve().parents[2]
VISIT = """
from django.conf import settings
from django.contrib.staticfiles import storage
from django.test import Client
from archive import site_setup

settings.ALLOWED_HOSTS = ["testserver"]
storage.staticfiles_storage._wrapped = storage.StaticFilesStorage()  # nothing is collected in tests
site_setup.set_up()
for path in ("", "testimonies/", "search/?q=x", "convention/", "styleguide/", "record/", "nothing-here/"):
    answer = Client().get(f"/pt/{path}")
    html = answer.content.decode()
    assert answer.status_code == (404 if path.startswith("nothing") else 200), (path, answer.status_code)
    assert '<html lang="pt" dir="ltr"' in html, path
    assert 'href="/pt/' in html, path
    assert "Leave quickly" in html, path
assert "Português" in Client().get("/en/").content.decode()
print("It speaks.")
"""


@pytest.mark.slow
def test_portuguese_starts_without_a_word_of_its_own(process_environment: dict[str, str]) -> None:
    environment = process_environment | {"INTERFACE_LANGUAGES": "en es fr ar pt"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", VISIT],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.strip().endswith("It speaks."), done.stderr[-3000:]


@pytest.mark.parametrize("text", ["", "en", "pt en es fr ar", "en es fr ar pt pt", "en es fr ar klingon"])
def test_what_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"en es fr ar|no language"):
        given.interface_languages(text)


def test_more_languages_come_behind_the_four() -> None:
    assert given.interface_languages("en es fr ar pt sw") == ["en", "es", "fr", "ar", "pt", "sw"]
