"""Scans of signed forms: kept by digest, read-only, and never served as a page or a picture.

Layout below the storage root: ``sealed/ab/cd/<sha256>``, no extension. What a file is, its first and last bytes say;
its name and what its sender called it say nothing. Nothing here is ever opened by the archive.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from testimonies.exceptions import UnsoundScan
from testimonies.preservation.originals import READ_ONLY, flush_folder

MOST_BYTES = 25_000_000
"""One scan: a page of A4 in colour at 300 dpi is some 2 MB as JPEG and 20 MB as PNG."""

EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_ENDS_BYTES = 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan that lies safely: SHA-256 in hex, size, and what it is by its content."""

    sha256: str
    size_bytes: int
    media_type: str


def path_of(root: Path, digest: str) -> Path:
    """Where the scan with this SHA-256 lies. Raises ``ValueError`` for what is no digest."""
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError(f"{digest!r} is no SHA-256 digest")
    return root / "sealed" / digest[:2] / digest[2:4] / digest


def keep(root: Path, blocks: Iterable[bytes], *, most_bytes: int = MOST_BYTES) -> Kept:
    """Write a scan down, flushed to the disk, and say what it is. Raises :class:`UnsoundScan`; nothing stays then."""
    folder = root / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    incoming = folder / f"scan-{uuid.uuid4().hex}.part"  # swept like any upload that was cut off
    try:
        kept = _received(incoming, blocks, most_bytes)
        target = path_of(root, kept.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        incoming.chmod(READ_ONLY)
        os.replace(incoming, target)  # the same bytes over the same bytes, where they were kept before
        for one in (target.parent, target.parent.parent, target.parent.parent.parent):
            flush_folder(one)
    finally:
        incoming.unlink(missing_ok=True)
    return kept


def lying(root: Path, *, older_than_s: float) -> Iterator[str]:
    """The digests of all scans that have lain here for so long."""
    for path in (root / "sealed").glob("??/??/*"):
        try:
            if time.time() - path.stat().st_mtime > older_than_s:
                yield path.name
        except FileNotFoundError:
            continue


def burn(root: Path, digest: str) -> None:
    """Take the bytes away, also from whoever holds the file open. A scan that is not there is no error."""
    path = path_of(root, digest)
    try:
        path.chmod(0o600)
        os.truncate(path, 0)
        path.unlink()
    except FileNotFoundError:
        return


def media_type_of(head: bytes, tail: bytes) -> str:
    """What begins and ends with these bytes; empty for whatever is no whole PDF, JPEG or PNG."""
    if b"%PDF-" in head[:_ENDS_BYTES] and b"%%EOF" in tail:
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):  # telephones write things of their own behind its end
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND\xae\x42\x60\x82" in tail:
        return "image/png"
    return ""


def _received(incoming: Path, blocks: Iterable[bytes], most_bytes: int) -> Kept:
    digest, size_bytes, head, tail = hashlib.sha256(), 0, b"", b""
    with incoming.open("xb") as file:
        for block in blocks:
            size_bytes += len(block)
            if size_bytes > most_bytes:
                raise UnsoundScan(
                    _("A scan has %(limit)s MB at most. Scan it in a lower resolution, or as one page each.")
                    % {"limit": most_bytes // 1_000_000}
                )
            digest.update(block)
            head = (head + block[:_ENDS_BYTES])[:_ENDS_BYTES]
            tail = (tail + block)[-_ENDS_BYTES:]
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    media_type = media_type_of(head, tail)
    if not media_type:
        raise UnsoundScan(_("A scan is a whole PDF, JPEG or PNG. This file is none of them."))
    return Kept(digest.hexdigest(), size_bytes, media_type)
