"""The whole archive under its supervisor, as ``make run`` starts it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from django.conf import settings

PATIENCE_S = 180.0


@pytest.mark.slow
def test_it_comes_up_says_where_it_is_survives_a_killed_web_server_and_ends_in_order(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    output = (tmp_path / "output").open("w+")
    archive = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=settings.BASE_DIR,
        env=process_environment | {"PORT": str(port)},
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    try:
        said = Path(output.name)
        eventually(lambda: f"The archive is at http://127.0.0.1:{port}/" in said.read_text(), said)
        assert "interviewer / listen-with-care" in said.read_text()
        eventually(lambda: health(port).get("status") == "well", said)

        children = psutil.Process(archive.pid).children(recursive=True)
        web = next(child for child in children if "serve" in child.cmdline())
        os.kill(web.pid, signal.SIGKILL)
        eventually(lambda: not web.is_running() and health(port).get("status") == "well", said)

        children = psutil.Process(archive.pid).children(recursive=True)
        archive.send_signal(signal.SIGINT)
        assert archive.wait(timeout=PATIENCE_S) == 0
        assert "The archive has stopped." in said.read_text()
        assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    finally:
        archive.kill()
        archive.wait()
        output.close()


def health(port: int) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        return json.load(refused)
    except OSError:
        return {}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def eventually(condition: Callable[[], bool], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.2)
