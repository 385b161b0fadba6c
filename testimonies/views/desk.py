"""The desk: the words of a recording, corrected where they are heard.

The page is whole without script: every row can be opened as a form. With it, the modules of ``static/js/desk`` take
over and speak to :mod:`testimonies.views.desk_writing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from testimonies.actions import correcting
from testimonies.consent import redaction as rule
from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.exceptions import TestimoniesError
from testimonies.models import (
    Article,
    Country,
    Passage,
    Reader,
    Reason,
    Recording,
    ReviewState,
    Role,
    SegmentChange,
    Testimony,
    ThemeGroup,
    Transcript,
    copies_for,
    listener_for,
)
from testimonies.transcript import speakers
from testimonies.transcript.timecode import format_clock
from testimonies.views import desk_rows
from testimonies.views.desk_faces import DOUBTED, faces, stretches
from testimonies.views.desk_words import SAID
from testimonies.views.in_pieces import PageInPieces

__all__ = ["desk"]

KEYS = 9
"""So many speakers have a key of their own."""


class PlainRowForm(forms.Form):
    """A row as it is sent without script. What the words may be is the verb's to say."""

    segment = forms.IntegerField(min_value=1, max_value=2**62)
    version = forms.IntegerField(min_value=1, max_value=2**31)
    text = forms.CharField(required=False, strip=False, max_length=1_000_000)
    speaker = forms.CharField(required=False)
    does = forms.ChoiceField(choices=[("write", ""), ("accept", "")])


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, accession: str) -> HttpResponseBase:
    """The page; ``?transcript=`` names which of the testimony's, ``?segment=`` the row that is opened as a form, which
    is sent here."""
    listener = listener_for(request.user)
    testimony = get_object_or_404(Testimony.objects.worked_on_by(listener), accession_number=accession)
    transcript = desk_rows.worked_on(listener, accession, _asked(testimony, request.GET.get("transcript", "")))
    if request.method == "POST":
        return _corrected(request, testimony, transcript, listener)
    return _page(request, testimony, transcript, listener)


def _corrected(
    request: HttpRequest, testimony: Testimony, transcript: Transcript, listener: Listener
) -> HttpResponseBase:
    """What a row's form asks: its words and who speaks them; or the same, and that they are right."""
    form = PlainRowForm(request.POST)
    if not form.is_valid():
        raise Http404
    sent = form.cleaned_data
    try:
        _correct(transcript, sent, by=request.user)
    except TestimoniesError as refusal:
        answered = {"error": str(refusal), "text": sent["text"]}
        opened = str(sent["segment"])
        return _page(request, testimony, transcript, listener, opened=opened, answered=answered, status=409)
    messages.success(request, _("It is saved."))
    return redirect(f"{_place(testimony, transcript)}#s-{sent['segment']}")


@transaction.atomic
def _correct(transcript: Transcript, sent: dict[str, Any], *, by: Any) -> None:
    """All of it or nothing. Raises what the verbs raise."""
    key, version = sent["segment"], sent["version"]
    held = {"transcript": transcript, "by": by, "segment": key}
    if done := correcting.write(**held, version=version, text=sent["text"]):
        version = _version(done, key)
    speaker = correcting.assign(transcript=transcript, segments=[(key, version)], speaker=sent["speaker"], by=by)
    if speaker:
        version = _version(speaker, key)
    if sent["does"] == "accept" and (now := transcript.segments.filter(pk=key).first()):
        wanted = ReviewState.CORRECTED if now.review_state == ReviewState.MACHINE else ReviewState.VERIFIED
        if not done:
            correcting.set_state(**held, version=version, state=wanted)


def _version(done: SegmentChange, key: int) -> int:
    return next(one["version"] for one in done.after if one["id"] == key)


def _asked(testimony: Testimony, named: str) -> int:
    """The key of the transcript that the address names, else of the first recording's own words. 404 without one."""
    if named:
        if not (named.isascii() and named.isdigit() and len(named) < 19):
            raise Http404
        return int(named)
    own = Transcript.objects.filter(recording__testimony=testimony, kind="original").order_by("recording__position")
    first = own.values_list("pk", flat=True).first()
    if first is None:
        raise Http404
    return first


def _page(
    request: HttpRequest,
    testimony: Testimony,
    transcript: Transcript,
    listener: Listener,
    *,
    opened: str = "",
    answered: dict[str, str] | None = None,
    status: int = 200,
) -> PageInPieces:
    """Its head is sent before the rows are fetched. Whether the listener may have it was asked before."""
    recording = transcript.recording
    place = _place(testimony, transcript)
    named = [one["label"] for one in desk_rows.speakers(transcript)][:KEYS]
    writable = transcript.run is None or transcript.is_settled
    audible = bool(copies_for(listener, [recording.pk]))
    opened = opened or request.GET.get("segment", "")
    about = {
        "testimony": testimony,
        "recording": recording,
        "transcript": transcript,
        "place": place,
        "writable": writable,
        "answered": answered,
        "speakers": [(name, speakers.named(name)) for name in named],
        "audible": audible,
        # before the rows are fetched: whatever changes after is asked for
        "facts": _facts(request, transcript, named, writable, audible),
        "has_rows": transcript.segments.exists(),
    }
    get_token(request)  # its cookie goes out before the rows are written
    mark = f"<!--{uuid4()}-->"
    around = render_to_string("testimonies/desk/desk.html", about | _around(about, listener, mark), request)
    before, between, after = around.split(mark)

    def pieces() -> Iterator[str]:
        yield before
        if about["has_rows"]:
            rows = _rows(transcript, listener)
            for html, row in stretches(faces(rows, place=f"?{place.partition('?')[2]}"), opened):
                yield html
                if row:
                    yield render_to_string("testimonies/desk/plain_form.html", about | {"row": row}, request)
                    yield "</li>"
        yield between
        yield render_to_string("testimonies/desk/rest.html", about | _choices(), request)
        yield after

    return PageInPieces(pieces(), status=status)


def _around(about: dict[str, Any], listener: Listener, mark: str) -> dict[str, Any]:
    """What stands around the rows, and the mark in the place of what is written later."""
    return {
        "transcripts": _others(about["testimony"]),
        "description": about["testimony"].description_for(),
        "passages": _passages(about["recording"], listener),
        "player": {"recording": about["recording"]},
        "written_later": mark_safe(mark),
    }


def _choices() -> dict[str, Any]:
    """What can be chosen on the sheets."""
    countries = ((one.iso2, one.label) for one in Country.objects.order_by("iso2"))
    return {
        "reasons": Reason.choices,
        "open_to": [(one.value, one.label) for one in rule.OPEN_TO],
        "groups": ThemeGroup.objects.prefetch_related("themes").order_by("position", "slug"),
        "articles": Article.objects.filter(part="III").order_by("number"),
        "countries": sorted(countries, key=lambda one: one[1].casefold()),
        "roles": Role.choices,
        "tongues": languages.choices(),
        "tongue": get_language(),
    }


def _place(testimony: Testimony, transcript: Transcript) -> str:
    return f"{reverse('testimonies:desk', args=[testimony.accession_number])}?transcript={transcript.pk}"


def _rows(transcript: Transcript, listener: Listener) -> list[dict[str, Any]]:
    """Every row, in the transcript's language where it names none of its own."""
    rows = desk_rows.rows(transcript, listener)
    for row in rows:
        row["language"] = row["language"] or transcript.language
    return rows


def _facts(
    request: HttpRequest, transcript: Transcript, named: list[str], writable: bool, audible: bool
) -> dict[str, Any]:
    """What the modules of the page must know."""
    accession = transcript.recording.testimony.accession_number
    collection = transcript.recording.testimony.collection_id
    lines = SegmentChange.objects.filter(transcript=transcript).order_by("-pk")
    return {
        "transcript": transcript.pk,
        "language": transcript.language,
        "doors": f"{reverse('testimonies:desk', args=[accession])}{transcript.pk}/",
        "me": request.user.pk,
        "name": desk_rows.called(request.user, listener_for(request.user), collection),
        "writable": writable,
        "audible": audible,
        "last": lines.values_list("pk", flat=True).first() or 0,
        "doubted": DOUBTED,
        "speakers": named,
        "said": {name: str(sentence) for name, sentence in SAID.items()},
    }


def _others(testimony: Testimony) -> list[dict[str, Any]]:
    """Every transcript of the testimony, to go from one to another."""
    own = Transcript.objects.filter(recording__testimony=testimony).order_by("recording__position", "kind", "language")
    return [
        {
            "pk": one.pk,
            "position": one.recording.position,
            "language": languages.name(one.language) if one.language else "",
            "translated": one.kind == "translation",
        }
        for one in own.select_related("recording")
    ]


def _passages(recording: Recording, listener: Listener) -> list[dict[str, Any]]:
    """Those of the recording in order, without those that speak of what is kept from whoever works here too."""
    reader = Reader.of(listener, [recording.pk], [recording.testimony_id])
    own = Passage.objects.filter(recording=recording).prefetch_related("descriptions").order_by("start_ms")
    return [
        {"from": str(one.start_ms), "clock": format_clock(one.start_ms), "about": one.description_for()}
        for one in own
        if not reader.hides(recording.pk, one.start_ms, one.end_ms)
    ]
