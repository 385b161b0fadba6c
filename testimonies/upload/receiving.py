"""Taking bytes in: streamed to disk with constant memory, digested on the way, stopped at a limit.

Knows nothing of HTTP. A file that is not finished leaves nothing behind; one that is finished is flushed to disk
before :meth:`Incoming.finish` returns.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from django.utils.translation import gettext as _

from testimonies.exceptions import UploadRefused

HEADROOM_BYTES = 200_000_000
"""Room that always stays free on the disk: the database and the access copies need some too."""


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file under ``incoming/``: where it lies, its SHA-256 and its size."""

    path: Path
    digest: str
    size_bytes: int

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


class Incoming:
    """One file that is arriving. Use as a context manager: leaving it without :meth:`finish` removes the file."""

    def __init__(self, root: Path, *, limit_bytes: int, announced_bytes: int | None = None) -> None:
        """Raises :class:`UploadRefused` before the first byte where the announced size cannot be taken."""
        self._limit_bytes = limit_bytes
        self._digest = hashlib.sha256()
        self._size_bytes = 0
        folder = root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        self._check_limit(announced_bytes or 0)
        free_bytes = shutil.disk_usage(folder).free
        if (announced_bytes or 0) + HEADROOM_BYTES > free_bytes:
            raise UploadRefused(_disk_full())
        self.path = folder / f"{uuid.uuid4().hex}.part"
        self._file = self.path.open("xb")

    def write(self, block: bytes) -> None:
        """Add bytes. Raises :class:`UploadRefused` where the limit is passed or the disk is full."""
        self._check_limit(self._size_bytes + len(block))
        try:
            self._file.write(block)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise UploadRefused(_disk_full()) from error
            raise
        self._digest.update(block)
        self._size_bytes += len(block)

    def finish(self) -> Received:
        """Flush to disk and hand the file over; from here on it is the receiver's."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                self.abandon()
                raise UploadRefused(_disk_full()) from error
            raise
        self._file.close()
        return Received(self.path, self._digest.hexdigest(), self._size_bytes)

    def abandon(self) -> None:
        """Forget the file; nothing of it stays."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _check_limit(self, size_bytes: int) -> None:
        if size_bytes > self._limit_bytes:
            raise UploadRefused(
                _(
                    "The file is larger than %(limit)s MB, the most this archive takes. "
                    "Ask its staff, or send it in parts."
                )
                % {"limit": self._limit_bytes // 1_000_000}
            )

    def __enter__(self) -> Incoming:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._file.closed:
            self.abandon()


def _disk_full() -> str:
    return _("The archive's disk is full, so the file cannot be kept. Nothing was stored; tell the archive's staff.")


def sweep(root: Path, *, older_than_s: float) -> int:
    """Remove what uploads that were cut off left under ``incoming/``; return how many files went."""
    gone = 0
    for file in (root / "incoming").glob("*.part"):
        try:
            if time.time() - file.stat().st_mtime > older_than_s:
                file.unlink()
                gone += 1
        except FileNotFoundError:
            continue  # its own upload has just taken it away
    return gone
