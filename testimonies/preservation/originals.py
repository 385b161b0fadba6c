"""Originals: kept once, by digest, read-only, never rewritten.

Layout below the storage root: ``originals/ab/cd/<sha256>``. Bytes arrive under ``incoming/`` and are moved in only when
they are whole and on disk (:func:`keep`), so that whatever lies under ``originals/`` is complete.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")
_BLOCK_BYTES = 1 << 20
READ_ONLY = 0o440


def path_of(root: Path, digest: str) -> Path:
    """Where the original with this SHA-256 (64 lower-case hex digits) lies. Raises ``ValueError`` for anything else."""
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError(f"{digest!r} is no SHA-256 digest")
    return root / "originals" / digest[:2] / digest[2:4] / digest


def keep(root: Path, incoming: Path, digest: str) -> Path:
    """Move a whole, flushed file into the originals. The file that lies there already is never touched.

    The rename is atomic and the folders are flushed, so that after the return the original survives a power cut.
    """
    target = path_of(root, digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming.chmod(READ_ONLY)
    if target.exists():
        incoming.unlink()
        return target
    os.link(incoming, target)
    incoming.unlink()
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        flush_folder(folder)
    return target


def digest_of(file: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def flush_folder(folder: Path) -> None:
    """Have the names of what lies in ``folder`` on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
