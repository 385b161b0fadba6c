"""The interviewer's own work: what they took in, how far it is, and what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testimonies.actions import asking, publishing, retrying, translating
from testimonies.consent.audiences import Listener
from testimonies.exceptions import TestimoniesError
from testimonies.forms import RunForm, SpokenForm
from testimonies.models import AccessCopy, Recording, Run, Segment, State, Testimony, Transcript, listener_for
from testimonies.views import under_way

__all__ = ["cancel", "mine", "progress", "recording", "recording_page", "retry", "retry_step", "submit", "work"]

A_PAGE = 30
LATEST_SEGMENTS = 6


@login_required
@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Everything the asker works on, newest first."""
    own = Testimony.objects.worked_on_by(listener_for(request.user)).for_cards()
    copies = Prefetch("recordings__access_copy", AccessCopy.objects.defer("peaks"))
    own = own.prefetch_related("recordings__transcripts__run", copies)
    page = Paginator(own, A_PAGE).get_page(request.GET.get("page"))
    under_way.tell(list(page), listener_for(request.user))
    for testimony in page:
        testimony.edit_url = edit_url(testimony)
        testimony.may_be_submitted = testimony.state in (State.DRAFT, State.CLOSED)
    return render(
        request, "testimonies/work.html", {"testimonies": page, "page": page, "taken_back": _taken_back(request.user)}
    )


def _taken_back(user: Any) -> list[str]:
    """The numbers of what the asker recorded and its narrator took back; nothing else of it is theirs to see."""
    own = Testimony.objects.filter(owner=user, state=State.WITHDRAWN)
    return list(own.values_list("accession_number", flat=True))


@login_required
@never_cache
@require_GET
def recording(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far one recording is."""
    asked = {"from_ms": request.GET.get("from", ""), "until_ms": request.GET.get("until", "")}
    return recording_page(request, mine(request, uuid), RunForm(initial=asked), again=any(asked.values()))


def recording_page(request: HttpRequest, found: Any, run_form: RunForm, *, again: bool = False) -> HttpResponse:
    """The page of one recording; with ``again`` the form for one more run stands open."""
    transcript = found.transcript
    runs = Run.objects.filter(transcript__recording=found).select_related("transcript__recording").order_by("pk")
    return render(
        request,
        "testimonies/recording.html",
        {
            "recording": found,
            "testimony": found.testimony,
            "transcript": transcript,
            "segments": list(reversed(_latest(transcript, request))),
            "edit_url": edit_url(found.testimony),
            "may_be_submitted": found.testimony.state in (State.DRAFT, State.CLOSED),
            "settled": _settled(found),
            "runs": [run for run in runs if run.pk != transcript.run_id],
            "translated": any(
                one.kind == "translation" and one.language == translating.TARGET for one in found.transcripts.all()
            ),
            "run_form": run_form,
            "again": again,
            "spoken_form": SpokenForm(initial={"spoken_languages": found.spoken_languages}),
            **under_way.of(found, listener_for(request.user)),
        },
        status=400 if run_form.errors else 200,
    )


@login_required
@never_cache
@require_GET
def progress(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """The same for the script that keeps the page true."""
    found = mine(request, uuid)
    transcript = found.transcript
    return JsonResponse(
        {
            "preparation": found.preparation,
            "preparation_sentence": found.preparation_sentence,
            "progress": transcript.progress,
            "sentence": transcript.sentence,
            "percent": transcript.percent,
            "damaged": found.damaged_after_ms is not None,
            "settled": _settled(found),
            **under_way.of(found, listener_for(request.user)),
        }
    )


@login_required
@require_POST
def retry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask for the transcription once more."""
    found = mine(request, uuid)
    asking.again(run=found.transcript.run, by=request.user)
    return redirect(found)


@login_required
@require_POST
def retry_step(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    """Try one step again."""
    found = mine(request, uuid)
    try:
        retrying.retry(recording=found, step=step, by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@login_required
@require_POST
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stop the transcription; what was heard is kept."""
    found = mine(request, uuid)
    if found.transcript is not None and found.transcript.run is not None:
        asking.cancel(run=found.transcript.run, by=request.user)
    return redirect(found)


@login_required
@require_POST
def submit(request: HttpRequest, accession: str) -> HttpResponse:
    """Hand a testimony to the editors of its collection."""
    own = Testimony.objects.worked_on_by(listener_for(request.user))
    testimony = get_object_or_404(own, accession_number=accession)
    try:
        publishing.submit(testimony=testimony, by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, State.IN_REVIEW.sentence)
    return redirect("testimonies:work")


def ways_to_work(testimony: Testimony, listener: Listener) -> dict[str, Any]:
    """``edit_url`` and ``is_staff`` (of its collection) for whoever works on the testimony; else empty."""
    if listener.user_id is None or not Testimony.objects.worked_on_by(listener).filter(pk=testimony.pk).exists():
        return {}
    return {"edit_url": edit_url(testimony), "is_staff": testimony.collection_id in listener.staff_of}


def edit_url(testimony: Testimony) -> str:
    """Where a testimony is described: Wagtail's editor."""
    return reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk])


def mine(request: HttpRequest, uuid: UUID) -> Any:
    """A recording of the asker's own work; 404 for anybody else's."""
    own = Testimony.objects.worked_on_by(listener_for(request.user))
    recordings = Recording.objects.filter(testimony__in=own).select_related("testimony").with_copies()
    return get_object_or_404(recordings.prefetch_related("transcripts__run"), uuid=uuid)


def _latest(transcript: Transcript, request: HttpRequest) -> list[Segment]:
    latest = list(transcript.segments.order_by("-start_ms").values_list("pk", flat=True)[:LATEST_SEGMENTS])
    return Segment.objects.filter(pk__in=latest).order_by("-start_ms").as_shown_to(listener_for(request.user))


def _settled(recording: Recording) -> bool:
    return recording.preparation in ("ready", "failed") and recording.transcript.is_settled
