"""After a purge a search of every byte of the installation, and of a dump of its database, finds nothing.

An installation of its own, with a database server of its own, worked by ``manage.py``: what PostgreSQL keeps of deleted
rows is part of what is searched.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from archive import embedded_database
from tests.factories.planted import WORDS

pytestmark = [pytest.mark.slow]

PLANT = (
    "import django; django.setup(); from tests.factories.planted import plant; "
    "testimony = plant(); form = testimony.consent_forms.get(); "
    "print(testimony.accession_number, testimony.recordings.get().sha256, form.scans.get().sha256)"
)
OF_IT = "COPY (SELECT lock FROM procrastinate_jobs WHERE lock ~ '-[0-9]' AND lock !~ '^purge-') TO STDOUT"
PROGRAMS = Path(embedded_database._library().__file__).parent / "pginstall18" / "bin"
FRAGMENT = 6
"""A compressed value is broken up by control bytes: pieces of this length of a word are looked for, too."""


class Installation:
    """Folders, and ``manage.py`` on them."""

    def __init__(self, root: Path) -> None:
        self.local, self.media = root / "local", root / "media"
        self.local.mkdir(parents=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DATABASE_URL"))}
        self.environment = own | {
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "LOCAL_ROOT": str(self.local),
            "MEDIA_ROOT": str(self.media),
            "SECRET_KEY": "of this test",
        }
        embedded_database.ensure_running(self.local / "postgres")

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=django_settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def sql(self, statement: str) -> bytes:
        return self._program("psql", "-c", statement)

    def dump(self) -> bytes:
        return self._program("pg_dump", "--format=plain")

    def _program(self, name: str, *more: str) -> bytes:
        socket = embedded_database.connection(self.local / "postgres")["HOST"]
        command = [str(PROGRAMS / name), "-h", socket, "-U", "postgres", *more, "postgres"]
        return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="purged-") as folder:
        Path(folder).chmod(0o755)  # the server runs as a user of its own where the tests run as root
        made = Installation(Path(folder))
        try:
            made.manage("migrate", "--verbosity", "0")
            yield made
        finally:
            embedded_database.stop(made.local / "postgres")


def found_in(installation: Installation, wanted: dict[str, list[bytes]]) -> dict[str, list[str]]:
    """Name → the files whose bytes, or whose name, hold one of what is wanted by that name."""
    every = re.compile(b"|".join(re.escape(one) for pieces in wanted.values() for one in set(pieces)))
    found: dict[str, list[str]] = {}
    contents = [("a dump of the database", installation.dump())]
    for root in (installation.local, installation.media):
        for file in root.rglob("*"):
            if file.is_file() and not file.is_socket():
                contents.append((str(file.relative_to(root.parent)), bytes(file) + b"\n" + file.read_bytes()))
    for name, content in contents:
        for hit in set(every.findall(content)):
            for what, pieces in wanted.items():
                if hit in pieces:
                    found.setdefault(what, []).append(f"{name}: {hit!r}")
    return found


def pieces_of(word: str) -> list[bytes]:
    """The word, and the pieces of it that no other planted word has."""
    shared = {piece for other in WORDS.values() if other != word for piece in _windows(other)}
    return [word.encode(), word.encode().hex().encode(), *sorted(_windows(word) - shared)]


def _windows(word: str) -> set[bytes]:
    return {word[at : at + FRAGMENT].encode() for at in range(len(word) - FRAGMENT + 1) if "zq" in word[at : at + 2]}


def test_nothing_is_left_of_a_purged_testimony(installation: Installation) -> None:
    accession, digest, scan = installation.run("-c", PLANT).split()
    installation.sql("ANALYZE")  # statistics hold samples of values
    installation.manage("follow_index", "--once")
    wanted = {word: pieces_of(word) for word in WORDS.values()}
    wanted |= {name: [one.encode(), bytes.fromhex(one)] for name, one in (("digest", digest), ("of the scan", scan))}
    before = found_in(installation, wanted)
    assert set(before) == set(wanted), f"the search sees what was planted: {set(wanted) - set(before)}"

    installation.manage("withdraw", accession, "--language", "fr")
    assert installation.sql(OF_IT) == b"", "no job about it waits"
    said = installation.manage("purge", accession, "--before-the-window-is-over", accession)
    assert accession in said
    installation.manage("follow_index", "--once")

    assert found_in(installation, wanted) == {}
    assert installation.sql(OF_IT) == b"", "no trace of a job"
    assert accession.encode() in installation.dump(), "the tombstone and its events stay"
