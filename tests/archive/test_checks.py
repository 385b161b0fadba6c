"""What must hold before the archive starts, and the sentences that say how to mend it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import checks as django_checks

from archive import checks, environment

SOUND_SECRET = "Zr3-pM8xQv1_tYw6kLs0bNf5hJd2gCa7eRu9iXo4" * 2


def ids() -> set[str]:
    return {one.id for one in django_checks.run_checks(tags=[checks.TAG])}


def test_the_demonstration_as_it_comes_has_nothing_to_mend() -> None:
    assert not ids()


def test_an_unknown_engine_is_refused_with_the_known_ones(settings: Any) -> None:
    settings.WHISPER_ENGINE = "wispher"
    with pytest.raises(checks.UnsafeStart, match=r"archive\.E001.*wispher(.|\n)*whisper"):
        checks.insist()


def test_a_misspelt_model_is_refused_with_the_known_names(settings: Any) -> None:
    settings.WHISPER_MODEL = "lage-v3"
    with pytest.raises(checks.UnsafeStart, match=r"archive\.E002.*lage-v3.*large-v3"):
        checks.insist()


def test_a_model_can_be_a_file(settings: Any, tmp_path: Path) -> None:
    settings.WHISPER_MODEL = str(tmp_path / "own.pt")
    assert "archive.E002" in ids()
    (tmp_path / "own.pt").write_bytes(b"")
    assert "archive.E002" not in ids()


@pytest.mark.parametrize(("name", "number"), [("MEDIA_ROOT", "archive.E003"), ("LOCAL_ROOT", "archive.E004")])
def test_a_folder_that_is_none_is_refused(settings: Any, tmp_path: Path, name: str, number: str) -> None:
    (tmp_path / "file").write_text("")
    setattr(settings, name, tmp_path / "file" / "below")
    assert ids() == {number}


def test_a_socket_whose_path_is_too_long_is_refused(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED_DATABASE = True
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", str(tmp_path / ("deep" * 25)))
    assert ids() == {"archive.E005"}


def test_production_names_everything_that_is_unsafe_at_once(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.SECRET_KEY = "short"
    settings.ALLOWED_HOSTS = environment.default("ALLOWED_HOSTS")
    settings.SITE_URL = "http://archive.example.org"
    settings.DEBUG = True
    settings.EMBEDDED_DATABASE = True
    assert {one for one in ids() if ".E" in one} == {f"archive.E00{number}" for number in (6, 7, 8, 9)}
    assert {one for one in ids() if ".W" in one} == {f"archive.W00{number}" for number in (1, 2, 3, 8)}
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "archive.W007" in ids()


def test_production_as_it_should_be_has_nothing_to_mend(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.SECRET_KEY = SOUND_SECRET
    settings.SITE_URL = "https://archive.example.org"
    settings.ALLOWED_HOSTS = ["archive.example.org"]
    settings.EMBEDDED_DATABASE = False
    settings.WHISPER_MODEL = "large-v3"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = 1
    settings.SECOND_FACTOR_REQUIRED = True
    assert not ids()


@pytest.mark.parametrize(
    ("command", "given", "sentence"),
    [
        (["manage.py", "run"], {"ARCHIVE_MODE": "production"}, "SECRET_KEY is not set"),
        (["manage.py", "run"], {"ARCHIVE_MODE": "production", "SECRET_KEY": "x" * 60}, "archive.E006"),
        (["-c", "import archive.wsgi"], {"ARCHIVE_MODE": "production", "SECRET_KEY": SOUND_SECRET}, "archive.E007"),
        (["manage.py", "run"], {"WHISPER_MODEL": "wisper-mini"}, "whisper-mini, tiny"),
    ],
)
def test_a_process_of_its_own_refuses_to_start_and_says_how_to_mend_it(
    tmp_path: Path, command: list[str], given: dict[str, str], sentence: str
) -> None:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    nowhere = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "LOCAL_ROOT": str(tmp_path),
        "MEDIA_ROOT": str(tmp_path),
    }
    refused = subprocess.run(
        [sys.executable, *command],
        cwd=django_settings.BASE_DIR,
        env={**known, **nowhere, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert sentence in refused.stderr and "Traceback" not in refused.stderr
