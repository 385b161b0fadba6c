"""Bytes are added to an upload: flushed, then acknowledged."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction

from testimonies.actions.uploading.allotting import expiry, room_for
from testimonies.models import Event, Upload
from testimonies.upload import digesting, growing
from testimonies.upload.headers import PARTIAL, Refused
from testimonies.upload.protocol import MISMATCH, Append

__all__ = ["COMMIT_BYTES", "COMMIT_S", "Writing", "append"]

COMMIT_BYTES = 64_000_000
COMMIT_S = 2.0
"""So much, or so long, may be lost of what came when a server is killed; what was committed is never lost."""


def append(*, by: Any, upload: Upload, step: Append, blocks: Iterable[bytes]) -> Upload:
    """Add what comes. What came before a line broke is kept, unless a checksum was announced for the whole of it.

    Raises :class:`~testimonies.upload.headers.Refused` (409, 413, 460), and from
    :mod:`~testimonies.upload.growing` ``InUse``, ``Overtaken``, ``DiskFull`` and ``LineBroke``.
    """
    if upload.sha256:  # whole; its file may be an original's by now, and nobody opens it to write
        if upload.offset_bytes != step.offset_bytes:
            raise Refused(409, "Upload-Offset is not where the upload stands")
        if any(blocks):
            raise Refused(413, "The upload is whole")
        return upload
    with growing.Turn(upload.path) as turn:
        upload.refresh_from_db()
        if upload.offset_bytes != step.offset_bytes:
            raise Refused(409, "Upload-Offset is not where the upload stands")
        turn.cut(upload.offset_bytes)
        writing = Writing(by, upload, step, turn)
        try:
            for block in blocks:
                writing.take(block)
        except (growing.LineBroke, growing.DiskFull, Refused):
            if step.checksum is None:
                writing.commit()
            raise
        if step.checksum is not None and not step.checksum.agrees:
            turn.cut(upload.offset_bytes)
            raise Refused(MISMATCH, "Checksum Mismatch")
        writing.commit()
    return upload


class Writing:
    """Bytes on their way to disk, their digest, and the offset behind them on its way to the database."""

    def __init__(self, by: Any, upload: Upload, step: Append, turn: growing.Turn) -> None:
        self._by, self._upload, self._step, self._turn = by, upload, step, turn
        self._offset_bytes = upload.offset_bytes
        self._committed_at = time.monotonic()
        self._is_part = upload.concat == PARTIAL  # of the whole alone the digest is taken
        self._digest = None if self._is_part else digesting.resumed(upload.path, upload.offset_bytes)
        self._end_bytes = room_for(by=by, but=upload) if step.length_bytes is None else step.length_bytes

    def take(self, block: bytes) -> None:
        """Raises :class:`~testimonies.upload.headers.Refused` (413) after the last byte that fits."""
        fits = block[: max(0, self._end_bytes - self._offset_bytes)]
        self._turn.write(fits, self._offset_bytes)
        self._offset_bytes += len(fits)
        if self._digest is not None:
            self._digest.update(fits)
        if len(fits) < len(block):
            raise Refused(413, "More bytes came than the upload has room for")
        if self._step.checksum is not None:
            self._step.checksum.running.update(fits)
        elif (
            self._offset_bytes - self._upload.offset_bytes >= COMMIT_BYTES
            or time.monotonic() - self._committed_at >= COMMIT_S
        ):
            self.commit()

    def commit(self, *, until: float = float("inf")) -> None:
        """Flush, then acknowledge; of a whole upload the digest as well, unless ``until`` passes before it is known.

        Where the digest must be read from the file, the bytes are acknowledged before: they are never asked for again.
        Raises :class:`~testimonies.upload.growing.Overtaken` where the upload is another's, or gone, by now.
        """
        self._turn.flush()
        whole = self._offset_bytes == self._step.length_bytes
        sha256 = self._digest.hexdigest() if whole and self._digest is not None else ""
        self._store(sha256)
        if self._digest is not None:
            with suppress(FileNotFoundError):
                digesting.keep(self._upload.path, self._offset_bytes, self._digest)
        if whole and not sha256 and not self._is_part:
            read = digesting.whole(self._upload.path, self._offset_bytes, until=until, alive=self._turn.alive)
            if read is not None:
                self._store(read)
        self._committed_at = time.monotonic()

    def _store(self, sha256: str) -> None:
        changed = {
            "offset_bytes": self._offset_bytes,
            "length_bytes": self._step.length_bytes,
            "expires_at": expiry(),
            "sha256": sha256,
        }
        with self._turn.kept(), transaction.atomic():
            mine = Upload.objects.filter(pk=self._upload.pk, offset_bytes=self._upload.offset_bytes)
            if not mine.update(**changed):
                raise growing.Overtaken
            if self._offset_bytes == self._step.length_bytes and (sha256 or self._is_part):
                Event.write("upload_finished", by=self._by, upload=str(self._upload.uuid), sha256=sha256)
        for name, value in changed.items():
            setattr(self._upload, name, value)
