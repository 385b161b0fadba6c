"""One testimony: its page, its tombstone, and its words in the formats that other programs read."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies.actions import exporting
from testimonies.consent.audiences import VISITOR
from testimonies.description import languages
from testimonies.interchange.formats import FORMATS
from testimonies.models import (
    Participation,
    Role,
    Testimony,
    TestimonyTheme,
    Transcript,
    conceal_names,
    listener_for,
)
from testimonies.views.cards import narrators, spoken_in
from testimonies.views.listening import listen
from testimonies.views.tombstones import gone


@require_safe
def testimony(request: HttpRequest, accession: str) -> HttpResponse:
    """The page of a testimony; 410 where it was shown once and its narrator took it back; else 404."""
    listener = listener_for(request.user)
    found = Testimony.objects.visible_to(listener).for_cards().filter(accession_number=accession).first()
    if found is None:
        return gone(request, accession)
    conceal_names([found], listener)
    description = found.description_for()
    listenings = listen(found, listener)
    context: dict[str, Any] = {
        "testimony": found,
        "description": description,
        "in_another_language": description and languages.base(description.language) != get_language(),
        "listenings": listenings,
        "spoken": spoken_in(one.recording for one in listenings),
        "narrators": narrators(found),
        "helpers": [one for one in found.participations.all() if one.part != Participation.Part.NARRATOR],
        "countries": _countries_by_role(found),
        "themes": _themes_by_group(found),
        "formats": FORMATS,
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "is_public": found.may("catalogue", VISITOR, listener.day),
    }
    return render(request, "testimonies/testimony.html", context)


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
    return answer


def _with_descriptions(testimony: Testimony) -> Testimony:
    prefetch_related_objects([testimony], "descriptions")
    return testimony


def _countries_by_role(found: Testimony) -> list[tuple[str, list[Any]]]:
    roles = list(found.country_roles.all())
    grouped = [(str(role.label), [one.country for one in roles if one.role == role]) for role in Role]
    return [(label, countries) for label, countries in grouped if countries]


def _themes_by_group(found: Testimony) -> list[tuple[str, list[Any]]]:
    items = TestimonyTheme.objects.filter(content_object=found).select_related("tag__group")
    themes = sorted((item.tag for item in items), key=lambda theme: (theme.group.position, theme.position, theme.slug))
    return [(str(group), list(some)) for group, some in groupby(themes, key=lambda theme: theme.group)]
