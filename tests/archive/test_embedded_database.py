"""The database server that the archive brings along, started, killed and stopped for real."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from archive import embedded_database


@pytest.fixture
def data() -> Iterator[Path]:
    """Not below pytest's own folder: that is closed to others, and the server of root runs as another user."""
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        yield Path(folder) / "postgres"
        embedded_database.stop(Path(folder) / "postgres")


@pytest.mark.slow
def test_what_was_committed_outlives_the_killing_of_the_server(data: Path) -> None:
    with connected(data) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")
        connection.commit()
        os.kill(postmaster(data), signal.SIGKILL)
        gone_by = time.monotonic() + 10
        while embedded_database.is_ready(data):
            assert time.monotonic() < gone_by
        with connected(data) as again:
            assert again.execute("SELECT word FROM kept").fetchall() == [("kept",)]
    running = postmaster(data)
    embedded_database.ensure_running(data)
    assert postmaster(data) == running, "a server that runs is left alone"
    embedded_database.stop(data)
    assert not embedded_database.is_ready(data) and not (data / "postmaster.pid").exists()


def test_a_number_given_anew_to_another_program_is_no_server(tmp_path: Path) -> None:
    lines = [str(os.getpid()), str(tmp_path), "0", "5432", str(tmp_path), "", "0 0", "ready"]
    (tmp_path / "postmaster.pid").write_text("\n".join(lines))
    assert not embedded_database.is_ready(tmp_path)


def test_asking_for_the_settings_entry_starts_nothing(tmp_path: Path) -> None:
    assert embedded_database.connection(tmp_path / "none")["HOST"] == str(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def connected(data: Path) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(host=embedded_database.ensure_running(data), user="postgres", dbname="postgres")


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().splitlines()[0])
