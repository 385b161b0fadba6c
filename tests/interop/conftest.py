"""A web server that can be killed, a line that can be cut, and somebody who is logged in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from django.test import Client

from bench.relay import Relay
from bench.serving import free_port
from testimonies.models import Upload
from tests.cast import collection, granted
from tests.processes import Process, eventually, kill, running
from tests.spec.tus.speaker import TOKEN


@dataclass
class Field:
    """The archive at the far end of a slow line."""

    environment: dict[str, str]
    port: int
    session: str
    relay: Relay
    _server: ExitStack = field(default_factory=ExitStack)
    _process: Process | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.relay.port}/upload/"

    @property
    def cookie(self) -> str:
        return f"sessionid={self.session}; csrftoken={TOKEN}"

    def start(self) -> None:
        self._process = self._server.enter_context(running("serve", environment=self.environment))
        eventually(self._answers)

    def kill(self) -> None:
        assert self._process is not None
        kill(self._process)

    def stop(self) -> None:
        self._server.close()

    def break_twice(self, size_bytes: int, goes_on: Callable[[], bool]) -> list[int]:
        """Cut the line after a fifth of the file, kill the server after the half; the offsets that stood then.

        A client that no longer ``goes_on`` is waited for no longer.
        """
        first = eventually(lambda: not goes_on() or _committed_beyond(size_bytes // 5))
        self.relay.cut()
        second = eventually(lambda: not goes_on() or _committed_beyond(max(first, size_bytes // 2)))
        self.kill()
        self.relay.cut()
        self.start()
        return [first, second]

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return "Tus-Version" in httpx.options(f"http://127.0.0.1:{self.port}/upload/").headers
        return False


def _committed_beyond(offset_bytes: int) -> int:
    """How much is acknowledged, all parts together, as soon as that is more than so much; 0 before."""
    there = sum(Upload.objects.values_list("offset_bytes", flat=True))
    return there if there > offset_bytes else 0


@contextmanager
def _relay(to_port: int) -> Iterator[Relay]:
    relay = Relay(to_port, bytes_per_s=4_000_000)
    try:
        yield relay
    finally:
        relay.close()


@pytest.fixture
def far_away(process_environment: dict[str, str]) -> Iterator[Field]:
    port = free_port()
    client = Client()
    client.force_login(granted("interviewer", collection("North"), ("add_testimony",), "interviewers"))
    session = client.cookies["sessionid"].value
    with _relay(port) as relay:
        archive = Field(process_environment | {"PORT": str(port)}, port, session, relay)
        try:
            archive.start()
            yield archive
        finally:
            archive.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """24 MB that say nothing."""
    return of_noise(tmp_path / "interview.opus", 24_000_000)


def of_noise(path: Path, size_bytes: int) -> Path:
    path.write_bytes(random.Random(1990).randbytes(size_bytes))
    return path
