"""Keeping a span of a recording back, and what of it is kept back: a page for those who work on the testimony."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from testimonies.actions import redacting, renaming
from testimonies.exceptions import NotPermitted, TestimoniesError
from testimonies.models import NameReplacement, Recording, Redaction, Segment, copies_for, echoes, listener_for
from testimonies.redaction_forms import NameForm, RedactionForm
from testimonies.transcript.document import Word
from testimonies.views import work

__all__ = ["lift", "lift_name", "redactions", "rename"]

PLACE = "testimonies:redactions"


@dataclass(frozen=True, slots=True)
class Line:
    """A segment whose words can be chosen one by one, or as a whole where their times are not known."""

    segment: Segment
    words: tuple[Word, ...]
    kept: tuple[bool, ...]

    @property
    def paired(self) -> list[tuple[Word, bool]]:
        return list(zip(self.words, self.kept, strict=True))


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def redactions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The redactions of a recording, and a form for one more."""
    recording = work.mine(request, uuid)
    form = RedactionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = redacting.redact(recording=recording, by=request.user, **form.cleaned_data)
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is redacted from now on. The silenced copy is being made."))
            return redirect(f"{_place(recording)}?shown={made.pk}#kept")
    return _page(request, recording, form, NameForm())


@login_required
@require_POST
def lift(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Open a span again."""
    recording = work.mine(request, uuid)
    kept = Redaction.objects.visible_to(listener_for(request.user)).filter(recording=recording)
    found = get_object_or_404(kept, pk=pk)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick that you are sure: what is lifted can be heard and read again at once."))
        return redirect(f"{_place(recording)}#kept")
    try:
        redacting.lift(redaction=found, by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The redaction is lifted."))
    return redirect(f"{_place(recording)}#kept")


@login_required
@never_cache
@require_POST
def rename(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show another name everywhere, and keep the places where the name is spoken from being heard."""
    recording = work.mine(request, uuid)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, recording, RedactionForm(), form)
    try:
        renaming.replace(testimony=recording.testimony, by=request.user, **form.cleaned_data)
    except TestimoniesError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, recording, RedactionForm(), form)
    messages.success(request, _("The name is replaced in every text, and silenced where it was found to be spoken."))
    return redirect(f"{_place(recording)}#names")


@login_required
@require_POST
def lift_name(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Show a name again. Where it is spoken stays silent until that is lifted too."""
    recording = work.mine(request, uuid)
    replaced = NameReplacement.objects.visible_to(listener_for(request.user)).filter(testimony=recording.testimony)
    try:
        renaming.lift(replacement=get_object_or_404(replaced, pk=pk), by=request.user)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_place(recording)}#names")


def _page(request: HttpRequest, recording: Any, form: RedactionForm, name_form: NameForm) -> HttpResponse:
    listener = listener_for(request.user)
    held = Redaction.objects.visible_to(listener).filter(recording=recording).select_related("by", "lifted_by")
    in_force = [one for one in held if one.is_in_force]
    segments = Segment.objects.filter(transcript__recording=recording, transcript__kind="original")
    try:
        redacting.check_may_lift(request.user, recording.testimony)
        may_lift = True
    except NotPermitted:
        may_lift = False
    names = NameReplacement.objects.visible_to(listener).in_force().filter(testimony=recording.testimony)
    return render(
        request,
        "testimonies/redactions.html",
        {
            "recording": recording,
            "testimony": recording.testimony,
            "form": form,
            "name_form": name_form,
            "in_force": in_force,
            "lifted": [one for one in held if not one.is_in_force],
            "copies": list(recording.redacted_copies.defer("peaks")),
            "names": list(names),
            "may_lift": may_lift,
            "lines": _lines(segments.as_shown_to(listener), in_force),
            "echoes": echoes(recording=recording, redactions=in_force),
            "audible": bool(copies_for(listener, [recording.pk])),
            "recording_player": {"recording": recording},
            "edit_url": work.edit_url(recording.testimony),
        },
        status=400 if form.errors or name_form.errors else 200,
    )


def _lines(segments: Iterable[Segment], in_force: list[Redaction]) -> list[Line]:
    lines = []
    for segment in segments:
        words = segment.spoken_words
        kept = tuple(any(one.start_ms < w.end_ms and w.start_ms < one.end_ms for one in in_force) for w in words)
        lines.append(Line(segment, words, kept))
    return lines


def _place(recording: Recording) -> str:
    return redirect(PLACE, recording.uuid).url
