"""What no hostile file may reach: a file beside it, and an address within the network. Both tell when touched."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.hostile.case import Scene

IN_ACCESS, IN_OPEN = 0x1, 0x20
IN_NONBLOCK = os.O_NONBLOCK


class Outsiders:
    """While the block runs, every opening of ``scene``'s secret and every call of its address is noted."""

    opened = False
    called = False

    def __init__(self, scene: Scene) -> None:
        self._path = scene.secret
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.setblocking(False)
        scene.address = f"http://127.0.0.1:{self._door.getsockname()[1]}/secret.wav"

    def __enter__(self) -> Self:
        system = ctypes.CDLL(None, use_errno=True)
        self._watch = system.inotify_init1(IN_NONBLOCK)
        if self._watch < 0 or system.inotify_add_watch(self._watch, self._path, IN_OPEN | IN_ACCESS) < 0:
            raise OSError(ctypes.get_errno(), "the file cannot be watched")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opened = _gives(lambda: os.read(self._watch, 4096))
        self.called = _gives(lambda: self._door.accept()[0].close())
        os.close(self._watch)
        self._door.close()


def _gives(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except BlockingIOError:
        return False
    return True
