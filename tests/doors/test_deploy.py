"""Production as the README sets it up: Django's own check for deployment finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "ARCHIVE_MODE": "production",
    "SECRET_KEY": "Zr3-pM8xQv1_tYw6kLs0bNf5hJd2gCa7eRu9iXo4" * 2,
    "ALLOWED_HOSTS": "archive.example.org",
    "SITE_URL": "https://archive.example.org",
    "SECURE_PROXY": "1",
    "TRUSTED_PROXIES": "1",
    "WHISPER_MODEL": "large-v3",
    "EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
}


def checked(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    folders = {"LOCAL_ROOT": str(tmp_path / "local"), "MEDIA_ROOT": str(tmp_path / "media")}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={**known, **PRODUCTION, **folders, **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hsts", ["host", "subdomains", "preload"])
def test_it_finds_nothing(tmp_path: Path, hsts: str) -> None:
    found = checked(tmp_path, HSTS=hsts)
    assert found.returncode == 0, found.stderr
    assert "no issues" in found.stdout


def test_it_would_find_something(tmp_path: Path) -> None:
    found = checked(tmp_path, SECOND_FACTOR="0")
    assert found.returncode == 1 and "archive.W008" in found.stderr
