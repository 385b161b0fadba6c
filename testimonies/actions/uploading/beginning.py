"""An upload is opened: one that is sent, or one that is put together of parts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from testimonies.actions.uploading import joining
from testimonies.actions.uploading.allotting import check_disk, check_quota, expiry
from testimonies.models import Event, Upload
from testimonies.upload import growing
from testimonies.upload.headers import FINAL, Refused
from testimonies.upload.protocol import Create

__all__ = ["begin"]


def begin(*, by: Any, step: Create) -> Upload:
    """Open an upload. A final one takes its parts to itself, and is whole when they are few or small.

    Raises :class:`UploadRefused` (quota), :class:`~testimonies.upload.growing.DiskFull`,
    :class:`~testimonies.upload.headers.Refused` (a part that is not there or not whole).
    """
    upload = Upload(owner=by, length_bytes=step.length_bytes, metadata=step.metadata, concat=step.concat)
    try:
        with transaction.atomic():
            get_user_model().objects.select_for_update().get(pk=by.pk)  # one after another, so that the quota holds
            (_join if step.concatenation.kind == FINAL else _open)(upload, step)
            Event.write("upload_begun", by=by, upload=str(upload.uuid), length_bytes=upload.length_bytes)
    except BaseException:
        growing.forget(upload.path)
        raise
    return joining.finish(upload=upload, for_s=joining.AT_ONCE_S) if upload.facts.joining else upload


def _open(upload: Upload, step: Create) -> None:
    check_disk(upload.length_bytes or 0)
    check_quota(upload.owner, upload.length_bytes or 0)
    growing.make(upload.path)
    if upload.length_bytes == 0:
        upload.sha256 = hashlib.sha256().hexdigest()
    upload.expires_at = expiry()
    upload.save()


def _join(upload: Upload, step: Create) -> None:
    """Take the parts. The first one's file becomes the upload's own; the others follow in :mod:`.joining`."""
    by, parts = upload.owner, _parts(upload.owner, step)
    upload.length_bytes = sum(part.offset_bytes for part in parts)
    if upload.length_bytes > settings.UPLOAD_LIMIT_BYTES:
        raise Refused(413, f"The upload is larger than {settings.UPLOAD_LIMIT_BYTES} bytes")
    once = {part.pk: part.offset_bytes for part in parts}
    check_disk(upload.length_bytes - sum(once.values()) + max(once.values()))
    first, *rest = parts
    if first not in rest:
        growing.become(upload.path, first.path)
        upload.offset_bytes = first.offset_bytes
    else:
        growing.make(upload.path)
    upload.expires_at = expiry()
    upload.save()
    Upload.objects.filter(pk__in=once).update(joined_to=upload)
    check_quota(by, upload.length_bytes, but=upload)


def _parts(by: Any, step: Create) -> Sequence[Upload]:
    wanted = step.concatenation.parts
    mine = Upload.objects.of(by).select_for_update().filter(uuid__in=wanted, concat="partial")
    found = {part.uuid: part for part in mine}
    if set(wanted) - set(found) or any(part.facts.expired for part in found.values()):
        raise Refused(400, "A part of the final upload is no partial upload of yours, or went into another")
    if not all(part.facts.finished for part in found.values()):
        raise Refused(400, "A part of the final upload is not finished")
    if any(growing.size_of(part.path) < part.offset_bytes for part in found.values()):
        raise Refused(409, "A part of the final upload is not there any more; ask how far it is")
    return [found[one] for one in wanted]
