"""Lasting places in a testimony, reached through the asker: a span, a passage, a segment. What is not there is 404."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from testimonies.consent.audiences import Listener
from testimonies.exceptions import NotPermitted
from testimonies.models import Passage, Quotation, Reader, SegmentChange, Testimony, conceal_names
from testimonies.models.segment_change import Done
from testimonies.views.cards_asked import asked_by

__all__ = ["known", "language_asked", "passage_at", "quotation_at", "quotation_of", "span_of_removed", "why_not"]


def known(accession: str, listener: Listener) -> Testimony | None:
    """The testimony, where the listener may see its entry, with names concealed."""
    found = asked_by(listener).testimony(accession)
    if found is not None:
        conceal_names([found], listener)
    return found


def why_not(testimony: Testimony, use: str, listener: Listener) -> str:
    """In a sentence; empty where the listener may."""
    try:
        testimony.check_may(use, listener)
    except NotPermitted as refusal:
        return str(refusal)
    return ""


def language_asked(request: HttpRequest) -> tuple[str, str]:
    """The language of the translation that is meant, empty for the words spoken; the fingerprint that came along."""
    tag, _hyphen, fingerprint = request.GET.get("of", "").rpartition("-")
    language = request.GET.get("language", "") or tag
    if not language.isprintable() or not fingerprint.isprintable():
        raise Http404
    return language, fingerprint


def quotation_at(
    request: HttpRequest, testimony: Testimony, listener: Listener, position: int, start_ms: int, end_ms: int
) -> Quotation:
    found = quotation_of(testimony, listener, position, start_ms, end_ms, language_asked(request)[0])
    if found is None:
        raise Http404
    return found


def quotation_of(
    testimony: Testimony, listener: Listener, position: int, start_ms: int, end_ms: int, language: str = ""
) -> Quotation | None:
    return Quotation.of(testimony, listener, position=position, start_ms=start_ms, end_ms=end_ms, language=language)


def passage_at(testimony: Testimony, listener: Listener, pk: int) -> tuple[Passage, Quotation]:
    """The passage and its words. One that speaks of what is kept from the listener is not there for them."""
    found_passages: Any = Passage.objects
    passage: Passage | None = (
        found_passages.filter(pk=pk, recording__testimony=testimony)
        .select_related("recording")
        .prefetch_related("descriptions", "themes", "articles")
        .first()
    )
    if passage is None:
        raise Http404
    reader = Reader.of(listener, [passage.recording_id], [testimony.pk])
    if reader.hides(passage.recording_id, passage.start_ms, passage.end_ms):
        raise Http404
    for description in passage.descriptions.all():
        description.title = reader.renamed(description.title, testimony.pk)
        description.synopsis = reader.renamed(description.synopsis, testimony.pk)
    found = Quotation.of(
        testimony,
        listener,
        position=passage.recording.position,
        start_ms=passage.start_ms,
        end_ms=passage.end_ms,
    )
    if found is None:
        raise Http404
    return passage, found


def span_of_removed(testimony: Testimony, listener: Listener, pk: int) -> Quotation | None:
    """The sound that a passage stood over which an editor removed since."""
    if Passage.objects.filter(pk=pk).exists():
        return None
    removed = (
        SegmentChange.objects.filter(
            transcript__recording__testimony=testimony,
            verb__in=(Done.PASSAGE_REMOVED, Done.UNDONE, Done.REDONE),
            data__passage=pk,
        )
        .select_related("transcript__recording")
        .order_by("-pk")
        .first()
    )
    if removed is None or not removed.data.get("was"):
        return None
    was = removed.data["was"]
    return Quotation.of(
        testimony,
        listener,
        position=removed.transcript.recording.position,
        start_ms=was["start_ms"],
        end_ms=was["end_ms"],
    )
