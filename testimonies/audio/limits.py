"""What a process that decodes a stranger's file may use. Imports nothing but the standard library."""

from __future__ import annotations

import fcntl
import os
import resource
import select
import signal
from dataclasses import dataclass

MEBIBYTE = 1 << 20
HOUR_MS = 3_600_000

MIN_SAMPLE_RATE_HZ = 4_000
MAX_SAMPLE_RATE_HZ = 384_000
MAX_CHANNELS = 32


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one limited process.

    ``memory_bytes`` is address space, of which Python, numpy and FFmpeg take about 250 MiB before any work.
    ``stall_s`` is the longest time the process may say nothing (waiting for a slow reader does not count).
    ``sound_ms`` is the longest sound it may produce, ``file_bytes`` the largest file it may write.
    """

    memory_bytes: int = 1024 * MEBIBYTE
    cpu_s: int = 30
    stall_s: float = 60.0
    sound_ms: int = 24 * HOUR_MS
    file_bytes: int = 0


PROBING = Limits()
DECODING = Limits(cpu_s=2 * 3600, stall_s=120.0)
COPYING = Limits(cpu_s=4 * 3600, stall_s=120.0, file_bytes=2048 * MEBIBYTE)


def impose(limits: Limits) -> None:
    """Bind the calling process to ``limits``, for good. No core is ever dumped: it would hold the recording."""
    for kind, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_s, limits.cpu_s + 5),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
    ):
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(kind, (soft, hard))


def live_by(line: int) -> None:
    """Be killed by the system when nobody holds the other end of the pipe ``line`` any more, whatever goes on then.

    A decoder that spins, or was stopped, does not outlive the process that waits for it.
    """
    fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
    if hasattr(fcntl, "F_SETSIG"):  # where there is none, SIGIO ends the process as well, unless it was stopped
        fcntl.fcntl(line, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(line, fcntl.F_SETFL, fcntl.fcntl(line, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([line], [], [], 0)[0]:  # gone already
        os.kill(os.getpid(), signal.SIGKILL)


def shut_the_door() -> None:
    """From here on the calling process can open no file, socket or device; what is open stays open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
