"""A narrator's own look: what they hear and read, page by page, as everyone would be given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from testimonies.actions import looking
from testimonies.consent import redaction
from testimonies.description import languages
from testimonies.exceptions import StateForbids
from testimonies.models import NarratorsLook, Reader, Recording, Segment, Transcript
from testimonies.views.look_door import for_one_narrator, lead, page
from testimonies.views.receipts import receipt_of
from testimonies.views.sound import from_disk

__all__ = ["LINES", "about", "front", "line", "sound", "words"]

LINES = 25
"""On a page: some three minutes, which load on a slow line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of words. ``out``: all of it is marked to be taken out; ``partly``: some words are; ``gone``: all of it
    is kept back already."""

    segment: Segment
    out: bool
    partly: bool
    gone: bool

    @property
    def span(self) -> str:
        """As a form sends it: the words may be cut otherwise by then, the times stay."""
        return f"{self.segment.start_ms}-{self.segment.end_ms}"


@for_one_narrator(receipt_too=True)
def front(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """What can be done here, and no word of the testimony: programs that pass links on look here before people do."""
    if look.withdrawal is not None:
        look.withdrawal.language = languages.base(request.LANGUAGE_CODE)
        return page(request, look, "receipt", receipt=receipt_of(look.withdrawal))
    done = request.GET.get("done", "")
    return page(request, look, "front", marks=look.marks.count(), done=done if done in DONE else "")


DONE = ("removed", "asked", "agreed")


@for_one_narrator("GET", "HEAD", "POST")
def words(request: HttpRequest, look: NarratorsLook, position: int) -> HttpResponse:
    """The sound and the words, with a box beside each line. What is ticked is kept with each step onward."""
    recording = _recording(look, position)
    looking.note_opened(look=look)
    transcript = _chosen(request, look, recording)
    pages = Paginator(_lines(look, recording, transcript), LINES)
    shown = pages.get_page(request.GET.get("page"))
    fault = ""
    if request.method == "POST":
        try:
            _keep(request, look, recording)
        except StateForbids as refusal:
            fault = str(refusal)
        else:
            return _onward(request, look, recording, shown)
    return page(
        request,
        look,
        "words",
        status=409 if fault else 200,
        fault=fault,
        recording=recording,
        recordings=list(look.recordings()),
        transcript=transcript,
        others=[one for one in look.transcripts(recording) if transcript and one.pk != transcript.pk],
        audible=look.sound_of(position) is not None,
        shown=shown,
        marks=look.marks.count(),
    )


@for_one_narrator("GET", "HEAD", "POST")
def line(request: HttpRequest, look: NarratorsLook, position: int, start_ms: int) -> HttpResponse:
    """One line, word by word, for whoever wants some words of it taken out only."""
    recording = _recording(look, position)
    transcript = look.transcripts(recording).filter(kind="original").first()
    found = next((one for one in _lines(look, recording, transcript) if one.segment.start_ms == start_ms), None)
    if found is None or found.gone or not found.segment.words:
        return lead(look, "look-words", position)
    segment = found.segment
    timed = [(start, end, text) for start, end, text, *_rest in segment.words]
    if request.method == "POST":
        chosen = {int(one) for one in request.POST.getlist("word") if one.isascii() and one.isdigit() and len(one) < 6}
        spans = [(start, max(end, start + 1)) for number, (start, end, _text) in enumerate(timed) if number in chosen]
        try:
            looking.mark(
                look=look, recording=recording, within=(segment.start_ms, segment.end_ms),
                spans=redaction.joined(spans),
            )  # fmt: skip
        except StateForbids as refusal:
            return page(request, look, "fault", status=409, fault=str(refusal))
        number = (request.GET.get("page") or "1")[:6]
        return lead(
            look, "look-words", position,
            after=f"?page={number if number.isdigit() else 1}#t-{start_ms}",
        )  # fmt: skip
    marks = _marks(look, recording)
    return page(
        request,
        look,
        "line",
        recording=recording,
        transcript=transcript,
        segment=segment,
        words=[(text, redaction.touches(marks, start, max(end, start + 1))) for start, end, text in timed],
    )


@for_one_narrator()
def about(request: HttpRequest, look: NarratorsLook) -> HttpResponse:
    """What is written about the narrator and their testimony, as everyone would read it."""
    looking.note_opened(look=look)
    reader = Reader.nobody(look.testimony_id)
    testimony = look.testimony
    return page(
        request,
        look,
        "about",
        names=[reader.renamed(one.person.shown_name, testimony.pk) for one in _narrators(look)],
        descriptions=[
            {
                "language": one.language,
                "direction": languages.direction(one.language),
                "texts": [reader.renamed(text, testimony.pk) for text in (one.title, one.summary, one.context) if text],
            }
            for one in testimony.descriptions.all()
        ],
        countries=[(one.get_role_display(), one.country) for one in testimony.country_roles.select_related("country")],
        day=testimony.interviewed_on,
    )


@for_one_narrator()
def sound(request: HttpRequest, look: NarratorsLook, position: int) -> HttpResponseBase:
    """The voice, in ranges. It comes from here, never from a server in front, so that it ends when the link does."""
    copy = look.sound_of(position)
    if copy is None or not copy.path.is_file():
        return HttpResponse(status=409)
    file = copy.file

    def still_may() -> bool:
        now = look.sound_of(position)
        return now is not None and now.file == file

    answer = from_disk(request, copy, still_may)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _recording(look: NarratorsLook, position: int) -> Recording:
    return get_object_or_404(look.recordings(), position=position)


def _chosen(request: HttpRequest, look: NarratorsLook, recording: Recording) -> Transcript | None:
    """The words in the language spoken, or the translation that ``?in=`` names."""
    readable = list(look.transcripts(recording))
    wished = request.GET.get("in", "")
    return next((one for one in readable if one.language == wished and one.kind == "translation"), None) or next(
        iter(readable), None
    )


def _lines(look: NarratorsLook, recording: Recording, transcript: Transcript | None) -> list[Line]:
    if transcript is None:
        return []
    marks, gone = _marks(look, recording), look.gone_from(recording)
    return [
        Line(
            segment=one,
            out=redaction.covers(marks, one.start_ms, one.end_ms),
            partly=redaction.touches(marks, one.start_ms, one.end_ms),
            gone=redaction.covers(gone, one.start_ms, one.end_ms),
        )
        for one in look.words(transcript)
        if not one.withheld
    ]


def _marks(look: NarratorsLook, recording: Recording) -> redaction.Spans:
    own = look.marks.filter(recording=recording).values_list("start_ms", "end_ms")
    return tuple(sorted(own))


def _narrators(look: NarratorsLook) -> Any:
    found = look.testimony.participations.filter(part="narrator").select_related("person")
    return found.filter(person=look.person_id) if look.person_id else found


def _keep(request: HttpRequest, look: NarratorsLook, recording: Recording) -> None:
    """Mark what is ticked and unmark what is not, of the lines that were shown."""
    marks = _marks(look, recording)
    ticked = set(request.POST.getlist("out"))
    for written in request.POST.getlist("line")[: 4 * LINES]:
        start_ms, end_ms = _span(written)
        was = redaction.covers(marks, start_ms, end_ms)
        if end_ms > start_ms and was != (written in ticked):
            spans = () if was else ((start_ms, end_ms),)
            looking.mark(look=look, recording=recording, within=(start_ms, end_ms), spans=spans)


def _span(written: str) -> tuple[int, int]:
    start, _dash, end = written.partition("-")
    both = start + end
    if not (both.isascii() and both.isdigit() and start and end) or max(len(start), len(end)) > 12:
        raise Http404
    return int(start), int(end)


def _onward(request: HttpRequest, look: NarratorsLook, recording: Recording, shown: Any) -> HttpResponse:
    wished = request.GET.get("in", "")
    tail = f"&in={wished}" if wished.isalnum() else ""
    where = request.POST.get("go", "")
    if where == "next" and shown.has_next():
        return lead(look, "look-words", recording.position, after=f"?page={shown.next_page_number()}{tail}")
    if where == "back" and shown.has_previous():
        return lead(look, "look-words", recording.position, after=f"?page={shown.previous_page_number()}{tail}")
    following = look.recordings().filter(position__gt=recording.position).first()
    if where == "next" and following is not None:
        return lead(look, "look-words", following.position)
    return lead(look, "look-out" if look.marks.exists() else "look")
