"""A line that can be cut: a TCP relay in front of a web server."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress

_PIECE_BYTES = 1 << 18
_AT_ONCE = struct.pack("ii", 1, 0)  # close with a reset, as a line that is torn


class Relay:
    """Listens on ``port`` and hands everything on to ``to_port``, both ways; :meth:`cut` breaks what is open.

    With ``bytes_per_s`` it is as slow as that, for each connection and direction, from now on whenever it is set.
    """

    def __init__(self, to_port: int, *, bytes_per_s: float = float("inf")) -> None:
        self._to_port = to_port
        self.bytes_per_s = bytes_per_s
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        for line in list(self._open):
            with suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                line.shutdown(socket.SHUT_RDWR)
            self._close(line)

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._to_port))
                except OSError:  # the server is down
                    client.close()
                    continue
                self._open |= {client, server}
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._hand_on, args=(source, target), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while some := source.recv(_PIECE_BYTES):
                target.sendall(some)
                time.sleep(len(some) / self.bytes_per_s)
            target.shutdown(socket.SHUT_WR)
            return
        self._close(source)
        self._close(target)

    def _close(self, line: socket.socket) -> None:
        self._open.discard(line)
        line.close()
