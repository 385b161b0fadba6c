"""Uploads that go on where they broke off: begun, added to, taken apart, put together, forgotten.

An offset that was told to a client is on disk: bytes are flushed first, then the offset is committed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies.exceptions import UploadRefused
from testimonies.models import Event, Upload
from testimonies.upload import growing
from testimonies.upload.headers import FINAL, Refused
from testimonies.upload.protocol import MISMATCH, Append, Create
from testimonies.upload.receiving import HEADROOM_BYTES, Received

__all__ = ["agree", "append", "arrived", "begin", "room_for", "settled", "sweep", "terminate"]

_NUMBER = re.compile(r"(?:\S*/upload/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")
COMMIT_BYTES = 64_000_000
COMMIT_S = 2.0
"""So much, or so long, may be lost of what came when a server is killed; what was committed is never lost."""


def begin(*, by: Any, step: Create) -> Upload:
    """Open an upload; a final one is put together at once.

    Raises :class:`UploadRefused` (quota), :class:`~testimonies.upload.growing.DiskFull`,
    :class:`~testimonies.upload.headers.Refused` (a part that is not there or not whole).
    """
    upload = Upload(owner=by, length_bytes=step.length_bytes, metadata=step.metadata, concat=step.concat)
    parts = _parts(by, step)
    if step.concatenation.kind == FINAL:
        upload.length_bytes = sum(part.offset_bytes for part in parts)
        if upload.length_bytes > settings.UPLOAD_LIMIT_BYTES:
            raise Refused(413, f"The upload is larger than {settings.UPLOAD_LIMIT_BYTES} bytes")
    _check_disk(upload.length_bytes or 0)
    _check_quota(by, upload.length_bytes or 0)
    growing.make(upload.path)
    try:
        if step.concatenation.kind == FINAL:
            upload.sha256 = _put_together(upload, parts)
            upload.offset_bytes = upload.length_bytes or 0
        elif upload.length_bytes == 0:
            upload.sha256 = hashlib.sha256().hexdigest()
        with transaction.atomic():
            get_user_model().objects.select_for_update().get(pk=by.pk)  # one after another, so that the quota holds
            _check_quota(by, upload.length_bytes or 0)
            upload.expires_at = _expiry()
            upload.save()
            Event.write("upload_begun", by=by, upload=str(upload.uuid), length_bytes=upload.length_bytes)
    except BaseException:
        growing.forget(upload.path)
        raise
    return upload


def append(*, by: Any, upload: Upload, step: Append, blocks: Iterable[bytes]) -> Upload:
    """Add what comes. What came before a line broke is kept, unless a checksum was announced for the whole of it.

    Raises :class:`~testimonies.upload.headers.Refused` (409, 413, 460), and from
    :mod:`~testimonies.upload.growing` ``InUse``, ``Overtaken``, ``DiskFull`` and ``LineBroke``.
    """
    with growing.Turn(upload.path) as turn:
        upload.refresh_from_db()
        if upload.offset_bytes != step.offset_bytes:
            raise Refused(409, "Upload-Offset is not where the upload stands")
        turn.cut(upload.offset_bytes)
        writing = _Writing(by, upload, step, turn)
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


class _Writing:
    """The bytes of one request on their way to disk, and the offset behind them on its way to the database."""

    def __init__(self, by: Any, upload: Upload, step: Append, turn: growing.Turn) -> None:
        self._by, self._upload, self._step, self._turn = by, upload, step, turn
        self._offset_bytes = upload.offset_bytes
        self._committed_at = time.monotonic()
        self._digest = hashlib.sha256() if upload.offset_bytes == 0 else None
        limit_bytes = room_for(by=by, but=upload) if step.length_bytes is None else step.length_bytes
        self._end_bytes = limit_bytes

    def take(self, block: bytes) -> None:
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

    def commit(self) -> None:
        """Raises :class:`~testimonies.upload.growing.Overtaken` where the upload is another's, or gone, by now."""
        self._turn.flush()
        whole = self._offset_bytes == self._step.length_bytes
        changed = {
            "offset_bytes": self._offset_bytes,
            "length_bytes": self._step.length_bytes,
            "expires_at": _expiry(),
            "sha256": self._whole_digest() if whole else "",
        }
        with self._turn.kept(), transaction.atomic():
            mine = Upload.objects.filter(pk=self._upload.pk, offset_bytes=self._upload.offset_bytes)
            if not mine.update(**changed):
                raise growing.Overtaken
            if whole:
                Event.write("upload_finished", by=self._by, upload=str(self._upload.uuid), sha256=changed["sha256"])
        for name, value in changed.items():
            setattr(self._upload, name, value)
        self._committed_at = time.monotonic()

    def _whole_digest(self) -> str:
        digest = self._digest or growing.digest_of(self._upload.path, self._offset_bytes)
        return digest.hexdigest()


@transaction.atomic
def agree(*, upload: Upload) -> Upload:
    """Bring offset and file to agreement where the file holds less (a disk was lost): the offset goes back to it."""
    if growing.size_of(upload.path) >= upload.offset_bytes:
        return upload
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    there_bytes = growing.size_of(upload.path)
    if there_bytes < upload.offset_bytes:
        upload.offset_bytes, upload.sha256 = there_bytes, ""
        upload.save(update_fields=["offset_bytes", "sha256"])
        if not upload.path.exists():
            growing.make(upload.path)
        Event.write("upload_set_back", by=None, upload=str(upload.uuid), offset_bytes=there_bytes)
    return upload


@transaction.atomic
def terminate(*, by: Any, upload: Upload) -> None:
    """Forget an upload and its bytes; who is writing it just now is stopped."""
    upload.delete()
    Event.write("upload_terminated", by=by, upload=str(upload.uuid))
    transaction.on_commit(lambda: growing.forget(upload.path))


def arrived(*, by: Any, named: str) -> tuple[Received, str] | None:
    """The file and its name of an upload that is whole, by its address or number; ``None`` for all others."""
    upload = _named(by, named)
    if upload is None or not upload.sha256 or not upload.path.exists():
        return None
    return Received(upload.path, upload.sha256, upload.offset_bytes), upload.file_name


@contextmanager
def settled(*, by: Any, named: str) -> Iterator[None]:
    """While accession takes in what has :func:`arrived`; the upload is forgotten where its file went."""
    try:
        yield
    finally:
        upload = _named(by, named)
        if upload is not None and not upload.path.exists():
            upload.delete()
            growing.forget(upload.path)


def _named(by: Any, named: str) -> Upload | None:
    found = _NUMBER.fullmatch(named.strip())
    return Upload.objects.of(by).filter(uuid=found[1]).exclude(concat="partial").first() if found else None


def sweep(*, older_than_s: float) -> int:
    """Forget expired uploads, and files that no upload knows; return how many uploads went."""
    expired = list(Upload.objects.expired())
    for upload in expired:
        with transaction.atomic():
            if Upload.objects.expired().filter(pk=upload.pk).delete()[0]:
                Event.write("upload_expired", by=None, upload=str(upload.uuid), owner=upload.owner_id)
                transaction.on_commit(lambda path=upload.path: growing.forget(path))  # type: ignore[misc]
    for file in (Path(settings.MEDIA_ROOT) / "incoming").glob(f"*{growing.SUFFIX}"):
        try:
            old = time.time() - file.stat().st_mtime > older_than_s
        except FileNotFoundError:
            continue  # its owner has just taken it away
        if old and not Upload.objects.filter(uuid=file.stem).exists():
            growing.forget(file)
    return len(expired)


def room_for(*, by: Any, but: Upload | None = None) -> int:
    """Bytes that ``by`` may send in one upload, beside what is on its way already."""
    others = Upload.objects.of(by)
    if but is not None:
        others = others.exclude(pk=but.pk)
    taken = others.aggregate(sum=Sum(Coalesce("length_bytes", F("offset_bytes"))))["sum"] or 0
    return max(0, min(settings.UPLOAD_LIMIT_BYTES, settings.UPLOAD_QUOTA_BYTES - taken))


def _check_quota(by: Any, length_bytes: int) -> None:
    if Upload.objects.of(by).count() >= settings.UPLOAD_QUOTA_FILES:
        raise UploadRefused(
            _("You have %(count)s files on their way already. Describe those that have arrived, or remove some.")
            % {"count": settings.UPLOAD_QUOTA_FILES}
        )
    if length_bytes > room_for(by=by):
        raise UploadRefused(
            _(
                "With this file you would have more than %(limit)s MB on its way. "
                "Describe the files that have arrived, or remove some."
            )
            % {"limit": settings.UPLOAD_QUOTA_BYTES // 1_000_000}
        )


def _check_disk(length_bytes: int) -> None:
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    if length_bytes + HEADROOM_BYTES > shutil.disk_usage(folder).free:
        raise growing.DiskFull


def _parts(by: Any, step: Create) -> list[Upload]:
    wanted = step.concatenation.parts
    found = {part.uuid: part for part in Upload.objects.of(by).filter(uuid__in=wanted)}
    parts = [found[one] for one in wanted if one in found]
    if len(parts) < len(wanted) or not all(one.concat == "partial" and not one.facts.expired for one in parts):
        raise Refused(400, "A part of the final upload is no partial upload of yours")
    if not all(part.facts.finished for part in parts):
        raise Refused(400, "A part of the final upload is not finished")
    return parts


def _put_together(upload: Upload, parts: list[Upload]) -> str:
    digest, offset_bytes = hashlib.sha256(), 0
    with growing.Turn(upload.path) as turn:
        for part in parts:
            for block in growing.blocks_of(part.path):
                turn.write(block, offset_bytes)
                digest.update(block)
                offset_bytes += len(block)
        turn.flush()
    if offset_bytes != upload.length_bytes:
        raise Refused(409, "A part of the final upload is not there any more")
    return digest.hexdigest()


def _expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.UPLOAD_EXPIRES_HOURS)
