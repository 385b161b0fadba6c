"""How the bytes of a form's sound file come in: straight to disk, digested on the way, never held in memory."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from testimonies.exceptions import UploadRefused
from testimonies.upload.receiving import Incoming, Received

_SALT = "testimonies.arrived"
KEPT_FOR_S = 20 * 3600
"""Shorter than the time after which abandoned uploads are swept."""


class ReceivedSound(UploadedFile):
    """A file of a form that lies whole under ``incoming/``."""

    def __init__(self, received: Received, name: str, field_name: str | None, content_type: str | None) -> None:
        super().__init__(name=name, content_type=content_type, size=received.size_bytes)
        self.received = received
        self.field_name = field_name


class SoundUploadHandler(FileUploadHandler):
    """Streams the form's file; a refusal is kept in :attr:`refusal` for the form to say.

    Who uses it calls :meth:`clear` in the end, whatever came of the form: nothing stays but what was put aside.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.refusal: UploadRefused | None = None
        self._incoming: Incoming | None = None
        self._received: list[Received] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        try:
            self._incoming = Incoming(Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES)
        except UploadRefused as refusal:
            self._refuse(refusal)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._incoming is None:
            raise SkipFile
        try:
            self._incoming.write(raw_data)
        except UploadRefused as refusal:
            self._refuse(refusal)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self._incoming is None:
            return None
        try:
            received = self._incoming.finish()
        except UploadRefused as refusal:
            self.refusal = refusal
            return None
        finally:
            self._incoming = None
        self._received.append(received)
        return ReceivedSound(received, self.file_name or "", self.field_name, self.content_type)

    def upload_interrupted(self) -> None:
        if self._incoming is not None:
            self._incoming.abandon()
            self._incoming = None

    def clear(self, *, but: Collection[Received] = ()) -> None:
        """Remove what arrived, or half arrived, and is wanted by nobody; ``but`` stays for the form's next sending."""
        self.upload_interrupted()
        for received in self._received:
            if received not in but:
                received.discard()

    def _refuse(self, refusal: UploadRefused) -> None:
        self.refusal = refusal
        self.upload_interrupted()
        raise SkipFile


def check_announced(size_bytes: int) -> None:
    """Refuse by the announced size, before a byte is read. Raises :class:`UploadRefused`."""
    Incoming(Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES, announced_bytes=size_bytes).abandon()


def hold(received: Received, *, user_id: int, name: str) -> str:
    """A token for a sound that has arrived with a form that must be mended: the same person need not send it again."""
    return signing.dumps([user_id, received.path.name, received.digest, received.size_bytes, name], salt=_SALT)


def held(token: str, *, user_id: int) -> tuple[Received, str] | None:
    """What :func:`hold` put aside and its file name; ``None`` where the token is forged, another's, or too old."""
    try:
        owner, file, digest, size_bytes, name = signing.loads(token, salt=_SALT, max_age=KEPT_FOR_S)
    except signing.BadSignature:
        return None
    path = Path(settings.MEDIA_ROOT) / "incoming" / file
    return (Received(path, digest, size_bytes), name) if owner == user_id and path.exists() else None
