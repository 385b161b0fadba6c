"""The doors of the desk: each act of a person, as its page sends it (``docs/desk.md``). They answer in JSON."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.actions import correcting
from testimonies.models import SegmentChange, Transcript, listener_for
from testimonies.transcript.typed import from_utf16, to_utf16
from testimonies.views.desk_asked import Asked, door, standing
from testimonies.views.desk_rows import rows, worked_on

__all__ = [
    "assign",
    "changes",
    "merge",
    "redact",
    "redo",
    "rename",
    "replace",
    "restore",
    "set_state",
    "set_times",
    "split",
    "strike",
    "undo",
    "write",
]

Done = SegmentChange | None


@door
def write(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, text, stroke, language?}``"""
    return correcting.write(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        text=asked.text("text"),
        language=asked.text("language") if "language" in asked.said else None,
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def split(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, at, stroke}``: ``at`` counts UTF-16 units of the text, as a browser does."""
    text = transcript.segments.filter(pk=segment).values_list("text", flat=True).first() or ""
    return correcting.split(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        at=from_utf16(text, asked.number("at")),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def merge(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, next_version, stroke}``: with the segment that follows."""
    return correcting.merge(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        next_version=asked.number("next_version"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def strike(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, stroke}``: nobody said this."""
    return correcting.strike(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def set_times(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, start_ms, end_ms, stroke}``"""
    return correcting.set_times(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        start_ms=asked.number("start_ms"),
        end_ms=asked.number("end_ms"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def set_state(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, state, stroke}``: ``corrected`` or ``verified``."""
    return correcting.set_state(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        state=asked.text("state"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def restore(request: HttpRequest, asked: Asked, transcript: Transcript, segment: int) -> Done:
    """``{version, change, before, stroke}``: as the line ``change`` left it, or with ``before`` as it found it."""
    return correcting.restore(
        transcript=transcript,
        segment=segment,
        version=asked.number("version"),
        change=asked.number("change"),
        before=asked.flag("before"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def assign(request: HttpRequest, asked: Asked, transcript: Transcript) -> Done:
    """``{segments: [[id, version], …], speaker, stroke}``, or ``{start_ms, end_ms, speaker, stroke}`` for a span."""
    span = (asked.number("start_ms"), asked.number("end_ms")) if "start_ms" in asked.said else None
    return correcting.assign(
        transcript=transcript,
        segments=asked.pairs("segments"),
        span=span,
        speaker=asked.text("speaker"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def rename(request: HttpRequest, asked: Asked, transcript: Transcript) -> Done:
    """``{old, new, stroke}``: wherever they speak in this transcript."""
    return correcting.rename(
        transcript=transcript,
        old=asked.text("old"),
        new=asked.text("new"),
        stroke=asked.stroke(),
        by=request.user,
    )


@door
def undo(request: HttpRequest, asked: Asked, transcript: Transcript) -> Done:
    """``{stroke, of?}``: one's own act of the stroke ``of``, else the last."""
    return correcting.undo(transcript=transcript, of=asked.uuid("of"), stroke=asked.stroke(), by=request.user)


@door
def redo(request: HttpRequest, asked: Asked, transcript: Transcript) -> Done:
    """``{stroke}``"""
    return correcting.redo(transcript=transcript, stroke=asked.stroke(), by=request.user)


@door
def redact(request: HttpRequest, asked: Asked, transcript: Transcript) -> JsonResponse:
    """``{start_ms, end_ms, reason, open_to, note?, stroke}``"""
    start_ms, end_ms = asked.number("start_ms"), asked.number("end_ms")
    change = correcting.mark(
        transcript=transcript,
        start_ms=start_ms,
        end_ms=end_ms,
        reason=asked.text("reason"),
        open_to=asked.text("open_to"),
        note=asked.text("note", ""),
        stroke=asked.stroke(),
        by=request.user,
    )
    told = standing(request, transcript, set(change.concerns), asked.number("since", -1))
    return JsonResponse({**told, "redaction": change.data["redaction"]})


@door
def replace(request: HttpRequest, asked: Asked, transcript: Transcript) -> Done | JsonResponse:
    """``{find, replace, whole_words, match_case, preview: true}`` tells what would change: ``{"matches": [{id, version,
    start_ms, before, after, spans}, …]}``. ``{…, preview: false, chosen: [[id, version], …], stroke}`` does it."""
    how: dict[str, Any] = {"whole_words": asked.flag("whole_words"), "match_case": asked.flag("match_case")}
    what: dict[str, Any] = {
        "transcript": transcript,
        "wanted": asked.text("find"),
        "instead": asked.text("replace", ""),
    }
    if asked.flag("preview"):
        found = correcting.find(**what, **how, by=request.user)
        return JsonResponse({"matches": [_told(one) for one in found]})
    return correcting.replace(**what, **how, chosen=asked.pairs("chosen"), stroke=asked.stroke(), by=request.user)


@login_required
@never_cache
@require_GET
def changes(request: HttpRequest, accession: str, transcript: int) -> JsonResponse:
    """What changed after the line ``?since=``, by whomever; without it all rows. ``writing``: a machine still does."""
    listener = listener_for(request.user)
    found = worked_on(listener, accession, transcript)
    writing = found.run is not None and not found.run.is_settled
    since = request.GET.get("since", "")
    if since.isascii() and since.isdigit() and len(since) < 16:
        return JsonResponse({**standing(request, found, set(), int(since)), "writing": writing})
    last = standing(request, found, set(), -1)["last"]
    return JsonResponse({"last": last, "segments": rows(found, listener), "removed": [], "writing": writing})


def _told(match: correcting.Match) -> dict[str, object]:
    text = match.segment.text
    return {
        "id": match.segment.pk,
        "version": match.segment.version,
        "start_ms": match.segment.start_ms,
        "before": text,
        "after": match.becomes,
        "spans": [[to_utf16(text, start), to_utf16(text, end)] for start, end in match.spans],
    }
