"""The keys that names are sealed with: from outside the database, the newest first, the old ones for what they sealed.

A key is 32 random bytes in base64url (44 characters). Several stand one after the other, separated by spaces.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from testimonies.exceptions import SealBroken

__all__ = ["Keys", "add_to", "from_file", "new", "read"]

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """``by_id``: each key under its mark, which is kept beside what it sealed and says nothing about it."""

    newest: str
    by_id: dict[str, bytes]

    def __repr__(self) -> str:  # a key is never written into a log
        return f"Keys({', '.join(self.by_id)})"


def new() -> str:
    """A key, as it is written down."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def read(text: str) -> Keys:
    """The keys that ``text`` names. Raises ValueError, without quoting any of them."""
    by_id: dict[str, bytes] = {}
    for number, written in enumerate(text.split(), start=1):
        try:
            key = base64.b64decode(written.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError(
                f"key {number} is not 32 bytes in base64url; `manage.py rotate_names_key --make` makes one"
            )
        by_id[_mark(key)] = key
    if not by_id:
        raise ValueError("there is no key in it")
    return Keys(next(iter(by_id)), by_id)


def from_file(file: Path) -> Keys:
    """The keys of ``file``, which is made with a new one, readable by its owner alone, where it is not there.

    Raises :class:`SealBroken` where it is there and cannot be used: it is never overwritten.
    """
    if not file.exists():
        _write(file, new(), only_if_new=True)
    try:
        return read(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise SealBroken(
            _("The file of the keys for names (%(file)s) cannot be used. Bring it back from your safe copy.")
            % {"file": file.name}
        ) from error


def add_to(file: Path) -> Keys:
    """Put a new key in front of those in ``file``; the old ones stay for what they sealed."""
    from_file(file)
    _write(file, f"{new()}\n{file.read_text(encoding='ascii').strip()}")
    return from_file(file)


def _mark(key: bytes) -> str:
    return hashlib.sha256(b"mark of a key for names\0" + key).hexdigest()[:16]


def _write(file: Path, text: str, *, only_if_new: bool = False) -> None:
    """Whole or not at all, and on the disk before anything is sealed with it. Two that begin at once agree on one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="ascii") as stream:
            stream.write(f"{text}\n")
            stream.flush()
            os.fsync(stream.fileno())
        if only_if_new:
            try:
                os.link(part, file)
            except FileExistsError:
                return
        else:
            os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
