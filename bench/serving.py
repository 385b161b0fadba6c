"""The real web server on a database of its own, for the benchmarks of uploads; its memory, and what is sent to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from archive.web_server import WORKERS

REPOSITORY = Path(__file__).resolve().parent.parent
TOKEN = "a" * 32
BLOCK_BYTES = 1_000_000
_BLOCK = os.urandom(BLOCK_BYTES)
_SET_UP = """
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client()
client.force_login(get_user_model().objects.create_superuser("administrator", "administrator@example.org", "x"))
print(client.cookies["sessionid"].value)
"""


def block(number: int) -> bytes:
    """The block of this number of a file that never repeats itself."""
    return number.to_bytes(8, "big") + _BLOCK[8:]


class Site:
    """``manage.py serve`` with folders and a database below ``folder``, and somebody who is logged in."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        own = {"LOCAL_ROOT": folder / "local", "MEDIA_ROOT": folder / "media", "PORT": self.port}
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._environment = inherited | {name: str(value) for name, value in own.items()}
        made = self._manage("shell", "-v", "0", "-c", _SET_UP)
        self.headers = {
            "Tus-Resumable": "1.0.0",
            "X-CSRFToken": TOKEN,
            "Cookie": f"csrftoken={TOKEN}; sessionid={made.split()[-1]}",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def asked(self, code: str) -> str:
        """What ``manage.py shell`` prints for these lines of Python."""
        return self._manage("shell", "-v", "0", "-c", code)

    def _manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=REPOSITORY, env=self._environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def start(self) -> None:
        """Returns when it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=REPOSITORY, env=self._environment, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if "Tus-Version" in httpx.options(f"http://127.0.0.1:{self.port}/upload/").headers:
                    return
            time.sleep(0.1)
        raise TimeoutError("the web server does not answer")

    def kill(self) -> None:
        """``kill -9`` of the server, and a wait until its web processes are gone with it."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        psutil.wait_procs(children, timeout=30)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


@contextmanager
def memory_of(site: Site) -> Iterator[dict[str, float]]:
    """Fills the dictionary with memory in MB, read every twentieth of a second while the site serves: of the largest
    web process, when it had begun and at its most, and of all web processes together.

    What processes share (the libraries, and what the first had read before it made the others) is divided among them:
    proportional set size. ``resident`` counts it whole in the largest. Where a server starts anew there is one process
    for a moment, which shares with nobody and serves nobody: it is not counted.
    """
    peaks, done = {"idle": 0.0, "largest": 0.0, "all": 0.0, "resident": 0.0}, threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            with suppress(psutil.Error, AttributeError):
                process = psutil.Process(site.process.pid)  # type: ignore[union-attr]
                full = [one.memory_full_info() for one in (process, *process.children(recursive=True))]
                if len(full) <= WORKERS:
                    continue
                held = [one.pss / 1e6 for one in full]
                peaks["resident"] = max(peaks["resident"], *(one.rss / 1e6 for one in full))
                peaks["largest"] = max(peaks["largest"], *held)
                peaks["all"] = max(peaks["all"], sum(held))
                peaks["idle"] = peaks["idle"] or max(held)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def patch_head(site: Site, address: str, offset_bytes: int, length_bytes: int) -> bytes:
    """The first lines of a PATCH with so many bytes from this offset."""
    own = {
        **site.headers,
        "Host": f"127.0.0.1:{site.port}",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": length_bytes,
        "Upload-Offset": offset_bytes,
    }
    path = httpx.URL(address).raw_path.decode()
    return "\r\n".join(
        [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in own.items()), "", ""]
    ).encode()
