"""What was done to a segment, by whom, what stood there before and after; and a transcript as it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from testimonies.actions import correcting
from testimonies.consent.audiences import Listener
from testimonies.exceptions import TestimoniesError
from testimonies.models import Done, Run, Segment, SegmentChange, Transcript, as_stood, lines_of, listener_for
from testimonies.transcript.alignment import Row
from testimonies.views.desk_rows import called, worked_on

__all__ = ["segment_history", "stood"]

TOGETHER = timedelta(minutes=10)
"""What one person types into a segment in a row is saved many times, and told as one."""

A_FEW = 3
"""Of an act on so many segments all are shown, of one on more those alone that the segment came from."""

Marked = tuple[Segment, list[tuple[str, bool]]]


@dataclass(slots=True)
class Told:
    """One entry: ``was`` and ``became`` are segments with their texts in runs of (text, whether it differs); both are
    empty where no words changed."""

    line: SegmentChange
    first: SegmentChange
    who: str
    was: list[Marked]
    became: list[Marked]
    details: str
    restorable: bool
    first_comes_back: bool
    undone: bool

    @property
    def label(self) -> str:
        return str(Done(self.line.verb).label)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def segment_history(request: HttpRequest, accession: str, transcript: int, segment: int) -> HttpResponse:
    """The newest first; with ``?fragment=1`` the list alone, for the desk. Posted, it brings a version back."""
    listener = listener_for(request.user)
    found = worked_on(listener, accession, transcript)
    if request.method == "POST":
        return _restored(request, found, segment)
    shown = found.segments.select_related("run").filter(pk=segment).as_shown_to(listener)
    present = shown[0] if shown else None
    entries = _entries(found, segment, listener, present)
    if present is None and not entries:
        raise Http404
    context = {
        "transcript": found,
        "testimony": found.recording.testimony,
        "segment": present,
        "segment_id": segment,
        "entries": entries,
        "run": _run(present, entries),
    }
    part = "segment_history_lines" if request.GET.get("fragment") else "segment_history"
    return render(request, f"testimonies/{part}.html", context)


@login_required
@never_cache
@require_GET
def stood(request: HttpRequest, accession: str, transcript: int) -> HttpResponse:
    """``?on=2026-11-20`` or ``?on=2026-11-20T14:30``: as it was at the end of that day, or at that minute."""
    listener = listener_for(request.user)
    found = worked_on(listener, accession, transcript)
    asked = request.GET.get("on", "")
    moment = _moment(asked)
    lines = SegmentChange.objects.visible_to(listener).filter(transcript=found).order_by()
    days = sorted({timezone.localtime(at).date() for at in lines.values_list("at", flat=True)}, reverse=True)
    context = {
        "transcript": found,
        "testimony": found.recording.testimony,
        "asked": asked,
        "moment": moment,
        "is_no_moment": bool(asked) and moment is None,
        "days": days[:60],
        "segments": as_stood(found, listener, moment) if moment else [],
    }
    return render(request, "testimonies/stood.html", context, status=400 if context["is_no_moment"] else 200)


def _restored(request: HttpRequest, transcript: Transcript, segment: int) -> HttpResponse:
    said = request.POST
    try:
        correcting.restore(
            transcript=transcript,
            segment=segment,
            version=int(said.get("version", "")),
            change=int(said.get("change", "")),
            before=bool(said.get("before")),
            by=request.user,
        )
    except ValueError:
        messages.error(request, _("There is no such version of this segment."))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The earlier version was brought back."))
    return redirect(request.path)


def _entries(transcript: Transcript, segment: int, listener: Listener, present: Segment | None) -> list[Told]:
    keys, kin = lines_of(transcript.pk, segment)
    lines = SegmentChange.objects.filter(pk__in=keys).as_shown_to(listener)
    undone = _undone(keys)
    entries: list[Told] = []
    for first, line in _together(lines):
        whole = len(line.concerns) <= A_FEW
        was = [one for one in first.was if whole or one.pk in kin]
        became = [one for one in line.became if whole or one.pk in kin]
        unsaid = [one.text for one in was] == [one.text for one in became]
        marked_was, marked_became = ([], []) if unsaid else _marked(was, became)
        entries.append(
            Told(
                line=line,
                first=first,
                who=called(line.by, listener, transcript.recording.testimony.collection_id),
                was=marked_was,
                became=marked_became,
                details=_details(was, became, listener, transcript),
                restorable=_comes_back(became, segment, present),
                first_comes_back=_comes_back(was, segment, present),
                undone=line.pk in undone,
            )
        )
    return entries[::-1]


def _comes_back(some: list[Segment], segment: int, present: Segment | None) -> bool:
    """Whether the segment is among ``some`` with other words than it has now, none of them kept from the asker."""
    kept = next((one for one in some if one.pk == segment), None)
    return present is not None and kept is not None and kept.text != present.text and not kept.pieces


def _together(lines: Iterable[SegmentChange]) -> list[tuple[SegmentChange, SegmentChange]]:
    """(first, last) of what one person typed in a row; any other line by itself."""
    rows: list[tuple[SegmentChange, SegmentChange]] = []
    for line in lines:
        if rows:
            first, last = rows[-1]
            typed = last.verb == line.verb == Done.WRITTEN and last.by_id == line.by_id
            if typed and last.concerns == line.concerns and line.at - last.at < TOGETHER:
                rows[-1] = (first, line)
                continue
        rows.append((line, line))
    return rows


def _undone(keys: Iterable[int]) -> set[int]:
    lines = SegmentChange.objects.filter(pk__in=keys)
    return set(lines.values_list("pk", flat=True)) - set(lines.standing().values_list("pk", flat=True))


def _marked(was: list[Segment], became: list[Segment]) -> tuple[list[Marked], list[Marked]]:
    row = Row(0, 0, tuple(one.as_spoken() for one in was), tuple(one.as_spoken() for one in became))
    left, right = row.marked()
    return (
        [(segment, runs) for segment, (_spoken, runs) in zip(was, left, strict=True)],
        [(segment, runs) for segment, (_spoken, runs) in zip(became, right, strict=True)],
    )


def _details(was: list[Segment], became: list[Segment], listener: Listener, transcript: Transcript) -> str:
    """What changed beside the words, in a sentence or two; empty where nothing did."""
    before = {one.pk: one for one in was}
    told: dict[str, None] = {}
    for one in became:
        old = before.get(one.pk)
        if old is not None and old.speaker != one.speaker:
            told[_("Speaker: %(old)s → %(new)s.") % {"old": old.speaker or "–", "new": one.speaker or "–"}] = None
        if old is not None and old.review_state != one.review_state:
            states = {"old": old.get_review_state_display(), "new": one.get_review_state_display()}
            told[_("State: %(old)s → %(new)s.") % states] = None
        if (
            old is not None
            and len(was) == len(became) == len(before.keys() & {other.pk for other in became})
            and (old.start_ms, old.end_ms) != (one.start_ms, one.end_ms)
        ):
            told[_("The times were moved.")] = None
        if old is not None and old.language != one.language:
            told[_("Language: %(old)s → %(new)s.") % {"old": old.language or "–", "new": one.language or "–"}] = None
    return " ".join(told)


def _run(present: Segment | None, entries: list[Told]) -> Run | None:
    """The run that wrote the first version that is known."""
    was = [one for entry in entries[-1:] for one in entry.first.was]
    first = was[0] if was else present
    return Run.objects.filter(pk=first.run_id).first() if first is not None and first.run_id else None


def _moment(asked: str) -> datetime | None:
    try:
        if day := parse_date(asked):
            return timezone.make_aware(datetime.combine(day, time.max))
        minute = parse_datetime(asked)
    except (ValueError, OverflowError):
        return None
    return minute if minute is None or timezone.is_aware(minute) else timezone.make_aware(minute)
