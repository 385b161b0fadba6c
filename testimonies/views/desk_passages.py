"""Passages at the desk: a page that works without script, and doors that speak JSON at the same addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testimonies.actions import passages as verbs
from testimonies.actions import proposing
from testimonies.actions.passages import About, Said
from testimonies.exceptions import Fault, FaultyParticulars, Outdated, TestimoniesError
from testimonies.models import Passage, Reader, SegmentChange, Transcript, listener_for
from testimonies.passage_forms import PassageForm, initial_of, typed
from testimonies.views.desk_asked import Asked, door, standing
from testimonies.views.desk_rows import worked_on

__all__ = ["listed", "passage", "passages", "remove", "suggestions"]


@never_cache
@require_http_methods(["GET", "POST"])
def passages(request: HttpRequest, accession: str, transcript: int) -> HttpResponse:
    """The passages, what is suggested, and a form for one more; or one more in JSON."""
    if _speaks_json(request):
        return _make(request, accession=accession, transcript=transcript)
    return _page(request, accession, transcript)


@never_cache
@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, accession: str, transcript: int, passage: int) -> HttpResponse:
    """One passage: a form that changes it; or its change in JSON."""
    if _speaks_json(request):
        return _change(request, accession=accession, transcript=transcript, passage=passage)
    return _page(request, accession, transcript, passage)


@never_cache
@require_POST
def remove(request: HttpRequest, accession: str, transcript: int, passage: int) -> HttpResponse:
    """``{version, stroke}``, or the same from a form."""
    if _speaks_json(request):
        return _remove(request, accession=accession, transcript=transcript, passage=passage)
    return _removed(request, accession, transcript, passage)


@login_required
@never_cache
@require_GET
def listed(request: HttpRequest, accession: str, transcript: int) -> JsonResponse:
    """``{"passages": [row, …]}``, in order."""
    return JsonResponse({"passages": _rows(request, worked_on(listener_for(request.user), accession, transcript))})


@login_required
@never_cache
@require_GET
def suggestions(request: HttpRequest, accession: str, transcript: int) -> JsonResponse:
    """``{"suggestions": [{start_ms, end_ms, themes: [[slug, label], …], countries: [[iso2, label], …]}, …]}``."""
    found = worked_on(listener_for(request.user), accession, transcript)
    told = [
        {
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
            "themes": [[theme.slug, theme.label] for theme in one.themes],
            "countries": [[country.iso2, country.label] for country in one.countries],
        }
        for one in proposing.propose(transcript=found, by=request.user)
    ]
    return JsonResponse({"suggestions": told})


@door
def _make(request: HttpRequest, asked: Asked, transcript: Transcript) -> JsonResponse:
    """``{start_ms, end_ms, titles {tag: text}, synopsis {tag: text}, themes, countries, articles, years, stroke}``"""
    change = verbs.make(transcript=transcript, said=_said(asked), stroke=asked.stroke(), by=request.user)
    return _answered(request, asked, transcript, change)


@door
def _change(request: HttpRequest, asked: Asked, transcript: Transcript, passage: int) -> JsonResponse:
    """The same with ``version``."""
    change = verbs.change(
        transcript=transcript,
        passage=passage,
        version=asked.number("version"),
        said=_said(asked),
        stroke=asked.stroke(),
        by=request.user,
    )
    return _answered(request, asked, transcript, change)


@door
def _remove(request: HttpRequest, asked: Asked, transcript: Transcript, passage: int) -> JsonResponse:
    change = verbs.remove(
        transcript=transcript,
        passage=passage,
        version=asked.number("version"),
        stroke=asked.stroke(),
        by=request.user,
    )
    return _answered(request, asked, transcript, change)


@login_required
def _page(request: HttpRequest, accession: str, transcript: int, passage: int | None = None) -> HttpResponse:
    listener = listener_for(request.user)
    found = worked_on(listener, accession, transcript)
    chosen = None
    if passage is not None:
        chosen = _of(request, found).filter(pk=passage).first()
        if chosen is None:
            raise Http404
    form = PassageForm(request.POST or None, initial=_initial(request, chosen), passage=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            if chosen is None:
                verbs.make(transcript=found, said=form.said(), by=request.user)
            else:
                version = _version(request)
                verbs.change(transcript=found, passage=chosen.pk, version=version, said=form.said(), by=request.user)
        except FaultyParticulars as faulty:
            for fault in faulty.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The passage is kept."))
            return redirect("testimonies:desk_passages", accession, transcript)
    context = {
        "transcript": found,
        "testimony": found.recording.testimony,
        "passages": [] if chosen else list(_of(request, found)),
        "suggestions": [] if chosen else proposing.propose(transcript=found, by=request.user),
        "chosen": chosen,
        "form": form,
    }
    return render(request, "testimonies/passages.html", context, status=400 if form.errors else 200)


@login_required
def _removed(request: HttpRequest, accession: str, transcript: int, passage: int) -> HttpResponse:
    found = worked_on(listener_for(request.user), accession, transcript)
    try:
        verbs.remove(transcript=found, passage=passage, version=_version(request), by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The passage was removed."))
    return redirect("testimonies:desk_passages", accession, transcript)


def _of(request: HttpRequest, transcript: Transcript) -> Any:
    """Those of the recording; none of them speaks of what is kept from the asker."""
    listener = listener_for(request.user)
    reader = Reader.of(listener, [transcript.recording_id], [transcript.recording.testimony_id])
    every = Passage.objects.filter(recording=transcript.recording_id)
    hidden = [one.pk for one in every if reader.hides(transcript.recording_id, one.start_ms, one.end_ms)]
    shown: Any = every.exclude(pk__in=hidden)
    return shown.prefetch_related("descriptions", "themes")


def _rows(request: HttpRequest, transcript: Transcript) -> list[dict[str, Any]]:
    return [_row(one) for one in _of(request, transcript)]


def _row(passage: Passage) -> dict[str, Any]:
    held = verbs.contents(passage)
    about = held.pop("about")
    return {
        "id": passage.pk,
        "version": passage.version,
        **held,
        "titles": {tag: title for tag, (title, _synopsis) in about.items()},
        "synopsis": {tag: synopsis for tag, (_title, synopsis) in about.items()},
    }


def _answered(request: HttpRequest, asked: Asked, transcript: Transcript, change: SegmentChange | None) -> JsonResponse:
    told = standing(request, transcript, set(), asked.number("since", -1))
    key = None if change is None else change.data["passage"]
    return JsonResponse({**told, "passage": key, "passages": _rows(request, transcript)})


def _said(asked: Asked) -> Said:
    titles, synopses = _texts(asked, "titles"), _texts(asked, "synopsis")
    faults = (
        [Fault("about", _("Give the passage a title, in at least one language."))]
        if set(synopses) - set(titles)
        else []
    )
    countries = asked.said.get("countries") or []
    themes, articles = asked.said.get("themes") or [], asked.said.get("articles") or []
    is_list = isinstance(countries, list) and isinstance(themes, list) and isinstance(articles, list)
    pairs = is_list and all(isinstance(one, list) and len(one) == 2 and _are(one, str) for one in countries)
    if not pairs or not _are(themes, str) or not _are(articles, int):
        raise asked.lacking("countries, themes, articles")
    years = asked.said.get("years")
    if years is not None and not (isinstance(years, list) and len(years) == 2 and _are(years, int)):
        raise asked.lacking("years")
    return Said(
        start_ms=asked.number("start_ms"),
        end_ms=asked.number("end_ms"),
        about={tag: About(title, synopses.get(tag, "")) for tag, title in titles.items()},
        themes=tuple(themes),
        countries=tuple((iso2, role) for iso2, role in countries),
        articles=tuple(one for one in articles if 0 <= one < 1_000),
        years=(years[0], years[1]) if years else None,
        faults=faults,
    )


def _texts(asked: Asked, name: str) -> dict[str, str]:
    """Text by language tag; without those that are empty."""
    said = asked.said.get(name) or {}
    if not isinstance(said, dict) or not _are(said.values(), str) or not all(0 < len(tag) <= 12 for tag in said):
        raise asked.lacking(name)
    return {tag: text for tag, text in said.items() if text.strip()}


def _are(some: Any, kind: type[Any]) -> bool:
    return all(type(one) is kind for one in some)


def _initial(request: HttpRequest, chosen: Passage | None) -> dict[str, Any]:
    if chosen is not None:
        return initial_of(chosen)
    asked = {name: request.GET.get(name, "") for name in ("from", "until")}
    times = {
        field: typed(int(asked[name]))
        for field, name in (("start_ms", "from"), ("end_ms", "until"))
        if asked[name].isascii() and asked[name].isdigit() and len(asked[name]) < 12
    }
    return {**times, "themes": request.GET.getlist("theme")}


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    if not (said.isascii() and said.isdigit() and len(said) < 9):
        raise Outdated(_("Somebody changed or removed this passage in the meantime. Load the page anew."))
    return int(said)


def _speaks_json(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type == "application/json"
