"""A recording alone, in a small window of its own: who asked for it listens on while they read elsewhere."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import VISITOR, Use
from testimonies.models import Recording, Transcript, conceal_names, copies_for, listener_for
from testimonies.views.cards import narrators
from testimonies.views.cards_asked import asked_by
from testimonies.views.tombstones import gone
from testimonies.views.warned import warning_of

__all__ = ["small_window"]


@require_safe
def small_window(request: HttpRequest, accession: str, position: int) -> HttpResponse:
    """404 where the listener may not hear it; where the testimony was taken back, what stands in its place."""
    listener = listener_for(request.user)
    testimony = asked_by(listener).testimony(accession)
    if testimony is None:
        return gone(request, accession)
    recording = Recording.objects.visible_to(listener).filter(testimony=testimony, position=position).first()
    if recording is None or recording.pk not in copies_for(listener, [recording.pk]):
        raise Http404
    conceal_names([testimony], listener)
    written = Transcript.objects.visible_to(listener).filter(recording=recording, kind="original").first()
    answer = render(
        request,
        "testimonies/small_window.html",
        {
            "testimony": testimony,
            "description": testimony.description_for(),
            "narrators": narrators(testimony),
            "listening": SimpleNamespace(recording=recording),
            "transcript": written,
            **warning_of(testimony),
        },
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    if not testimony.may(Use.MACHINE_PROCESSING, VISITOR, listener.day):
        answer.headers["TDM-Reservation"] = "1"
    return answer
