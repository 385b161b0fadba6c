"""Choosing a clip in the editors' rooms: search, hear, mark from which word to which, see what visitors will see.

Three pages without a frame, shown in a dialog of the editor (``clip_field.js``). The editor searches and reads as
themselves; what a visitor will see is asked as a visitor, and said beside it, with the reason where it is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.clips.place import LONGEST_MS, Place
from archive.clips.showing import Clip, clips
from search.answering import PER_PAGE, answer
from testimonies.consent.audiences import VISITOR, Listener, Use
from testimonies.exceptions import NotPermitted
from testimonies.models import Recording, Segment, Testimony, copies_for, kept_from, listener_for

__all__ = ["choose", "mark", "seen"]

BEFORE_MS, AFTER_MS = 30_000, 120_000
MOST_SEGMENTS = 60


@dataclass(frozen=True, slots=True)
class Spoken:
    """A button to mark by: a word with its times, or a whole stretch whose words have none."""

    text: str
    start_ms: int
    end_ms: int


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where something is said, as far as the editor may know it. ``q``: as in the archive's own search."""
    query, page = request.GET.get("q", "").strip()[:400], _whole(request.GET.get("page"), 1)
    listener = listener_for(request.user)
    found = answer(query, listener=listener, page=page) if query else None
    groups = []
    if found is not None:
        hits = [hit.segment_pk for _card, _count, some in found.groups for hit in some if hit.segment_pk]
        of_segments = Segment.objects.visible_to(listener).filter(pk__in=hits)
        recordings = dict(of_segments.values_list("pk", "transcript__recording__uuid"))
        numbers = [card.accession_number for card, _count, _some in found.groups]
        excerpted = Testimony.objects.allowing(Use.EXCERPT, VISITOR).filter(accession_number__in=numbers)
        shown_to_visitors = set(excerpted.order_by().values_list("accession_number", flat=True))
        groups = [
            (card, card.accession_number not in shown_to_visitors, some)
            for card, _count, shown in found.groups
            if (some := [(hit, recordings[hit.segment_pk]) for hit in shown if hit.segment_pk in recordings])
        ]
    pages = -(-found.testimonies // PER_PAGE) if found else 0
    return render(
        request,
        "archive/clips/choose.html",
        {"query": query, "answer": found, "groups": groups, "page": page, "more": page < pages},
    )


@require_safe
def mark(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The words around ``from`` and ``until`` (ms), each to be marked. 404 for what the editor may not know."""
    listener = listener_for(request.user)
    recording = _known(uuid, listener)
    start_ms, end_ms = _whole(request.GET.get("from"), 0), _whole(request.GET.get("until"), 0)
    at_ms = _whole(request.GET.get("at"), start_ms)
    around = Segment.objects.filter(
        transcript__recording=recording,
        transcript__kind="original",
        start_ms__lt=at_ms + AFTER_MS,
        end_ms__gte=max(0, at_ms - BEFORE_MS),
    ).order_by("start_ms", "pk")
    segments = around.as_shown_to(listener)[:MOST_SEGMENTS]
    chosen = Place(recording.uuid, start_ms, end_ms) if start_ms < end_ms else None
    return render(
        request,
        "archive/clips/mark.html",
        {
            "recording": recording,
            "testimony": recording.testimony,
            "lines": [(one, _spoken(one)) for one in segments],
            "chosen": chosen,
            "audible": recording.pk in copies_for(listener, [recording.pk]),
            "earlier": max(0, at_ms - AFTER_MS) if at_ms > BEFORE_MS else None,
            "later": at_ms + AFTER_MS if at_ms + AFTER_MS < (recording.duration_ms or 0) else None,
            "longest_ms": LONGEST_MS,
        },
    )


@require_safe
def seen(request: HttpRequest) -> HttpResponse:
    """What a visitor will see of the clip ``of``, and why not. A clip that is not there for the editor says only so."""
    place = Place.parse(request.GET.get("of", ""))
    recording = _visible(place.recording, listener_for(request.user)) if place else None
    if place is None or recording is None:
        return render(request, "archive/clips/seen.html", {"known": False})
    clip = clips([place], VISITOR).get(place)
    return render(
        request,
        "archive/clips/seen.html",
        {
            "known": True,
            "place": place,
            "recording": recording,
            "testimony": recording.testimony,
            "clip": clip,
            "reasons": _reasons(recording, clip, place),
        },
    )


def _reasons(recording: Recording, clip: Clip | None, place: Place) -> list[str]:
    """Why a visitor does not see all of it, in sentences for the editor."""
    testimony, reasons = recording.testimony, []
    for use, named in ((Use.EXCERPT, ""), (Use.TRANSCRIPT, _("The words:")), (Use.SOUND, _("The sound:"))):
        try:
            testimony.check_may(use, VISITOR)
        except NotPermitted as refusal:
            reasons.append(f"{named} {refusal}".strip())
            if use == Use.EXCERPT:
                return reasons
    if not recording.released:
        reasons.append(_("No editor has published this recording yet."))
    if clip is not None and not reasons and not clip.audible:
        reasons.append(_("The sound: its listening copy is being made."))
    if clip is None and not reasons:
        reasons.append(_("Nothing of it can be read or heard: nobody speaks there, or its words are still in doubt."))
    if any(start < place.end_ms and place.start_ms < end for start, end in _kept(recording)):
        reasons.append(_("Part of it is redacted: visitors read a mark and hear silence there."))
    return reasons


def _kept(recording: Recording) -> Any:
    return kept_from(VISITOR, [recording.pk]).get(recording.pk, ())


def _spoken(segment: Segment) -> list[Spoken]:
    words = segment.spoken_words
    if segment.withheld or segment.pieces or not words:
        return [] if segment.withheld else [Spoken(segment.text, segment.start_ms, segment.end_ms)]
    return [Spoken(word.text.strip(), word.start_ms, max(word.end_ms, word.start_ms + 1)) for word in words]


def _visible(uuid: UUID, listener: Listener) -> Recording | None:
    found = Recording.objects.visible_to(listener).filter(uuid=uuid).select_related("testimony__collection")
    return found.prefetch_related("testimony__descriptions", "testimony__consents").first()


def _known(uuid: UUID, listener: Listener) -> Recording:
    found = _visible(uuid, listener)
    if found is None:
        raise Http404
    return found


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 13 else otherwise
