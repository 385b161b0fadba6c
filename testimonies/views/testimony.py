"""One testimony: its page, its tombstone, and its words in the formats that other programs read."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies.actions import exporting
from testimonies.consent.audiences import VISITOR, Listener, Use
from testimonies.description import languages
from testimonies.exceptions import NotPermitted
from testimonies.interchange.formats import FORMATS
from testimonies.models import (
    Participation,
    Place,
    Reader,
    Role,
    Testimony,
    Transcript,
    conceal_names,
    listener_for,
    places_of,
)
from testimonies.views import cards_asked, citing, testimony_asked
from testimonies.views.access import restriction_of
from testimonies.views.cards import narrators, spoken_in
from testimonies.views.listening import Words, listen
from testimonies.views.related import related_to
from testimonies.views.tombstones import gone
from testimonies.views.warned import best_with, warning_of
from testimonies.views.work import ways_to_work


@require_safe
def testimony(request: HttpRequest, accession: str) -> HttpResponse:
    """The page of a testimony; 410 where it was shown once and its narrator took it back; else 404."""
    listener = listener_for(request.user)
    found = cards_asked.asked_by(listener).testimony(accession)
    if found is None:
        return gone(request, accession)
    reader = Reader.of(listener, [one.pk for one in found.recordings.all()], [found.pk])
    conceal_names([found], listener, reader=reader)
    description = found.description_for()
    places, themes = places_of(found, listener), testimony_asked.asked_by(listener).themes(found.pk)
    listenings = listen(found, listener, Words.of(request.GET), reader=reader)
    spoken = spoken_in(one.recording for one in listenings)
    context: dict[str, Any] = {
        "testimony": found,
        "description": description,
        "in_another_language": description and languages.base(description.language) != get_language(),
        "listenings": listenings,
        "spoken": spoken,
        "narrators": narrators(found),
        "helpers": [one for one in found.participations.all() if one.part != Participation.Part.NARRATOR],
        "countries": _places_by_role(places),
        "themes": [(str(group), list(some)) for group, some in groupby(themes, key=lambda theme: theme.group)],
        "related": related_to(found, places=places, themes=themes, listener=listener),
        "told": best_with(found, "context"),
        **warning_of(found),
        "keywords": _keywords(found, reader),
        "formats": FORMATS,
        "box": citing.of_the_whole(request, found, spoken=spoken),
        "quotation_pattern": reverse("testimonies:quotation", args=[accession, 0, 0, 1]),
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "restriction": restriction_of(found, listener, request.user),
        "work": ways_to_work(found, listener),
        "is_public": found.may(Use.CATALOGUE, VISITOR, listener.day),
        "for_machines": found.may(Use.MACHINE_PROCESSING, VISITOR, listener.day),
        "reuse": _reason(found, Use.REUSE, listener.as_reader()),
    }
    answer = render(request, "testimonies/testimony.html", context)
    return _reserved(answer, for_machines=context["for_machines"])


@require_safe
def transcript(request: HttpRequest, accession: str, position: int, format: str) -> HttpResponse:
    """The words of the recording at ``position`` as a file, in the language spoken or, with ``?language=``, another."""
    language = request.GET.get("language", "")
    if format not in FORMATS or not language.isprintable():
        raise Http404
    kind = {"kind": "translation", "language": language} if language else {"kind": "original"}
    listener = listener_for(request.user)
    visible = Transcript.objects.visible_to(listener).select_related("recording__testimony", "run")
    found = visible.filter(
        recording__testimony__accession_number=accession, recording__position=position, **kind
    ).first()
    if found is None:
        return gone(request, accession)
    form = FORMATS[format]
    conceal_names([testimony_of_it := _with_descriptions(found.recording.testimony)], listener)
    title = testimony_of_it.title
    draft = found.kind == "translation" and found.is_machine_draft
    if draft:
        title = _("%(title)s (machine draft of a translation)") % {"title": title}
    if request.method == "GET":
        exporting.note(testimony=testimony_of_it, what=format, by=request.user)
    answer = HttpResponse(
        form.write(found.as_document(listener), title=title),
        content_type=f"{form.media_type}; charset=utf-8",
    )
    name = "-".join(
        filter(None, (accession, str(position), language and found.language, "machine-draft" if draft else ""))
    )
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.{form.extension}"'
    answer.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    patch_vary_headers(answer, ["Cookie"])
    return _reserved(answer, for_machines=found.recording.testimony.may(Use.MACHINE_PROCESSING, VISITOR, listener.day))


def _reserved(answer: HttpResponse, *, for_machines: bool) -> HttpResponse:
    """Tell other people's programs that they may not process this, in the ways that some of them heed: the W3C's TDM
    Reservation Protocol, and no copy in a search engine that would outlive a withdrawal."""
    if not for_machines:
        answer.headers["TDM-Reservation"] = "1"
        answer.headers["X-Robots-Tag"] = "noarchive"
    return answer


def _with_descriptions(testimony: Testimony) -> Testimony:
    prefetch_related_objects([testimony], "descriptions")
    return testimony


def _reason(testimony: Testimony, use: str, listener: Listener) -> str:
    """Why not, in a sentence; empty where it is allowed."""
    try:
        testimony.check_may(use, listener)
    except NotPermitted as refusal:
        return str(refusal)
    return ""


def _places_by_role(places: tuple[Place, ...]) -> list[tuple[str, list[Place]]]:
    grouped = [(str(role.label), [one for one in places if one.role == role]) for role in Role]
    return [(label, some) for label, some in grouped if some]


def _keywords(found: Testimony, reader: Reader) -> list[str]:
    """Without those that hold a name which is shown as another one."""
    names = [keyword.name for keyword in found.keywords.all()]
    return [name for name in names if reader.renamed(name, found.pk) == name]
