"""The archive's own processes, started for a test as the supervisor starts them, and killed without a warning."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import psutil
from django.conf import settings

PATIENCE_S = 120.0
T = TypeVar("T")
Process = subprocess.Popen[bytes]


@contextmanager
def running(*command: str, environment: Mapping[str, str]) -> Iterator[Process]:
    """``manage.py command`` while the block runs; what is left of it then is killed."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            kill(process)


def kill(process: Process) -> None:
    """``kill -9``, and a look whether its own children (decoders, web workers) went with it."""
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=20)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE], "children outlive their parent"


def eventually(true: Callable[[], T], *, patience_s: float = PATIENCE_S, every_s: float = 0.05) -> T:
    """What ``true`` answers as soon as that is not false."""
    deadline = time.monotonic() + patience_s
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited {patience_s} s in vain"
        time.sleep(every_s)
    return found
