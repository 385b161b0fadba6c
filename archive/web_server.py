"""The web server: granian, with the WSGI application (see ``docs/decisions/0004-web-server.md``)."""

from __future__ import annotations

import ctypes
import os
from typing import Any

WORKERS = 2
THREADS = 24
"""Per worker. A listener whose player has stopped reading holds a thread, and each may hold a database connection."""

HEAPS = 2
_M_ARENA_MAX = -8  # malloc.h of glibc


def serve(host: str, port: int) -> None:
    """Serve the site until told to end."""
    from granian import Granian
    from granian.constants import Interfaces

    parent = os.getpid()

    def load(target: str) -> Any:
        from archive.supervisor import die_with

        die_with(parent)
        _share_heaps()
        from archive.wsgi import application

        return application

    Granian(
        "archive.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=load)


def _share_heaps() -> None:
    """Few heaps for all threads: glibc gives each thread its own, which grows and is never given back."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such heaps
    if set_option is not None:
        set_option(_M_ARENA_MAX, HEAPS)
