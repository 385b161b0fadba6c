"""The door of the resumable-upload protocol: HTTP in, a step of :mod:`testimonies.upload.protocol`, HTTP out."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from testimonies.actions import uploading
from testimonies.exceptions import UploadRefused
from testimonies.models import Upload, collections_of
from testimonies.upload import growing, protocol
from testimonies.upload.headers import Refused
from testimonies.upload.protocol import Announce, Answer, Append, Create, Remove

__all__ = ["upload", "uploads"]

DIGEST = "Upload-Digest-Sha256"
LEAST_BLOCK_BYTES, MOST_BLOCK_BYTES = 4 * 1024, 256 * 1024
QUICK_S, SLOW_S = 0.02, 0.5
"""The web server hands over a block when it is full: on a slow line blocks are small, and little is in the air."""
_NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NONE = uuid.UUID(int=0)
"""Nobody's upload: what an address that was never given leads to."""
_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    Upload.DoesNotExist: (404, "There is no such upload"),
    FileNotFoundError: (404, "There is no such upload"),
    growing.InUse: (423, "The upload is being continued by another request"),
    growing.Overtaken: (423, "Another request has gone on with the upload"),
    growing.LineBroke: (400, "The request broke off"),
}


# The check of forms would read the body; _check_sender asks for the same in its own way.
@csrf_exempt
def uploads(request: HttpRequest) -> HttpResponse:
    """The place where uploads are made: OPTIONS, POST."""
    return _answered(request, None)


@csrf_exempt
def upload(request: HttpRequest, upload: str) -> HttpResponse:
    """One upload: OPTIONS, HEAD, PATCH, DELETE. For anybody but its owner it does not exist."""
    return _answered(request, uuid.UUID(upload) if _NUMBER.fullmatch(upload) else _NONE)


def _answered(request: HttpRequest, wanted: uuid.UUID | None) -> HttpResponse:
    request.urlconf = "testimonies.tus_urls"  # a 404 is not led to /en/upload/…
    try:
        answer = _step(request, wanted)
        return _response(answer.status, answer.headers)
    except Refused as refusal:
        return _response(refusal.status, refusal.headers, refusal.reason)
    except UploadRefused as refusal:
        return _response(413, {}, str(refusal))
    except growing.DiskFull:
        return _response(507, {}, _("The archive's disk is full. What has come is kept; tell the archive's staff."))
    except tuple(_REFUSALS) as refusal:
        status, reason = next(told for kind, told in _REFUSALS.items() if isinstance(refusal, kind))
        return _response(status, {}, reason)


def _step(request: HttpRequest, wanted: uuid.UUID | None) -> Answer:
    asked = protocol.Request(
        method=request.method or "",
        headers={name.lower(): value for name, value in request.headers.items()},
        body_bytes=None if _is_chunked(request) else int(request.META.get("CONTENT_LENGTH") or 0),
    )
    if asked.meant == "OPTIONS":
        return protocol.announced(settings.UPLOAD_LIMIT_BYTES)
    _check_sender(request, asked)
    if wanted is None:
        step = protocol.decide(asked, None, limit_bytes=settings.UPLOAD_LIMIT_BYTES)
        assert isinstance(step, Create)
        return _created(request, step)
    found = uploading.agree(upload=Upload.objects.of(request.user).get(uuid=wanted))
    known = found.length_bytes is not None
    limit_bytes = settings.UPLOAD_LIMIT_BYTES if known else uploading.room_for(by=request.user, but=found)
    step = protocol.decide(asked, found.facts, limit_bytes=limit_bytes)
    return _DONE[type(step)](request, found, step)


def _created(request: HttpRequest, step: Create) -> Answer:
    begun = uploading.begin(by=request.user, step=step)
    if step.first is not None:
        try:
            _append(request, begun, step.first)
        except (Refused, growing.DiskFull, growing.LineBroke):  # nobody will know its address
            uploading.terminate(by=request.user, upload=begun)
            raise
    return _with_digest(begun, protocol.created(begun.uuid, begun.facts, f"{request.scheme}://{request.get_host()}"))


def _append(request: HttpRequest, found: Upload, step: Append) -> Answer:
    done = uploading.append(by=request.user, upload=found, step=step, blocks=_blocks(request))
    return _with_digest(done, protocol.appended(done.facts))


def _remove(request: HttpRequest, found: Upload, step: Remove) -> Answer:
    uploading.terminate(by=request.user, upload=found)
    return protocol.removed()


_DONE: dict[type, Callable[[HttpRequest, Upload, Any], Answer]] = {
    Announce: lambda request, found, step: protocol.announced(settings.UPLOAD_LIMIT_BYTES),
    protocol.Describe: lambda request, found, step: _with_digest(found, protocol.described(found.facts)),
    Append: _append,
    Remove: _remove,
}


def _with_digest(upload: Upload, answer: Answer) -> Answer:
    """Beside the protocol: the SHA-256 of an upload that is whole, so that sender and archive can compare."""
    digest = {DIGEST: upload.sha256} if upload.sha256 else {}
    return Answer(answer.status, {**answer.headers, **digest})


def _check_sender(request: HttpRequest, asked: protocol.Request) -> None:
    """Somebody who may upload, and a page or program of theirs: never a page of another site in their browser."""
    if not collections_of(request.user, "add").exists():
        raise Refused(403, _("Log in with an account that may upload."))
    if asked.meant != "HEAD" and not _is_ours(request):
        raise Refused(403, "The request comes from another site, or lacks X-CSRFToken")


def _is_ours(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        own = f"{request.scheme}://{request.get_host()}"
        return origin == own or origin in settings.CSRF_TRUSTED_ORIGINS
    if "Sec-Fetch-Site" in request.headers:
        return request.headers["Sec-Fetch-Site"] == "same-origin"
    if "X-CSRFToken" not in request.headers:
        return False
    check = CsrfViewMiddleware(_not_exempt)
    check.process_request(request)
    return check.process_view(request, _not_exempt, (), {}) is None


def _not_exempt(request: HttpRequest) -> HttpResponse:
    """What the token is checked for: our own views are exempt from Django's check."""
    return HttpResponse()


def _is_chunked(request: HttpRequest) -> bool:
    return "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes. Raises :class:`~testimonies.upload.growing.LineBroke`."""
    # Django reads no body without a length; one that comes in chunks ends where the server says so
    body = request.META["wsgi.input"] if _is_chunked(request) else request
    size, asked_at = 4 * LEAST_BLOCK_BYTES, time.monotonic()
    try:
        while block := body.read(size):
            taken_s = time.monotonic() - asked_at
            if taken_s < QUICK_S:
                size = min(MOST_BLOCK_BYTES, 2 * size)
            elif taken_s > SLOW_S:
                size = max(LEAST_BLOCK_BYTES, size // 2)
            yield block
            asked_at = time.monotonic()
    except (UnreadablePostError, OSError) as error:
        raise growing.LineBroke from error


def _response(status: int, headers: dict[str, str], reason: str = "") -> HttpResponse:
    told = {"Tus-Resumable": protocol.VERSION, "Cache-Control": "no-store", **headers}
    response = HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8", headers=told)
    if status == protocol.MISMATCH:
        response.reason_phrase = reason
    if status == 204:
        del response["Content-Type"]
    return response
