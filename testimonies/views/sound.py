"""Sound, given out in ranges to whoever may hear it now, and to nobody else.

Permission is asked on every request, so that a consent withdrawn in mid-listening stops the sound at the next range.
Whatever may not be heard does not exist: 404, without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.views.decorators.http import require_safe

from testimonies.models import AccessCopy, Recording, RedactedCopy, copies_for, listener_for

BLOCK_BYTES = 64 * 1024

_ONE_RANGE = re.compile(r"bytes\s*=\s*(?P<first>\d{0,19})\s*-\s*(?P<last>\d{0,19})", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """A well-formed range of which the file holds no byte."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for (both inclusive) of a file of ``size`` bytes; ``None``: give the whole file.

    Understands one range: ``bytes=0-99``, ``bytes=100-``, ``bytes=-100``. Whatever else the header says, also several
    ranges, is answered with the whole file, as RFC 9110 §14.2 allows. Raises :class:`Unsatisfiable`.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if not found or not (found["first"] or found["last"]):
        return None
    if not found["first"]:
        length = int(found["last"])
        if not length or not size:
            raise Unsatisfiable
        return max(0, size - length), size - 1
    first = int(found["first"])
    last = int(found["last"]) if found["last"] else max(first, size - 1)
    if last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last, size - 1)


@require_safe
def sound(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The access copy: 200 or 206, 304, 416; 404 for whoever may not hear it."""
    copy = _audible_copy(request, uuid)
    if settings.X_ACCEL_REDIRECT:
        answer: HttpResponseBase = HttpResponse(content_type=copy.media_type)
        answer.headers["X-Accel-Redirect"] = f"{settings.X_ACCEL_REDIRECT.rstrip('/')}/{quote(copy.file)}"
    else:
        answer = _from_disk(request, copy)
    answer.headers["Content-Disposition"] = "inline"
    return _guarded(answer)


@require_safe
def waveform(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The loudness over time, in audiowaveform's JSON, for whoever may hear the sound."""
    return _guarded(JsonResponse(_audible_copy(request, uuid).peaks or {}))


def _audible_copy(request: HttpRequest, uuid: UUID) -> AccessCopy | RedactedCopy:
    """The copy in which all that is kept from this listener at this moment is silent; 404 where there is none."""
    copies = copies_for(listener_for(request.user), Recording.objects.filter(uuid=uuid).order_by())
    if not copies:
        raise Http404
    return next(iter(copies.values()))


def _guarded(answer: HttpResponseBase) -> HttpResponseBase:
    """Nobody between us and this listener may keep it, and the listener's browser must ask again."""
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    answer.headers["X-Robots-Tag"] = "noindex"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _from_disk(request: HttpRequest, copy: AccessCopy | RedactedCopy) -> HttpResponseBase:
    try:
        size = copy.path.stat().st_size
    except OSError:
        raise Http404 from None
    assert copy.made_at is not None
    etag, modified = f'"{copy.sha256}"', int(copy.made_at.timestamp())
    answer: HttpResponseBase
    if _is_known(request, etag, modified):
        answer = HttpResponse(status=304)
    else:
        try:
            answer = _bytes_of(copy, size, _wanted(request, size, etag, modified), body=request.method != "HEAD")
        except Unsatisfiable:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    for name, value in (("ETag", etag), ("Last-Modified", http_date(modified)), ("Accept-Ranges", "bytes")):
        answer.headers[name] = value
    return answer


def _is_known(request: HttpRequest, etag: str, modified: int) -> bool:
    """Whether the asker holds these very bytes (RFC 9110 §13.1.2, §13.1.3)."""
    if known := request.headers.get("If-None-Match"):
        return "*" in (tags := parse_etags(known)) or etag in (tag.removeprefix("W/") for tag in tags)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and modified <= since


def _wanted(request: HttpRequest, size: int, etag: str, modified: int) -> tuple[int, int] | None:
    """The range to give. Ranges are defined for GET alone, and for the version that ``If-Range`` names, if any."""
    header = request.headers.get("Range", "")
    condition = request.headers.get("If-Range", "").strip()
    unchanged = not condition or condition == etag or parse_http_date_safe(condition) == modified
    return parse_range(header, size) if request.method == "GET" and unchanged else None


def _bytes_of(
    copy: AccessCopy | RedactedCopy, size: int, wanted: tuple[int, int] | None, *, body: bool
) -> HttpResponseBase:
    first, last = wanted or (0, size - 1)
    length = last - first + 1
    answer: HttpResponseBase
    if body:
        answer = StreamingHttpResponse(_blocks(copy.path, first, length), content_type=copy.media_type)
    else:
        answer = HttpResponse(content_type=copy.media_type)
    answer.headers["Content-Length"] = str(length)
    if wanted:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _blocks(path: Path, first: int, length: int) -> Iterator[bytes]:
    """``length`` bytes from ``first`` on, never more than one block of them in memory."""
    file: BinaryIO
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (block := file.read(min(BLOCK_BYTES, length))):
            length -= len(block)
            yield block
