"""A whole archive (``manage.py run``) in a folder of its own, of which any process can be killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from archive import embedded_database

__all__ = ["REPOSITORY", "TARGETS", "Archive", "until"]

REPOSITORY = Path(__file__).resolve().parent.parent
TARGETS = ("work", "work", "serve", "follow_index", "database")
"""What is killed, by the word in its command line; there are two workers."""


@dataclass
class Archive:
    """The archive that is tried: its folder, its process, and what was done to it."""

    folder: Path
    port: int
    killed: Counter[str] = field(default_factory=Counter)
    process: subprocess.Popen[bytes] | None = None

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "local" / "postgres"

    def start(self) -> None:
        own = {"LOCAL_ROOT": self.folder / "local", "MEDIA_ROOT": self.folder / "media", "PORT": self.port}
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=REPOSITORY,
                env=inherited | {name: str(value) for name, value in own.items()},
                stdout=log,
                stderr=log,
            )

    def kill_one(self, target: str) -> None:
        """``kill -9`` for one of the archive's own processes, if it runs just now."""
        assert self.process is not None
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            if target == "database":
                victims = [int((self.data / "postmaster.pid").read_text().split()[0])]
            else:
                children = psutil.Process(self.process.pid).children()
                victims = [child.pid for child in children if target in child.cmdline()]
            os.kill(random.choice(victims), signal.SIGKILL)
            self.killed[target] += 1

    def asked(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database answers, asked until it does."""

        def ask() -> list[tuple[Any, ...]]:
            at = embedded_database.connection(self.data)
            with psycopg.connect(host=at["HOST"], user=at["USER"], dbname=at["NAME"], connect_timeout=5) as server:
                return server.execute(question, values).fetchall()

        return until(ask, psycopg.Error)

    def stop(self) -> bool:
        """Whether it ended in order when it was asked to."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(60) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            return False


def until(ask: Any, errors: Any, *, patience_s: float = 120.0) -> Any:
    """What ``ask`` gives at last; ``errors`` that it raises are borne for so long."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return ask()
        except errors:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
