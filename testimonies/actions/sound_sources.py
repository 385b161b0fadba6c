"""Where the sound files of a sheet are: in a folder of the server, or among the uploads of one person."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from testimonies.actions import uploading
from testimonies.audio import signatures
from testimonies.exceptions import NoSuchSound
from testimonies.models import Upload
from testimonies.preservation import originals
from testimonies.upload import folder
from testimonies.upload.receiving import Received

__all__ = ["Arrived", "Folder", "Sounds"]


class Sounds(Protocol):
    def size_bytes(self, name: str) -> int:
        """Of a file that is there and begins as sound does. Raises NoSuchSound, UnsoundFile."""

    def digest(self, name: str) -> str:
        """SHA-256 of the file. Raises NoSuchSound."""

    def received(self, name: str) -> Received:
        """The file as an upload would have come: a copy, or the upload itself. Raises NoSuchSound, UploadRefused."""

    def settled(self, name: str) -> None:
        """Its testimony is in the database for good."""


class Folder:
    """A folder of the server. It is read and never changed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def size_bytes(self, name: str) -> int:
        with folder.SoundInside(self._root, name) as sound:
            signatures.container_of(sound.path)
            return sound.size_bytes

    def digest(self, name: str) -> str:
        with folder.SoundInside(self._root, name) as sound:
            return originals.digest_of(sound.path)

    def received(self, name: str) -> Received:
        return folder.received(
            self._root, name, storage=Path(settings.MEDIA_ROOT), limit_bytes=settings.UPLOAD_LIMIT_BYTES
        )

    def settled(self, name: str) -> None:
        """Nothing: what lies there is the collection's own."""


class Arrived:
    """The uploads of one person that are whole, by the name their file had; that of the last one with this name."""

    def __init__(self, owner: Any) -> None:
        self._owner = owner

    @cached_property
    def _uploads(self) -> dict[str, Upload]:
        whole = Upload.objects.of(self._owner).waiting().exclude(sha256="").exclude(concat="partial")
        return {upload.file_name: upload for upload in whole}

    def names(self) -> list[str]:
        return sorted(self._uploads)

    def size_bytes(self, name: str) -> int:
        upload = self._found(name)
        signatures.container_of(upload.path)
        return upload.offset_bytes

    def digest(self, name: str) -> str:
        return self._found(name).sha256

    def received(self, name: str) -> Received:
        """A second name for the upload's bytes: until the testimony is there for good, the upload stays what it is."""
        upload = self._found(name)
        path = Path(settings.MEDIA_ROOT) / "incoming" / f"{uuid4().hex}.part"
        os.link(upload.path, path)
        os.utime(path)  # it is young, whatever the upload's age: nobody sweeps it away
        return Received(path, upload.sha256, upload.offset_bytes)

    def settled(self, name: str) -> None:
        upload = self._uploads.pop(self._key(name), None)
        if upload is not None:
            uploading.terminate(by=self._owner, upload=upload)

    def _found(self, name: str) -> Upload:
        upload = self._uploads.get(self._key(name))
        if upload is None or not upload.path.exists():
            raise NoSuchSound(
                _("“%(name)s” has not arrived. Upload it first; the name must be the same.")
                % {"name": folder.shown(name)}
            )
        return upload

    @staticmethod
    def _key(name: str) -> str:
        """An upload knows the name of its file, not the folder it came from."""
        return folder.parts_of(name)[-1]
