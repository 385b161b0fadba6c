"""Uploads are forgotten: by their owner, when they expire, and where a disk lost what they had."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from testimonies.actions.uploading import joining
from testimonies.models import Event, Upload
from testimonies.upload import growing

__all__ = ["agree", "sweep", "terminate"]

JOINED_AT_ONCE_S = 3.0
"""So long one sweep works on uploads that are to be put together; the next goes on."""


@transaction.atomic
def agree(*, upload: Upload) -> Upload:
    """Bring offset and file to agreement where the file holds less (a disk was lost): the offset goes back to it."""
    if upload.recording_id is not None or growing.size_of(upload.path) >= upload.offset_bytes:
        return upload
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    there_bytes = growing.size_of(upload.path)
    if upload.recording_id is None and there_bytes < upload.offset_bytes:
        growing.remake(upload.path)
        upload.offset_bytes, upload.sha256 = there_bytes, ""
        upload.save(update_fields=["offset_bytes", "sha256"])
        Event.write("upload_set_back", by=None, upload=str(upload.uuid), offset_bytes=there_bytes)
    return upload


@transaction.atomic
def terminate(*, by: Any, upload: Upload) -> None:
    """Forget an upload and its bytes; who is writing it just now is stopped. A recording that it became stays."""
    _delete(upload)
    Event.write("upload_terminated", by=by, upload=str(upload.uuid))


def _delete(upload: Upload) -> None:
    paths = [upload.path, *(part.path for part in upload.parts.all())]
    upload.delete()
    for path in paths:
        transaction.on_commit(partial(growing.forget, path))


def sweep(*, older_than_s: float) -> int:
    """Forget expired uploads, and files that no upload knows; go on with what is owed to those that are whole.

    Returns how many uploads went.
    """
    gone = 0
    for pk in Upload.objects.expired().values_list("pk", flat=True):
        with transaction.atomic():  # one that is just being taken in is locked, and waits for the next sweep
            upload = Upload.objects.expired().select_for_update(skip_locked=True).filter(pk=pk).first()
            if upload is not None:
                _delete(upload)
                Event.write("upload_expired", by=None, upload=str(upload.uuid), owner=upload.owner_id)
                gone += 1
    _remove_leftovers(Path(settings.MEDIA_ROOT) / "incoming", older_than_s)
    _finish_what_is_owed()
    return gone


def _remove_leftovers(folder: Path, older_than_s: float) -> None:
    for file in [*folder.glob(f"*{growing.SUFFIX}"), *folder.glob(f"*{growing.HANDED_SUFFIX}")]:
        try:
            old = time.time() - file.stat().st_ctime > older_than_s
        except FileNotFoundError:
            continue  # its owner has just taken it away
        if not old:
            continue
        if file.suffix == growing.HANDED_SUFFIX:
            file.unlink(missing_ok=True)
        elif not Upload.objects.waiting().filter(uuid=file.stem).exists():
            growing.forget(file)


def _finish_what_is_owed() -> None:
    until = time.monotonic() + JOINED_AT_ONCE_S
    for upload in Upload.objects.owed():
        if time.monotonic() > until:
            return
        try:
            joining.finish(upload=upload, for_s=until - time.monotonic())
        except (FileNotFoundError, Upload.DoesNotExist):
            continue  # forgotten by its owner just now
