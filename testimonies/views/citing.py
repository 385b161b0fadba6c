"""How something here is cited: the box of styles on its page, and the files that reference managers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies.consent.audiences import VISITOR, Listener, Use
from testimonies.description import languages
from testimonies.interchange import citation
from testimonies.interchange.citation import STYLES, Cited, Day, Part, Quoted
from testimonies.interchange.citation_files import FILES
from testimonies.models import Participation, Passage, Quotation, Recording, Testimony, listener_for
from testimonies.views import places
from testimonies.views.cards import spoken_in
from testimonies.views.tombstones import gone

__all__ = ["Box", "box", "cited", "of_passage", "of_quotation", "of_testimony"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One style: its parts for the page, the same as plain text, and what stands in the text beside a quotation."""

    key: str
    label: str
    parts: tuple[Part, ...]
    plain: str
    in_text: str


@dataclass(frozen=True, slots=True)
class Box:
    """All styles, and the addresses of the files: (extension, name, address)."""

    entries: tuple[Entry, ...]
    files: tuple[tuple[str, str, str], ...]
    address: str


def box(one: Cited, *, file: str, args: list[Any], asked: str = "") -> Box:
    """``file`` names the route of the files, ``args`` lead to it, ``asked`` is what stands behind its address."""
    entries = []
    for key, style in STYLES.items():
        parts = style.entry(one)
        in_text = style.in_text(one) if style.in_text and one.quoted else ""
        entries.append(Entry(key, str(style.label), parts, citation.plain(parts), in_text))
    addresses = [(form, made.label, reverse(file, args=[*args, form]) + asked) for form, made in FILES.items()]
    return Box(tuple(entries), tuple(addresses), one.address)


def cited(
    request: HttpRequest,
    testimony: Testimony,
    *,
    address: str,
    title: str = "",
    spoken: tuple[str, ...] | None = None,
    **more: Any,
) -> Cited:
    """What is cited, as the asker may know it: whoever calls has concealed the names (``conceal_names``). ``spoken``:
    the languages of the recordings that the asker may know of, where they were looked up."""
    description = testimony.description_for()
    own = description.title if description else testimony.accession_number
    day = testimony.interviewed_on
    return Cited(
        number=testimony.accession_number,
        title=title or own,
        title_language=more.pop("title_language", "") or (description.language if description else ""),
        narrators=_named(testimony, Participation.Part.NARRATOR),
        interviewers=_named(testimony, Participation.Part.INTERVIEWER),
        day=Day(day.year, day.month, day.day, day.about) if day else None,
        collection=testimony.collection.name,
        archive=_("Oral History Archive of the Migrant Workers Convention"),
        address=request.build_absolute_uri(address),
        accessed=timezone.localdate(),
        languages=_spoken(request, testimony) if spoken is None else spoken,
        within=own if title else "",
        **more,
    )


def quoted(quotation: Quotation) -> Quoted:
    return Quoted(
        position=quotation.recording.position,
        start_ms=quotation.start_ms,
        end_ms=quotation.end_ms,
        words=quotation.text,
        speakers=quotation.speakers,
        translated_into=languages.name(quotation.language) if quotation.language else "",
    )


def of_the_whole(request: HttpRequest, testimony: Testimony, *, spoken: tuple[str, ...]) -> Box:
    one = cited(request, testimony, address=testimony.get_absolute_url(), spoken=spoken)
    return box(one, file="testimonies:citation", args=[testimony.accession_number])


def of_the_quotation(request: HttpRequest, testimony: Testimony, quotation: Quotation) -> Box:
    one = cited(request, testimony, address=quotation.lasting_url, quoted=quoted(quotation))
    where = [testimony.accession_number, quotation.recording.position, quotation.start_ms, quotation.end_ms]
    asked = f"?language={quotation.language}" if quotation.language else ""
    return box(one, file="testimonies:quotation_citation", args=where, asked=asked)


def of_the_passage(request: HttpRequest, testimony: Testimony, passage: Passage, quotation: Quotation) -> Box:
    one = _passage_cited(request, testimony, passage, quotation)
    return box(one, file="testimonies:passage_citation", args=[testimony.accession_number, passage.pk])


@require_safe
def of_testimony(request: HttpRequest, accession: str, form: str) -> HttpResponse:
    """The testimony as a file for a reference manager."""
    testimony, _listener = _known(request, accession)
    if testimony is None:
        return gone(request, accession)
    return _file(testimony, cited(request, testimony, address=testimony.get_absolute_url()), form)


@require_safe
def of_quotation(
    request: HttpRequest, accession: str, position: int, start_ms: int, end_ms: int, form: str
) -> HttpResponse:
    """A quotation, with its words as they stand, its speakers and times."""
    testimony, listener = _known(request, accession)
    if testimony is None:
        return gone(request, accession)
    quotation = places.quotation_at(request, testimony, listener, position, start_ms, end_ms)
    one = cited(request, testimony, address=quotation.lasting_url, quoted=quoted(quotation))
    return _file(testimony, one, form)


@require_safe
def of_passage(request: HttpRequest, accession: str, pk: int, form: str) -> HttpResponse:
    """A passage under its own title."""
    testimony, listener = _known(request, accession)
    if testimony is None:
        return gone(request, accession)
    passage, quotation = places.passage_at(testimony, listener, pk)
    return _file(testimony, _passage_cited(request, testimony, passage, quotation), form)


def _passage_cited(request: HttpRequest, testimony: Testimony, passage: Passage, quotation: Quotation) -> Cited:
    about = passage.description_for()
    words = quoted(quotation)
    return cited(
        request,
        testimony,
        address=reverse("testimonies:passage", args=[testimony.accession_number, passage.pk]),
        title=about.title if about else "",
        title_language=about.language if about else "",
        quoted=Quoted(words.position, passage.start_ms, passage.end_ms),
    )


def _known(request: HttpRequest, accession: str) -> tuple[Testimony | None, Listener]:
    listener = listener_for(request.user)
    return places.known(accession, listener), listener


def _named(testimony: Testimony, part: str) -> tuple[str, ...]:
    """By the names they chose."""
    return tuple(one.person.shown_name for one in testimony.participations.all() if one.part == part)


def _file(testimony: Testimony, one: Cited, form: str) -> HttpResponse:
    if form not in FILES:
        raise Http404
    answer = HttpResponse(FILES[form].write(one), content_type=f"{FILES[form].media_type}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{one.number}.{form}"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    if not testimony.may(Use.MACHINE_PROCESSING, VISITOR):
        answer.headers["TDM-Reservation"] = "1"
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _spoken(request: HttpRequest, testimony: Testimony) -> tuple[str, ...]:
    return spoken_in(Recording.objects.visible_to(listener_for(request.user)).filter(testimony=testimony))
