"""The two answers to doubtful words, given by those who work on the testimony."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from testimonies.actions import revise
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import Segment, Testimony, listener_for

__all__ = ["judge"]

VERDICTS: dict[str, Callable[..., None]] = {"right": revise.confirm, "unsaid": revise.strike}


@login_required
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """``verdict=right`` keeps the words of a segment, ``verdict=unsaid`` strikes them out; then back to the page."""
    verdict = VERDICTS.get(request.POST.get("verdict", ""))
    if verdict is None:
        raise Http404
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    segments: Any = Segment.objects.filter(transcript__recording__testimony__in=mine)
    segment = get_object_or_404(segments.select_related("transcript__recording__testimony"), pk=pk)
    recording = segment.transcript.recording
    try:
        verdict(segment=segment, by=request.user)
    except (NotPermitted, StateForbids) as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    prefix = "" if recording.position == 1 else f"r{recording.position}-"
    return redirect(f"{recording.testimony.get_absolute_url()}#{prefix}t-{segment.start_ms}")
