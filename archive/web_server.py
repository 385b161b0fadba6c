"""The web server: granian, with the WSGI application (see ``docs/decisions/0004-web-server.md``)."""

from __future__ import annotations

import ctypes
import os
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

WORKERS = 2
THREADS = 24
"""Per worker. A listener whose player has stopped reading holds a thread, and each may hold a database connection."""

UNSENT_BYTES = 16 * 1024
"""What lies ready in this machine for one listener, and would still be sent after the right to it has ended: little."""
_TCP_NOTSENT_LOWAT = 25  # linux/tcp.h

HEAPS = 2
_M_ARENA_MAX = -8  # malloc.h of glibc


def serve(host: str, port: int) -> None:
    """Serve the site until told to end.

    The site is loaded before the web processes are forked off: they share it in memory, and one that is made anew has
    it at once. Connections to the database are of one process alone, and none is open by then.
    """
    from django.db import connections
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings

    _share_heaps()
    from archive.wsgi import application

    connections.close_all()
    parent = os.getpid()

    def load(target: str) -> Any:
        from archive.supervisor import die_with

        die_with(parent)
        return _holding_little_back(application)

    Granian(
        "archive.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http1_settings=HTTP1Settings(max_buffer_size=UNSENT_BYTES),
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=load)


def _holding_little_back(application: Any) -> Any:
    """The application, whose first answer in a process sees to it that sockets take little more than they send.

    A socket otherwise takes megabytes for a reader that is slow, which is minutes of a voice. What the listening socket
    is told holds for every connection that it takes on after.
    """
    told = threading.Event()

    def answer(environ: Any, start_response: Any) -> Any:
        if not told.is_set():
            told.set()
            for descriptor in _tcp_sockets():
                with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as one:
                    one.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        return application(environ, start_response)

    return answer


def _tcp_sockets() -> list[int]:
    """The sockets of this process; empty where the system does not tell."""
    folder = Path("/proc/self/fd")
    found = []
    for entry in folder.iterdir() if folder.exists() else ():
        with suppress(OSError):
            if os.readlink(entry).startswith("socket:"):
                found.append(int(entry.name))
    return found


def _share_heaps() -> None:
    """Few heaps for all threads: glibc gives each thread its own, which grows and is never given back."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such heaps
    if set_option is not None:
        set_option(_M_ARENA_MAX, HEAPS)
