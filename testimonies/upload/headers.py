"""What the headers of the resumable-upload protocol say, parsed and never guessed at (tus 1.0.0).

Header names are lower-case here. Whatever cannot be read raises :class:`Refused` with the status it is answered with.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

METADATA_LIMIT_BYTES = 8_192
"""So much of ``Upload-Metadata`` is kept; a file's name and type need a few hundred."""
PARTS_LIMIT = 1_000
CHECKSUMS = ("md5", "sha1", "sha256")
WHOLE, PARTIAL, FINAL = "", "partial", "final"

_NUMBER = re.compile(r"[0-9]{1,30}")
_KEY = re.compile(r"[!-+\--~]+")
"""Printable ASCII without space and comma."""
_ADDRESS = re.compile(r"(?:https?://[^/\s]+)?/upload/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")


class Refused(Exception):
    """A request that the protocol does not allow: ``status``, what is wrong, and the headers the answer must carry."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = dict(headers or {})


@dataclass(slots=True)
class Checksum:
    """The digest that a client announced for the bytes of one request."""

    algorithm: str
    wanted: bytes
    running: Any = field(init=False)

    def __post_init__(self) -> None:
        self.running = hashlib.new(self.algorithm, usedforsecurity=False)

    @property
    def agrees(self) -> bool:
        return bool(self.running.digest() == self.wanted)


@dataclass(frozen=True, slots=True)
class Concatenation:
    """``Upload-Concat``: :data:`WHOLE`, :data:`PARTIAL`, or :data:`FINAL` with its parts in order."""

    kind: str = WHOLE
    parts: tuple[uuid.UUID, ...] = ()


def number(headers: Mapping[str, str], name: str) -> int | None:
    """A non-negative integer, or ``None`` where the header is missing. Raises :class:`Refused` (400)."""
    text = headers.get(name.lower())
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise Refused(400, f"{name} must be a non-negative integer")
    return int(text)


def length(headers: Mapping[str, str]) -> int | None:
    """The length of a new upload, ``None`` where it is to be said later. Raises :class:`Refused` (400)."""
    known, deferred = number(headers, "Upload-Length"), headers.get("upload-defer-length")
    if deferred is not None and deferred != "1":
        raise Refused(400, "Upload-Defer-Length must be 1")
    if (known is None) == (deferred is None):
        raise Refused(400, "Either Upload-Length or Upload-Defer-Length must be given")
    return known


def metadata(text: str) -> dict[str, bytes]:
    """``Upload-Metadata``: keys with base64 values, an empty value allowed. Raises :class:`Refused` (400, 413)."""
    if len(text) > METADATA_LIMIT_BYTES:
        raise Refused(413, f"Upload-Metadata is longer than {METADATA_LIMIT_BYTES} bytes")
    found: dict[str, bytes] = {}
    for pair in text.split(",") if text.strip() else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key):
            raise Refused(400, "A key of Upload-Metadata is empty or is not plain ASCII")
        if key in found:
            raise Refused(400, "A key of Upload-Metadata is there twice")
        found[key] = _base64(value.strip(), "A value of Upload-Metadata is not base64")
    return found


def file_name(text: str) -> str:
    """The name that the metadata give the file, fit to be shown: no path, no control or direction marks."""
    given = metadata(text)
    name = next((given[key] for key in ("filename", "name") if given.get(key)), b"").decode("utf-8", "replace")
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip(". ")[:255]


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    """``Upload-Checksum``. Raises :class:`Refused` (400) for an unknown algorithm and for what is not base64."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, digest = text.partition(" ")
    if algorithm not in CHECKSUMS:
        raise Refused(400, "The algorithm of Upload-Checksum is not supported")
    return Checksum(algorithm, _base64(digest, "Upload-Checksum is not base64"))


def concatenation(headers: Mapping[str, str]) -> Concatenation:
    """``Upload-Concat``. Raises :class:`Refused` (400)."""
    text = headers.get("upload-concat", WHOLE)
    if text in (WHOLE, PARTIAL):
        return Concatenation(text)
    kind, _, addresses = text.partition(";")
    found = [_ADDRESS.fullmatch(address) for address in addresses.split()]
    if kind != FINAL or not found or len(found) > PARTS_LIMIT or None in found:
        raise Refused(400, "Upload-Concat must be 'partial', or 'final;' and addresses of uploads")
    return Concatenation(FINAL, tuple(uuid.UUID(one[1]) for one in found if one))


def _base64(text: str, reason: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, reason) from None
