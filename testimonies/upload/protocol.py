"""The resumable-upload protocol, tus 1.0.0, as a state machine: a request and the facts of an upload in, a step out.

Knows neither HTTP's wire nor the database. :func:`decide` says what is to be done, or raises
:class:`~testimonies.upload.headers.Refused`; the answers below say what is told when it has been done.
Source: https://tus.io/protocols/resumable-upload (core, creation, creation-with-upload, creation-defer-length,
checksum, expiration, termination, concatenation).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from testimonies.upload import headers as said
from testimonies.upload.headers import FINAL, Checksum, Concatenation, Refused

VERSION = "1.0.0"
EXTENSIONS = (
    "creation", "creation-with-upload", "creation-defer-length", "checksum", "expiration", "termination",
    "concatenation",
)  # fmt: skip
BYTES_TYPE = "application/offset+octet-stream"
MISMATCH = 460
"""Checksum Mismatch, a status of the protocol's own."""
METHODS = ("OPTIONS", "HEAD", "POST", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Request:
    """``headers`` with lower-case names; ``body_bytes`` as announced, ``None`` where it comes in chunks."""

    method: str
    headers: Mapping[str, str]
    body_bytes: int | None = 0

    @property
    def meant(self) -> str:
        """The method, or what ``X-HTTP-Method-Override`` puts in its place."""
        return self.headers.get("x-http-method-override", self.method).upper()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one upload. ``length_bytes`` is ``None`` as long as the client has not said it."""

    length_bytes: int | None
    offset_bytes: int
    expires_at: datetime
    metadata: str = ""
    concat: str = ""
    expired: bool = False
    joining: bool = False
    """A final upload whose parts are still being put together."""

    @property
    def finished(self) -> bool:
        return self.offset_bytes == self.length_bytes


@dataclass(frozen=True, slots=True)
class Announce:
    """Say what this server can do."""


@dataclass(frozen=True, slots=True)
class Describe:
    """Say how far the upload is."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Forget the upload."""


@dataclass(frozen=True, slots=True)
class Append:
    """Add the request's bytes at ``offset_bytes``; ``length_bytes`` is the upload's length if now it is known."""

    offset_bytes: int
    length_bytes: int | None
    checksum: Checksum | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """Begin an upload; ``first`` where the request brings bytes along."""

    length_bytes: int | None
    metadata: str
    concat: str
    concatenation: Concatenation
    first: Append | None


Step = Announce | Describe | Remove | Append | Create


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)


def decide(request: Request, facts: Facts | None, *, limit_bytes: int) -> Step:
    """The step that ``request`` asks for, of the upload with ``facts`` or, without, of the place that makes uploads."""
    if request.meant == "OPTIONS":
        return Announce()
    if request.headers.get("tus-resumable") != VERSION:
        raise Refused(412, f"Tus-Resumable must be {VERSION}", {"Tus-Version": VERSION})
    steps = _OF_AN_UPLOAD if facts else _OF_THE_PLACE
    if request.meant not in steps:
        raise Refused(405, "The method is not allowed here", {"Allow": ", ".join(["OPTIONS", *steps])})
    if facts and facts.expired and request.meant != "DELETE":
        raise Refused(410, "The upload has expired")
    return steps[request.meant](request, facts, limit_bytes)


def _create(request: Request, facts: Facts | None, limit_bytes: int) -> Create:
    concat, metadata = request.headers.get("upload-concat", ""), request.headers.get("upload-metadata", "")
    concatenation = said.concatenation(request.headers)
    said.metadata(metadata)
    if concatenation.kind == FINAL:
        if {"upload-length", "upload-defer-length"} & set(request.headers):
            raise Refused(400, "The length of a final upload is that of its parts")
        if request.body_bytes != 0:
            raise Refused(403, "A final upload takes no bytes")
        return Create(None, metadata, concat, concatenation, None)
    length_bytes = said.length(request.headers)
    check_length(length_bytes, limit_bytes)
    first = None
    if request.body_bytes != 0:
        _check_type(request)
        first = _appended(request, 0, length_bytes, limit_bytes)
    return Create(length_bytes, metadata, concat, concatenation, first)


def _append(request: Request, facts: Facts | None, limit_bytes: int) -> Append:
    assert facts is not None
    _check_type(request)
    offset_bytes = said.number(request.headers, "Upload-Offset")
    if offset_bytes is None:
        raise Refused(400, "Upload-Offset is missing")
    if said.concatenation({"upload-concat": facts.concat}).kind == FINAL:
        raise Refused(403, "A final upload takes no bytes")
    if offset_bytes != facts.offset_bytes:
        raise Refused(409, "Upload-Offset is not where the upload stands", {"Upload-Offset": str(facts.offset_bytes)})
    length_bytes = _length_said(request, facts, limit_bytes)
    return _appended(request, offset_bytes, length_bytes, limit_bytes)


def _length_said(request: Request, facts: Facts, limit_bytes: int) -> int | None:
    length_bytes = said.number(request.headers, "Upload-Length")
    if length_bytes is None or length_bytes == facts.length_bytes:
        return facts.length_bytes
    if facts.length_bytes is not None:
        raise Refused(400, "The length of an upload never changes")
    if length_bytes < facts.offset_bytes:
        raise Refused(400, "Upload-Length is less than what has come")
    check_length(length_bytes, limit_bytes)
    return length_bytes


def _appended(request: Request, offset_bytes: int, length_bytes: int | None, limit_bytes: int) -> Append:
    end_bytes = limit_bytes if length_bytes is None else length_bytes
    if offset_bytes + (request.body_bytes or 0) > end_bytes:
        raise Refused(413, "More bytes are announced than the upload has room for")
    return Append(offset_bytes, length_bytes, said.checksum(request.headers))


def _check_type(request: Request) -> None:
    if request.headers.get("content-type") != BYTES_TYPE:
        raise Refused(415, f"Content-Type must be {BYTES_TYPE}")


def check_length(length_bytes: int | None, limit_bytes: int) -> None:
    """Raises :class:`Refused` (413) for a file that is larger than what is taken."""
    if length_bytes is not None and length_bytes > limit_bytes:
        raise Refused(413, f"The upload is larger than {limit_bytes} bytes", {"Tus-Max-Size": str(limit_bytes)})


_OF_THE_PLACE: dict[str, Callable[[Request, Facts | None, int], Step]] = {"POST": _create}
_OF_AN_UPLOAD: dict[str, Callable[[Request, Facts | None, int], Step]] = {
    "HEAD": lambda request, facts, limit_bytes: Describe(),
    "PATCH": _append,
    "DELETE": lambda request, facts, limit_bytes: Remove(),
}


def announced(limit_bytes: int) -> Answer:
    """200, which some clients ask for, though the protocol allows 204 as well."""
    return Answer(
        200,
        {
            "Tus-Version": VERSION,
            "Tus-Extension": ",".join(EXTENSIONS),
            "Tus-Max-Size": str(limit_bytes),
            "Tus-Checksum-Algorithm": ",".join(said.CHECKSUMS),
        },
    )


def created(upload: uuid.UUID, facts: Facts, site: str) -> Answer:
    """``site`` as ``https://archive.example.org``: some clients read no relative ``Location``."""
    offset = {} if facts.concat.startswith(FINAL) else {"Upload-Offset": str(facts.offset_bytes)}
    return Answer(201, {"Location": f"{site}/upload/{upload}/", **offset, **_expiry(facts)})


def appended(facts: Facts) -> Answer:
    return Answer(204, {"Upload-Offset": str(facts.offset_bytes), **_expiry(facts)})


def described(facts: Facts) -> Answer:
    """A final upload has an offset only when it is whole."""
    length = {"Upload-Length": str(facts.length_bytes)} if facts.length_bytes is not None else {
        "Upload-Defer-Length": "1"
    }  # fmt: skip
    as_given = {"Upload-Metadata": facts.metadata, "Upload-Concat": facts.concat}
    return Answer(
        200,
        {
            **({} if facts.joining else {"Upload-Offset": str(facts.offset_bytes)}),
            "Cache-Control": "no-store",
            **length,
            **{name: value for name, value in as_given.items() if value},
            **_expiry(facts),
        },
    )


def removed() -> Answer:
    return Answer(204)


def _expiry(facts: Facts) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(facts.expires_at, usegmt=True)}
