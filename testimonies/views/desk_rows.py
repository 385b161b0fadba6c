"""The segments of a transcript as the desk knows them: what its page is made of, and what its doors answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils.translation import gettext as _

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import Participation, Redaction, ShownSegment, Testimony, Transcript
from testimonies.transcript.speakers import named

__all__ = ["called", "rows", "speakers", "worked_on"]


def worked_on(listener: Listener, accession: str, pk: int) -> Transcript:
    """The transcript, for those who work on its testimony and may read it; else :class:`~django.http.Http404`."""
    mine = Testimony.objects.worked_on_by(listener).filter(accession_number=accession)
    readable = Transcript.objects.visible_to(listener).filter(recording__testimony__in=mine)
    found = readable.select_related("recording__testimony", "run").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rows(transcript: Transcript, listener: Listener, keys: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """Every segment, or those of ``keys``, in order, in plain values (``docs/desk.md``). Words are arrays of
    ``[start_ms, end_ms, text, probability]``, ``redacted`` of ``[start_ms, end_ms, who may still read it]``."""
    segments = transcript.segments.order_by("start_ms", "pk")
    if keys is not None:
        segments = segments.filter(pk__in=list(keys))
    shown = segments.read_by(listener)
    people = get_user_model().objects.in_bulk({pk for one in shown if (pk := _looked_after_by(one))})
    collection = transcript.recording.testimony.collection_id
    names = {pk: called(one, listener, collection) for pk, one in people.items()}
    held = Redaction.objects.visible_to(listener).in_force().filter(recording=transcript.recording_id)
    marked = [(one.start_ms, one.end_ms, one.open_to) for one in held]
    return [_row(one, transcript.language, marked, names) for one in shown]


def speakers(transcript: Transcript) -> list[dict[str, str]]:
    """Whom the desk offers: those who speak in it already, in the order in which they do, then the people of the
    testimony by the names they chose. ``label`` is what is kept, ``shown`` what is read, ``part`` their part."""
    used = transcript.segments.exclude(speaker="").order_by("start_ms", "pk").values_list("speaker", flat=True)
    offered = {label: {"label": label, "shown": named(label), "part": ""} for label in dict.fromkeys(used)}
    people = Participation.objects.filter(testimony=transcript.recording.testimony_id).select_related("person")
    for one in people.exclude(part=Participation.Part.TRANSLATOR):
        label = one.person.shown_name[:60]
        offered.setdefault(label, {"label": label, "shown": label, "part": ""})["part"] = str(one.get_part_display())
    return list(offered.values())


def called(user: Any, listener: Listener, collection_id: int) -> str:
    """An account as ``listener`` is told of it: by name among the staff of the collection, and to itself."""
    if user is None:
        return ""
    if user.pk == listener.user_id or collection_id in listener.staff_of:
        return str(user.get_full_name() or user.get_username())
    return _("a colleague")


def _looked_after_by(segment: ShownSegment) -> int | None:
    """The key of whoever was the last to."""
    return segment.verified_by_id or segment.corrected_by_id


def _row(
    segment: ShownSegment, language: str, marked: Sequence[tuple[int, int, str]], names: Mapping[int, str]
) -> dict[str, Any]:
    return {
        "id": segment.pk,
        "version": segment.version,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "text": segment.text,
        "words": segment.words,
        "speaker": segment.speaker,
        "language": segment.language,
        "dir": languages.direction(segment.language or language),
        "state": segment.review_state,
        "doubts": list(segment.doubts),
        "reasons": segment.reasons,
        "by": names.get(_looked_after_by(segment) or 0, ""),
        "redacted": [list(one) for one in marked if one[0] < segment.end_ms and segment.start_ms < one[1]],
        "kept": segment.withheld or bool(segment.pieces and not segment.kept_for),
    }
