"""Sound, given out in ranges to whoever may hear it now, and to nobody else.

Permission is asked on every request, and again while bytes flow (:mod:`testimonies.views.flowing`), so that a consent
withdrawn in mid-listening stops the sound within a second. Whatever may not be heard does not exist: 404, without a
reason; what was public once and was taken back is gone: 410.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import VISITOR
from testimonies.models import (
    AccessCopy,
    Recording,
    RedactedCopy,
    SmallCopy,
    SmallState,
    copies_for,
    listener_for,
)
from testimonies.views.flowing import asker_of, blocks
from testimonies.views.tombstones import gone_bytes

Source = AccessCopy | RedactedCopy
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
    copy = _audible_copy(request.user, uuid)
    return gone_bytes(recordings__uuid=uuid) if copy is None else _given(request, copy, copy)


@require_safe
def small_sound(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The same for a slow line: the small copy of the very bytes that this listener may hear, else those bytes."""
    copy = _audible_copy(request.user, uuid)
    if copy is None:
        return gone_bytes(recordings__uuid=uuid)
    small = SmallCopy.objects.of(copy).filter(state=SmallState.MADE).first()
    return _given(request, copy, small if small is not None and small.path.exists() else copy)


def _given(request: HttpRequest, allowed: Source, copy: Source | SmallCopy) -> HttpResponseBase:
    """``copy``, for as long as the listener may hear ``allowed``, from which it was made."""
    if settings.X_ACCEL_REDIRECT:
        answer: HttpResponseBase = HttpResponse(content_type=copy.media_type)
        answer.headers["X-Accel-Redirect"] = f"{settings.X_ACCEL_REDIRECT.rstrip('/')}/{quote(copy.file)}"
    else:
        answer = from_disk(request, copy, _still(request, allowed))
    answer.headers["Content-Disposition"] = "inline"
    return _guarded(answer, allowed.recording.uuid)


@require_safe
def waveform(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The loudness over time, in audiowaveform's JSON, for whoever may hear the sound."""
    copy = _audible_copy(request.user, uuid)
    return gone_bytes(recordings__uuid=uuid) if copy is None else _guarded(JsonResponse(copy.peaks or {}), uuid)


def _audible_copy(asker: Any, uuid: UUID) -> Source | None:
    """The copy in which all that is kept from this listener at this moment is silent, if there is one."""
    copies = copies_for(
        listener_for(asker), Recording.objects.filter(uuid=uuid).order_by().values_list("pk", flat=True)
    )
    return next(iter(copies.values()), None)


def _guarded(answer: HttpResponseBase, uuid: UUID) -> HttpResponseBase:
    """Nobody between us and this listener may keep it, nor hold it back to send it later. A listener's browser must ask
    again; of what is not for everyone it keeps nothing."""
    for_everyone = Recording.objects.audible_to(VISITOR).filter(uuid=uuid).exists()
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate" if for_everyone else "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["X-Accel-Buffering"] = "no"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def from_disk(request: HttpRequest, copy: Source | SmallCopy, still_may: Callable[[], bool]) -> HttpResponseBase:
    """The bytes that are asked for, as long as ``still_may`` says so: 200 or 206, 304, 416; 404 or 410 without a file.

    Whoever calls has asked for permission, and says who may keep the answer.
    """
    try:
        size = copy.path.stat().st_size
    except FileNotFoundError:
        return gone_bytes(recordings__uuid=copy.recording.uuid)
    assert copy.made_at is not None
    etag, modified = f'"{copy.sha256}"', int(copy.made_at.timestamp())
    answer: HttpResponseBase
    if _is_known(request, etag, modified):
        answer = HttpResponse(status=304)
    else:
        try:
            answer = _bytes_of(request, copy, size, _wanted(request, size, etag, modified), still_may)
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
    request: HttpRequest,
    copy: Source | SmallCopy,
    size: int,
    wanted: tuple[int, int] | None,
    still_may: Callable[[], bool],
) -> HttpResponseBase:
    first, last = wanted or (0, size - 1)
    length = last - first + 1
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=copy.media_type)
    else:
        body = blocks(copy.path, first, length, still_may)
        answer = StreamingHttpResponse(body, content_type=copy.media_type)
    answer.headers["Content-Length"] = str(length)
    if wanted:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _still(request: HttpRequest, copy: Source) -> Callable[[], bool]:
    """Whether the same listener may have the bytes of this very file at the moment of asking."""
    asker, uuid, file = asker_of(request), copy.recording.uuid, copy.file

    def still_may() -> bool:
        now = _audible_copy(asker(), uuid)
        return now is not None and now.file == file

    return still_may
