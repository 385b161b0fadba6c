"""The SHA-256 of a file that comes in many requests: taken once, block by block, and gone on with by the next request.

A running digest cannot be written to a database, so each process keeps the last ones in memory. One that is not there
(a server was killed, another process had the request before) is caught up with from the file; nothing depends on it.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

CATCH_UP_BYTES = 128_000_000
"""A request waits until so much has been read again, a fraction of a second; more waits until the file is whole."""
_KEPT = 256
_BLOCK_BYTES = 1 << 20
_ALIVE_S = 1.0

Key = tuple[str, int]
_running: OrderedDict[Key, tuple[int, hashlib._Hash]] = OrderedDict()
_lock = threading.Lock()


def key_of(path: Path) -> Key:
    """The file's name and its number on the disk: a file that was made anew is another file."""
    return path.name, os.stat(path).st_ino


def keep(path: Path, offset_bytes: int, digest: hashlib._Hash) -> None:
    """Remember the digest of the first ``offset_bytes`` of a file."""
    with _lock:
        _running[key_of(path)] = (offset_bytes, digest.copy())
        _running.move_to_end(key_of(path))
        while len(_running) > _KEPT:
            _running.popitem(last=False)


def resumed(path: Path, offset_bytes: int) -> hashlib._Hash | None:
    """The digest of the first ``offset_bytes``, to go on with; ``None`` where too much would have to be read for it."""
    known_bytes, digest = _known(path, offset_bytes)
    if offset_bytes - known_bytes > CATCH_UP_BYTES:
        return None
    _read(path, digest, known_bytes, offset_bytes)
    return digest


def whole(
    path: Path, size_bytes: int, *, until: float = float("inf"), alive: Callable[[], None] = lambda: None
) -> str | None:
    """The SHA-256 of a whole file in hex, or ``None`` where ``time.monotonic()`` passed ``until``.

    What was read by then is remembered. ``alive`` is called about once a second.
    """
    at, digest = _known(path, size_bytes)
    called_at = time.monotonic()
    while at < size_bytes and time.monotonic() < until:
        end = min(size_bytes, at + 64 * _BLOCK_BYTES)
        _read(path, digest, at, end)
        at = end
        if time.monotonic() - called_at > _ALIVE_S:
            alive()
            called_at = time.monotonic()
    keep(path, at, digest)
    return digest.hexdigest() if at == size_bytes else None


def _known(path: Path, at_most_bytes: int) -> tuple[int, hashlib._Hash]:
    with _lock:
        known_bytes, digest = _running.get(key_of(path), (0, hashlib.sha256()))
        return (known_bytes, digest.copy()) if known_bytes <= at_most_bytes else (0, hashlib.sha256())


def _read(path: Path, digest: hashlib._Hash, begin_bytes: int, end_bytes: int) -> None:
    """Raises ``EOFError`` where the file holds less."""
    with path.open("rb") as file:
        file.seek(begin_bytes)
        left = end_bytes - begin_bytes
        while left:
            block = file.read(min(left, _BLOCK_BYTES))
            if not block:
                raise EOFError(path.name)
            digest.update(block)
            left -= len(block)
