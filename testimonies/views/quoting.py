"""The page of a quotation, and the ways to it: from a segment, a passage, a moment, or times that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import VISITOR, Listener, Use
from testimonies.models import (
    Quotation,
    Recording,
    Since,
    Testimony,
    Transcript,
    WorkbookFolder,
    listener_for,
    span_of_segment,
)
from testimonies.transcript.timecode import parse_clock
from testimonies.views import citing, places
from testimonies.views.cards import narrators
from testimonies.views.tombstones import gone
from testimonies.views.warned import warning_of
from testimonies.views.workbook import MarkForm

__all__ = ["find", "moment", "passage", "quotation", "segment"]

A_MOMENT_MS = 10_000
"""Where nobody speaks at a moment that is asked for, so much after it is shown."""


@require_safe
def quotation(request: HttpRequest, accession: str, position: int, start_ms: int, end_ms: int) -> HttpResponse:
    """The words of a span as they stand, its sound, and how to cite it. ``?of=`` says which words were meant."""
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    language, fingerprint = places.language_asked(request)
    found = places.quotation_of(testimony, listener, position, start_ms, end_ms, language)
    if found is None and language:  # that translation is closed, or was never there: the sound is the same
        return redirect("testimonies:quotation", accession, position, start_ms, end_ms)
    if found is None:
        raise Http404
    context = {
        **_shown(request, testimony, listener, found),
        "changed": fingerprint and found.since(fingerprint) == Since.CHANGED,
        "box": citing.of_the_quotation(request, testimony, found),
        "others": _in_other_languages(testimony, listener, found),
        **_marking(request, found),
    }
    return _guarded(render(request, "testimonies/quotation.html", context), testimony)


@require_safe
def passage(request: HttpRequest, accession: str, pk: int) -> HttpResponse:
    """A passage: its title and synopsis, its words, its sound. One that was removed leads to the span it stood over."""
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    try:
        one, found = places.passage_at(testimony, listener, pk)
    except Http404:
        stood = places.span_of_removed(testimony, listener, pk)
        if stood is None:
            raise
        return redirect(stood.get_absolute_url())
    context = {
        **_shown(request, testimony, listener, found),
        "passage": one,
        "about": one.description_for(),
        "changed": False,
        "box": citing.of_the_passage(request, testimony, one, found),
        "others": (),
    }
    return _guarded(render(request, "testimonies/quotation.html", context), testimony)


@require_safe
def segment(request: HttpRequest, accession: str, pk: int) -> HttpResponse:
    """The lasting address of a segment leads to its sound, whatever became of the segment."""
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    span = span_of_segment(testimony, listener, pk)
    if span is None:
        raise Http404
    *where, language = span
    to = reverse("testimonies:quotation", args=[accession, *where])
    return redirect(to + (f"?language={language}" if language else ""))


@require_safe
def moment(request: HttpRequest, accession: str, position: int, start_ms: int) -> HttpResponse:
    """Leads to the segment that is spoken at a moment, as the words are cut now."""
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    found = Quotation.of(testimony, listener, position=position, start_ms=start_ms, end_ms=start_ms + A_MOMENT_MS)
    if found is None:
        raise Http404
    first = next(
        (line.segment for line in found.lines if line.segment.start_ms <= start_ms < line.segment.end_ms), None
    )
    span = (first.start_ms, first.end_ms) if first else (found.start_ms, found.end_ms)
    return redirect("testimonies:quotation", accession, position, *span)


@require_safe
def find(request: HttpRequest, accession: str) -> HttpResponse:
    """From times that somebody typed (``recording``, ``from``, ``until``) to the page of that quotation."""
    listener = listener_for(request.user)
    testimony = places.known(accession, listener)
    if testimony is None:
        return gone(request, accession)
    position = request.GET.get("recording", "1")
    try:
        start_ms, end_ms = parse_clock(request.GET.get("from", "")), parse_clock(request.GET.get("until", ""))
        if end_ms <= start_ms:
            raise ValueError(_("The end must come after the beginning."))
        if not (position.isascii() and position.isdigit() and len(position) < 5):
            raise Http404
        found = Quotation.of(testimony, listener, position=int(position), start_ms=start_ms, end_ms=end_ms)
        if found is None:
            raise ValueError(_("The recording has no such place. It may be shorter."))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect(f"{testimony.get_absolute_url()}#cite")
    return redirect(found.get_absolute_url())


def _shown(request: HttpRequest, testimony: Testimony, listener: Listener, found: Quotation) -> dict[str, Any]:
    return {
        "testimony": testimony,
        "description": testimony.description_for(),
        "narrators": narrators(testimony),
        **warning_of(testimony),
        "quotation": found,
        "passage": None,
        "about": None,
        "listening": found,
        "fragment": f"#t={found.play_ms / 1000:g},{found.until_ms / 1000:g}",
        "number_of_recordings": Recording.objects.visible_to(listener).filter(testimony=testimony).count(),
        "silence": "" if found.audible else places.why_not(testimony, Use.SOUND, listener),
        "wordless": places.why_not(testimony, Use.TRANSCRIPT, listener),
    }


def _marking(request: HttpRequest, found: Quotation) -> dict[str, Any]:
    """The form with which one puts it into one's own workbook; for whoever is not logged in, the way there."""
    where = [found.recording.testimony.accession_number, found.recording.position, found.start_ms, found.end_ms]
    asked = f"?language={found.language}" if found.language else ""
    back = urlencode({"next": request.get_full_path()})
    return {
        "form": MarkForm(),
        "folders": WorkbookFolder.objects.filter(owner=request.user.pk) if request.user.is_authenticated else (),
        "mark_address": reverse("testimonies:quotation_mark", args=where) + asked,
        "log_in_address": f"{reverse('log-in')}?{back}",
    }


def _in_other_languages(testimony: Testimony, listener: Listener, found: Quotation) -> Sequence[Quotation]:
    """The same span in the words spoken and in every translation that the listener may read."""
    readable = Transcript.objects.visible_to(listener).filter(recording=found.recording).order_by("kind", "language")
    tags = ["" if one.kind == "original" else one.language for one in readable]
    some = [
        Quotation.of(
            testimony,
            listener,
            position=found.recording.position,
            start_ms=found.start_ms,
            end_ms=found.end_ms,
            language=tag,
        )
        for tag in tags
        if tag != found.language
    ]
    return tuple(one for one in some if one is not None and one.lines)


def _guarded(answer: HttpResponse, testimony: Testimony) -> HttpResponse:
    """Kept by nobody on the way, and in no search engine of others: it would outlive a correction or a withdrawal."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    if not testimony.may(Use.MACHINE_PROCESSING, VISITOR):
        answer.headers["TDM-Reservation"] = "1"
    patch_vary_headers(answer, ["Cookie"])
    return answer
