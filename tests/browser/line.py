"""A line to the archive that can be cut: everything between a browser and the site goes through it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from types import TracebackType
from typing import Self


class Line:
    """``address`` leads to the site as long as the line is up. Cut, it takes no connection and breaks those it has."""

    def __init__(self, site: str) -> None:
        host, _, port = site.removeprefix("http://").partition(":")
        self._target = (host, int(port))
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(0.1)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._up = threading.Event()
        self._over = threading.Event()
        self._up.set()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        self._door.close()

    def cut(self) -> None:
        self._up.clear()

    def mend(self) -> None:
        self._up.set()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._door.accept()
            except TimeoutError:
                continue
            if not self._up.is_set():
                near.close()
                continue
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError), socket.create_connection(self._target) as far:
            ways = {near: far, far: near}
            with selectors.DefaultSelector() as waiting:
                for end in ways:
                    waiting.register(end, selectors.EVENT_READ)
                while self._up.is_set() and not self._over.is_set():
                    for key, _ in waiting.select(0.1):
                        end = next(one for one in ways if one is key.fileobj)
                        content = end.recv(65_536)
                        if not content:
                            return
                        ways[end].sendall(content)
