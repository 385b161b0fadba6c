"""The files of a form lie under the archive's own roof while they are looked at, not in the system's temporary folder.

A scan of a form says who spoke, a picture where: both would stay there, on a disk that nobody thought of, when the
process is killed. Below ``incoming/`` what was cut off is swept like any upload (``testimonies.upload.receiving``).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

__all__ = ["OwnRoof"]


class OwnRoof(TemporaryFileUploadHandler):
    """Django's handler for larger files, with its folder below ``MEDIA_ROOT``."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = _Incoming(self.file_name, self.content_type, 0, self.charset, self.content_type_extra)


class _Incoming(TemporaryUploadedFile):
    def __init__(self, name: Any, content_type: Any, size: Any, charset: Any, extra: Any = None) -> None:
        folder = Path(settings.MEDIA_ROOT) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix="form-", suffix=".part", dir=folder)  # noqa: SIM115
        UploadedFile.__init__(self, file, name, content_type, size, charset, extra)
