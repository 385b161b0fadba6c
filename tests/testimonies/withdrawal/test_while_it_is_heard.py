"""A testimony is taken back while it is played, searched, downloaded and read: real server, real connections.

Within one second no new byte, hit or word comes, by any address that was known before.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from archive import site_setup
from search.engine import Engine
from search.index import Follower
from testimonies.actions import redacting, withdrawing
from testimonies.models import AccessCopy, RedactedCopy, Testimony
from tests.factories.arrival import stored
from tests.factories.testimony import A_WAVE, make_published
from tests.processes import eventually, running

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORD, TITLE = "quinquereme", "Rowing to Ophir"
SIZE = 8_000_000
WITHIN_S = 1.0


@dataclass
class Taken:
    """What one listener got: when, and how many bytes of what was asked for (or of what tells of it)."""

    got: list[tuple[float, int]] = field(default_factory=list)

    def after(self, moment: float) -> int:
        return sum(size for at, size in self.got if at > moment)


@pytest.fixture
def played(north: Any) -> Testimony:
    site_setup.set_up()
    testimony = make_published(north, text=f"the {WORD} of Nineveh", titles={"en": TITLE, "fr": TITLE, "ar": TITLE})
    recording = testimony.recordings.get()
    path = recording.access_copy.path
    (path.parent / recording.sha256[:2]).mkdir(parents=True)
    path.write_bytes(os.urandom(SIZE))
    redacting.redact(recording=recording, start_ms=50_000, end_ms=51_000, open_to="staff", reason="other", by=None)
    for copy in (*AccessCopy.objects.all(), *RedactedCopy.objects.all()):
        copy.path.write_bytes(os.urandom(SIZE))
    AccessCopy.objects.update(size_bytes=SIZE)
    RedactedCopy.objects.update(
        size_bytes=SIZE, state="checked", sha256=recording.sha256, made_at=timezone.now(), peaks=A_WAVE
    )
    Testimony.objects.update(first_published_at="2026-01-01T00:00Z")
    with Engine(Path(django_settings.SEARCH_INDEX_ROOT)) as engine:
        Follower(engine).catch_up()
    return Testimony.objects.get()


@pytest.fixture
def site(played: Testimony, process_environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/robots.txt").status_code == 200
        return False

    with running("collectstatic", "--no-input", "--verbosity", "0", environment=process_environment) as collecting:
        assert collecting.wait() == 0
    with running("serve", environment=process_environment | {"PORT": str(port)}):
        eventually(answers)
        yield "127.0.0.1", port


def listen(
    site: tuple[str, int], address: str, taken: Taken, stop: threading.Event, *, pause_s: float, cookie: str = ""
) -> None:
    """Fetch the whole file in one piece over one connection, as a player does whose buffer is nearly full."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # what is on this side is read at once
        line.connect(site)
        line.settimeout(0.2)
        line.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        while not stop.is_set():
            with suppress(TimeoutError):
                try:
                    block = line.recv(4096)
                except ConnectionResetError:
                    return
                if not block:
                    return
                taken.got.append((time.monotonic(), len(block)))
            time.sleep(pause_s)


def ask(site: tuple[str, int], address: str, taken: Taken, stop: threading.Event, cookie: str = "") -> None:
    """Ask again and again, and note each answer that tells anything; when it was asked counts."""
    with httpx.Client(base_url=f"http://127.0.0.1:{site[1]}", timeout=60) as client:
        while not stop.is_set():
            at = time.monotonic()
            answer = client.get(address, headers={"Cookie": cookie})
            assert answer.status_code in (200, 404 if cookie else 410, 410), address
            if TITLE in answer.text or (WORD in answer.text and "?q=" not in address):  # a search repeats the question
                taken.got.append((at, len(answer.content)))
            time.sleep(0.05)


@contextmanager
def at_once(*jobs: threading.Thread, stop: threading.Event) -> Iterator[None]:
    for job in jobs:
        job.start()
    try:
        yield
    finally:
        stop.set()
        for job in jobs:
            job.join(70)


def session_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def test_within_a_second(played: Testimony, site: tuple[str, int], editor: Any, interviewer: Any) -> None:
    """Visitors hear the silenced copy, staff the whole one; both end."""
    number, recording, own = played.accession_number, played.recordings.get(), session_of(editor)
    known = {"Range": "bytes=0-9", "If-None-Match": f'"{recording.access_copy.sha256}"'}
    asked = {
        address: Taken()
        for address in (
            f"/en/testimonies/{number}/",
            f"/ar/testimonies/{number}/",
            f"/en/testimonies/{number}/transcript-1.vtt",
            f"/en/search/?q={WORD}",
            "/fr/testimonies/",
            "/en/",
        )
    }
    at_work = {address: Taken() for address in (f"/en/recordings/{recording.uuid}/", f"/en/testimonies/{number}/")}
    playing, stop = {"": Taken(), own: Taken()}, threading.Event()
    players = [
        threading.Thread(
            target=listen, args=(site, recording.sound_url, taken, stop), kwargs={"pause_s": 0.02, "cookie": cookie}
        )
        for cookie, taken in playing.items()
    ]
    others = [threading.Thread(target=ask, args=(site, address, taken, stop)) for address, taken in asked.items()]
    others += [threading.Thread(target=ask, args=(site, *one, stop, own)) for one in at_work.items()]
    every = (*playing.values(), *asked.values(), *at_work.values())
    with at_once(*players, *others, stop=stop):
        eventually(lambda: all(taken.got for taken in every), patience_s=90)
        time.sleep(1)
        assert all(player.is_alive() for player in players), "it is still being played"
        assert all(taken.after(0) < SIZE / 2 for taken in playing.values())
        withdrawing.withdraw(testimony=played, by=editor)
        hidden_at = time.monotonic()
        time.sleep(3)
        assert not any(player.is_alive() for player in players), "the connection was broken off"
    assert [taken.after(hidden_at + WITHIN_S) for taken in playing.values()] == [0, 0]
    for told in (asked, at_work):
        assert {address: taken.after(hidden_at) for address, taken in told.items()} == dict.fromkeys(told, 0)
    assert not stored("access")
    with httpx.Client(base_url=f"http://127.0.0.1:{site[1]}", timeout=60) as client:
        for address in (recording.sound_url, f"/sound/{recording.uuid}/waveform.json", *asked):
            answer = client.get(address, headers=known)
            assert answer.status_code == (200 if address in ("/en/", "/fr/testimonies/") or "q=" in address else 410)
            assert "etag" not in answer.headers
            assert TITLE not in answer.text


def test_little_is_on_its_way_to_a_reader_that_has_stopped(
    played: Testimony, site: tuple[str, int], editor: Any
) -> None:
    """What left the archive before cannot be called back; it is a quarter of a minute of a voice, never more."""
    recording = played.recordings.get()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(site)
        line.sendall(f"GET {recording.sound_url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        line.recv(100)
        time.sleep(1)
        withdrawing.withdraw(testimony=played, by=editor)
        time.sleep(WITHIN_S)
        left, block = 0, b"-"
        line.settimeout(10)
        with suppress(ConnectionResetError):
            while block:
                block = line.recv(65536)
                left += len(block)
    assert left < 150_000
