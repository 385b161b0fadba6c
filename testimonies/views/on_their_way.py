"""A person's files on their way to the archive: how far each is, and what it was meant for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.actions import uploading
from testimonies.models import Upload
from testimonies.upload import headers

__all__ = ["NEW", "File", "files", "mine", "remove"]

NEW = "new"
"""What a page that opens a testimony says in the metadata ``for``; another says the testimony's number."""


@dataclass(frozen=True, slots=True)
class File:
    """``head`` is the SHA-256 of the file's first megabyte, by which the same file is known again; ``sign`` a word that
    its page chose before the upload had an address."""

    number: uuid.UUID
    name: str
    size_bytes: int
    offset_bytes: int
    sha256: str
    expires_at: datetime
    meant_for: str
    head: str
    sign: str

    @property
    def address(self) -> str:
        return f"/upload/{self.number}/"

    @property
    def percent(self) -> int:
        return 100 * self.offset_bytes // self.size_bytes if self.size_bytes else 100


def files(user: Any) -> list[File]:
    """All files of ``user`` that can still be continued or described, in the order of their beginning."""
    uploads = Upload.objects.of(user).waiting().filter(expires_at__gt=timezone.now()).exclude(concat=headers.PARTIAL)
    return [_file(upload) for upload in uploads]


@login_required
@never_cache
@require_GET
def mine(request: HttpRequest) -> JsonResponse:
    """The same for the script: ``{files: [{address, sign}]}``."""
    return JsonResponse({"files": [{"address": one.address, "sign": one.sign} for one in files(request.user)]})


def remove(*, by: Any, number: str) -> None:
    """Forget one of them; what is no upload of ``by`` is passed over."""
    try:
        found = Upload.objects.of(by).filter(uuid=uuid.UUID(number)).first()
    except ValueError:
        return
    if found is not None:
        uploading.terminate(by=by, upload=found)


def _file(upload: Upload) -> File:
    said = headers.metadata(upload.metadata)

    def word(name: str) -> str:
        return said.get(name, b"").decode("utf-8", "replace")[:64]

    return File(
        number=upload.uuid,
        name=upload.file_name,
        size_bytes=upload.length_bytes or upload.offset_bytes,
        offset_bytes=upload.offset_bytes,
        sha256=upload.sha256,
        expires_at=upload.expires_at,
        meant_for=word("for"),
        head=word("head"),
        sign=word("sign"),
    )
