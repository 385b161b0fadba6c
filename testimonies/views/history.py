"""The history of one recording: its steps, its runs with where their words came from, and what happened, in order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.models import Event, Recording, Run, Testimony, listener_for, steps_of
from testimonies.models.telling import told
from testimonies.views.lines import step_told

__all__ = ["history", "history_of"]

A_PAGE = 50


@login_required
@never_cache
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The interviewer's page; whoever does not work on the testimony gets 404."""
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    recordings = Recording.objects.filter(testimony__in=mine).select_related("testimony").with_copies()
    recording = get_object_or_404(recordings.prefetch_related("transcripts__run"), uuid=uuid)
    return render(request, "testimonies/history.html", history_of(recording, request))


def history_of(recording: Recording, request: HttpRequest) -> dict[str, Any]:
    """What both pages show. Who did it is told to staff of the collection; others see what they did themselves."""
    is_staff = recording.testimony.collection_id in listener_for(request.user).staff_of
    of_it = Q(recording=recording) | Q(recording=None, testimony=recording.testimony_id)
    events = Event.objects.filter(of_it).select_related("by").order_by("-pk")
    page = Paginator(events, A_PAGE).get_page(request.GET.get("p"))
    runs = Run.objects.filter(transcript__recording=recording).select_related("transcript", "asked_by").order_by("-pk")
    return {
        "recording": recording,
        "testimony": recording.testimony,
        "steps": [step_told(step) for step in steps_of(recording)],
        "runs": [_run_told(run, is_staff) for run in runs.annotate(**_COUNTED)],
        "events": [
            {"at": event.at, "told": told(event), "who": _who(event.by, request.user, is_staff)} for event in page
        ],
        "page": page,
        "elided": page.paginator.get_elided_page_range(page.number),
    }


_COUNTED = {
    "pieces": Count("chunks"),
    "heard": Count("chunks", filter=Q(chunks__heard_at__isnull=False)),
    "took_ms": Sum("chunks__took_ms"),
}


def _who(person: Any, asking: Any, is_staff: bool) -> str:
    if person is None:
        return _("the archive")
    if person == asking:
        return _("you")
    return (person.get_full_name() or person.get_username()) if is_staff else _("a colleague")


def _run_told(run: Any, is_staff: bool) -> dict[str, Any]:
    return {
        "number": run.pk,
        "task": run.get_task_display(),
        "kind": run.transcript.get_kind_display(),
        "progress": run.progress,
        "state": run.get_progress_display(),
        "sentence": run.sentence,
        "is_own": run.is_own,
        "adopted_at": run.adopted_at,
        "engine": f"{run.engine} {run.engine_version}".strip(),
        "model": run.model,
        "digest": run.model_digest,
        "options": sorted(run.options.items()),
        "languages": run.languages,
        "span": (run.from_ms, run.until_ms) if run.until_ms is not None else None,
        "asked_at": run.asked_at,
        "asked_by": _who(run.asked_by, None, is_staff) if run.asked_by and is_staff else "",
        "finished_at": run.finished_at,
        "pieces": run.pieces,
        "heard": run.heard,
        "took_ms": run.took_ms or 0,
    }
