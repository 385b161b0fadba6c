"""How fast an upload comes in, against writing the same bytes to disk with their digest, in the same run.

    python -m bench.upload [--mb 1000] [--rounds 3] [--piece-mb 0]

Starts the real web server on a database of its own, sends by tus over the loopback, and prints JSON: the medians in
MB/s (10⁶ bytes), their quotient, and the most memory that the server's processes held meanwhile. ``--piece-mb`` sends
in several requests of that size, as clients behind a proxy with a limit do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil

from archive import embedded_database

REPOSITORY = Path(__file__).resolve().parent.parent
BLOCK = os.urandom(1_000_000)
TOKEN = "a" * 32
WANTED = 0.5
SET_UP = """
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client()
client.force_login(get_user_model().objects.create_superuser("administrator", "administrator@example.org", "x"))
print(client.cookies["sessionid"].value)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mb", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--piece-mb", type=int, default=0)
    arguments = parser.parse_args()
    piece_mb = arguments.piece_mb or arguments.mb
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir="/tmp"))  # a short path, for the database's socket
    to_disk, by_tus = [], []
    try:
        with _serving(folder) as (server, port, headers), _memory_of(server) as peaks_mb:
            site = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=600)
            for _ in range(arguments.rounds):
                to_disk.append(arguments.mb / _written(folder / "plain", arguments.mb))
                by_tus.append(arguments.mb / _uploaded(site, port, headers, arguments.mb, piece_mb))
    finally:
        embedded_database.stop(folder / "local" / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
    quotient = statistics.median(by_tus) / statistics.median(to_disk)
    print(
        json.dumps(
            {
                "upload_mb_per_s": round(statistics.median(by_tus), 1),
                "disk_with_digest_mb_per_s": round(statistics.median(to_disk), 1),
                "quotient": round(quotient, 2),
                "wanted": WANTED,
                "reached": quotient >= WANTED,
                "peak_mb_of_the_largest_process": round(peaks_mb["largest"]),
                "peak_mb_of_all_processes": round(peaks_mb["all"]),
                "mb": arguments.mb,
                "piece_mb": piece_mb,
                "rounds": arguments.rounds,
            },
            indent=1,
        )
    )


def _written(file: Path, mb: int) -> float:
    """Seconds for writing so many megabytes with their SHA-256, to the disk itself."""
    begun, digest = time.perf_counter(), hashlib.sha256()
    with file.open("wb", buffering=0) as target:
        for _ in range(mb):
            target.write(BLOCK)
            digest.update(BLOCK)
        os.fsync(target.fileno())
    taken_s = time.perf_counter() - begun
    file.unlink()
    return taken_s


def _uploaded(site: httpx.Client, port: int, headers: dict[str, str], mb: int, piece_mb: int) -> float:
    """Seconds from the first byte to the last acknowledgement."""
    address = site.post("/upload/", headers={"Upload-Length": str(mb * len(BLOCK))}).headers["Location"]
    begun = time.perf_counter()
    for sent_mb in range(0, mb, piece_mb):
        _patched(port, headers, address, sent_mb, min(piece_mb, mb - sent_mb))
    taken_s = time.perf_counter() - begun
    told = site.head(address).headers
    assert told["Upload-Offset"] == told["Upload-Length"], told
    site.delete(address)
    return taken_s


def _patched(port: int, headers: dict[str, str], address: str, sent_mb: int, mb: int) -> None:
    own = {
        **headers,
        "Host": f"127.0.0.1:{port}",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": mb * len(BLOCK),
        "Upload-Offset": sent_mb * len(BLOCK),
        "Connection": "close",
    }
    head = "\r\n".join([f"PATCH {address} HTTP/1.1", *(f"{name}: {value}" for name, value in own.items()), "", ""])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        for _ in range(mb):
            line.sendall(BLOCK)
        answer = line.recv(4_096)
    assert answer.startswith(b"HTTP/1.1 204"), answer


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[psutil.Process, int, dict[str, str]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"LOCAL_ROOT": folder / "local", "MEDIA_ROOT": folder / "media", "PORT": port}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = inherited | {name: str(value) for name, value in own.items()}
    manage = [sys.executable, "manage.py"]
    made = subprocess.run(
        [*manage, "shell", "-v", "0", "-c", SET_UP],
        cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    session = made.stdout.split()[-1]
    server = subprocess.Popen([*manage, "serve"], cwd=REPOSITORY, env=environment, stderr=subprocess.DEVNULL)
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": TOKEN, "Cookie": f"csrftoken={TOKEN}; sessionid={session}"}
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                if httpx.options(f"http://127.0.0.1:{port}/upload/").status_code == 204:
                    break
            time.sleep(0.1)
        yield psutil.Process(server.pid), port, headers
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def _memory_of(server: psutil.Process) -> Iterator[dict[str, float]]:
    """Fills the dictionary with resident memory in MB, read every twentieth of a second."""
    peaks, done = {"largest": 0.0, "all": 0.0}, threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            with suppress(psutil.Error):
                held = [one.memory_info().rss / 1e6 for one in (server, *server.children(recursive=True))]
                peaks["largest"] = max(peaks["largest"], *held)
                peaks["all"] = max(peaks["all"], sum(held))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


if __name__ == "__main__":
    main()
