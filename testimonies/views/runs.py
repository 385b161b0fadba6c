"""Further runs of speech recognition: asked for, compared with what stands, taken over in whole or row by row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from testimonies.actions import adopting, asking, declaring, translating
from testimonies.exceptions import TestimoniesError
from testimonies.forms import RunForm, SpokenForm
from testimonies.models import Reader, Recording, Run, listener_for
from testimonies.views import work

__all__ = ["ask", "run", "spoken_languages", "translate"]

A_PAGE = 40


@login_required
@require_POST
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One more run beside what stands."""
    recording = work.mine(request, uuid)
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            asking.ask(transcript=recording.transcript, by=request.user, **form.cleaned_data)
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is asked for. What stands is not touched: you compare and decide."))
            return redirect(recording)
    return work.recording_page(request, recording, form, again=True)


@login_required
@require_POST
def translate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have the recording translated into English."""
    recording = work.mine(request, uuid)
    try:
        asking_for = translating.ask(recording=recording, by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, asking_for.sentence)
    return redirect(recording)


@login_required
@require_POST
def spoken_languages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which languages are spoken."""
    recording = work.mine(request, uuid)
    form = SpokenForm(request.POST)
    if form.is_valid():
        languages = form.cleaned_data["spoken_languages"]
        declaring.spoken_languages(recording=recording, by=request.user, languages=languages)
        messages.success(request, _("The languages are written down."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(recording)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """What stands beside what a run says. ``row=FROM-UNTIL`` takes over one row, ``row=all`` all machine words."""
    recording = work.mine(request, uuid)
    runs: Any = Run.objects.visible_to(listener_for(request.user)).filter(transcript__recording=recording)
    found = get_object_or_404(runs.select_related("transcript__recording"), pk=pk)
    if request.method == "POST":
        return _taken_over(request, recording, found)
    reader = Reader.of(listener_for(request.user), [recording.pk], [recording.testimony_id])
    rows = [
        row
        for row in adopting.differences(transcript=found.transcript, run=found)
        if not reader.hides(recording.pk, row.start_ms, row.end_ms)  # closed to everyone, staff too
    ]
    differing = [row for row in rows if not row.same]
    page = Paginator(differing, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "testimonies/run.html",
        {
            "recording": recording,
            "testimony": recording.testimony,
            "run": found,
            "rows": [(row, *row.marked()) for row in page],
            "page": page,
            "same": len(rows) - len(differing),
            "differing": len(differing),
            "audible": hasattr(recording, "access_copy"),
        },
    )


def _taken_over(request: HttpRequest, recording: Recording, found: Run) -> HttpResponse:
    span = _span(request.POST.get("row", ""))
    try:
        if span is None and request.POST.get("row") != "all":
            messages.error(request, _("Say which row to take over."))
        else:
            number = adopting.adopt(run=found, by=request.user, span=span)
            told = ngettext("%(number)d row was taken over.", "%(number)d rows were taken over.", number)
            messages.success(request, told % {"number": number})
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    page = request.POST.get("page", "")
    here = reverse("testimonies:run", args=[recording.uuid, found.pk])
    return redirect(f"{here}?page={page}" if page.isascii() and page.isdigit() else here)


def _span(text: str) -> tuple[int, int] | None:
    first, dash, last = text.partition("-")
    if not dash or not all(one.isascii() and one.isdigit() and len(one) < 13 for one in (first, last)):
        return None
    return int(first), int(last)
