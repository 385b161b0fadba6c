"""A final upload is put together of its parts, a while at a time; its digest is taken on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator

from testimonies.actions.uploading.adding import Writing
from testimonies.models import Upload
from testimonies.upload import digesting, growing, headers
from testimonies.upload.protocol import Append

__all__ = ["AT_ONCE_S", "finish"]

AT_ONCE_S = 5.0
"""So long the request that asks for a final upload works on it; what is left is done by the worker that sweeps."""


def finish(*, upload: Upload, for_s: float | None = None) -> Upload:
    """Do what is owed to an upload whose bytes are all here: put it together, take its digest. Stops after ``for_s``.

    May be broken off and asked for again at any moment. Where another is at it, that one goes on.
    """
    until = float("inf") if for_s is None else time.monotonic() + for_s
    if not upload.sha256:
        try:
            with growing.Turn(upload.path) as turn:
                upload.refresh_from_db()
                if not upload.sha256:
                    _go_on(upload, turn, until)
        except (growing.InUse, growing.Overtaken):
            upload.refresh_from_db()
    if upload.sha256:
        for part in upload.parts.all():
            growing.forget(part.path)
            part.delete()
    return upload


def _go_on(upload: Upload, turn: growing.Turn, until: float) -> None:
    turn.cut(upload.offset_bytes)
    if digesting.whole(upload.path, upload.offset_bytes, until=until, alive=turn.alive) is None:
        return
    writing = Writing(upload.owner, upload, Append(upload.offset_bytes, upload.length_bytes), turn)
    for part, begin_bytes, last in _parts(upload):
        at_bytes = max(0, upload.offset_bytes - begin_bytes)
        if at_bytes < part.offset_bytes:
            for block in growing.blocks_of(part.path, at_bytes, part.offset_bytes):
                writing.take(block)
                if time.monotonic() > until:
                    writing.commit(until=until)
                    return
        writing.commit(until=until)
        if last:
            growing.forget(part.path)
    writing.commit(until=until)


def _parts(upload: Upload) -> Iterator[tuple[Upload, int, bool]]:
    """Each part in its order, where in the whole it begins, and whether it is not wanted again behind."""
    found = {part.uuid: part for part in upload.parts.all()}
    order = headers.concatenation({"upload-concat": upload.concat}).parts
    begin_bytes = 0
    for place, one in enumerate(order):
        yield found[one], begin_bytes, one not in order[place + 1 :]
        begin_bytes += found[one].offset_bytes
