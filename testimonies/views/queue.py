"""The correction queue: what to hear next, ten minutes at a time, and how far each collection is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testimonies.actions import taking
from testimonies.exceptions import TestimoniesError
from testimonies.models import Ahead, Priority, Stretch, ahead, collections_of, listener_for, progress

__all__ = ["leave", "prefer", "queue", "take"]

A_LIST = 12


@login_required
@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """For whoever works in any collection."""
    _check(request)
    listener = listener_for(request.user)
    chosen = _number(request.GET.get("collection", ""))
    own = Stretch.objects.held().visible_to(listener).filter(by=request.user.pk)
    held = own.select_related("transcript__recording__testimony__collection").first()
    how_far = progress(listener)
    edited = set(collections_of(request.user, "publish").values_list("pk", flat=True))
    return render(
        request,
        "testimonies/queue.html",
        {
            "held": held,
            "lines": [(one, reasons(one)) for one in ahead(listener, collection=chosen, most=A_LIST)],
            "progress": [
                (one, one.percent(one.verified), one.percent(one.verified + one.corrected), one.collection.pk in edited)
                for one in how_far
            ],
            "chosen": next((one.collection for one in how_far if one.collection.pk == chosen), None),
            "priorities": Priority.choices,
        },
    )


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take the most urgent stretch, or the named one, or go on with what is in hand; leads to the desk."""
    _check(request)
    named = _number(request.POST.get("transcript", ""))
    collection = _number(request.POST.get("collection", ""))
    number = _number(request.POST.get("number", ""))
    try:
        stretch = taking.take(by=request.user, transcript=named, number=number, collection=collection)
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
        return redirect("testimonies:queue")
    return redirect(desk_of(stretch))


@login_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Others are given it from now on; what was corrected stays."""
    _check(request)
    own = Stretch.objects.visible_to(listener_for(request.user)).filter(by=request.user.pk)
    stretch = get_object_or_404(own, pk=pk)
    taking.leave(stretch=stretch, by=request.user)
    messages.success(request, _("You left it. What you corrected is kept."))
    return redirect("testimonies:queue")


@login_required
@require_POST
def prefer(request: HttpRequest, pk: int) -> HttpResponse:
    """A collection is heard sooner or later than the others."""
    collection = get_object_or_404(collections_of(request.user, "publish"), pk=pk)
    wished = request.POST.get("priority", "")
    if wished not in {str(one) for one in Priority.values}:
        raise Http404
    taking.prefer(collection=collection, priority=int(wished), by=request.user)
    messages.success(request, _("It is kept."))
    return redirect("testimonies:queue")


def desk_of(stretch: Stretch) -> str:
    """The address of the desk at the words where its holder goes on."""
    transcript = stretch.transcript
    place = f"{reverse('testimonies:queue')}{transcript.recording.testimony.accession_number}/"
    return f"{place}?transcript={transcript.pk}#t={stretch.goes_on_at_ms / 1000:g}"


def reasons(one: Ahead) -> list[str]:
    """Why it stands where it stands, in words, the gravest first."""
    counted = (
        (one.names, ngettext("%(n)d name of another person", "%(n)d names of other people", one.names)),
        (
            one.findings - one.names,
            ngettext("%(n)d other finding", "%(n)d other findings", one.findings - one.names),
        ),
        (one.doubtful, ngettext("%(n)d doubtful line", "%(n)d doubtful lines", one.doubtful)),
        (one.unsure, ngettext("%(n)d unsure word", "%(n)d unsure words", one.unsure)),
        (one.to_correct, ngettext("%(n)d line to correct", "%(n)d lines to correct", one.to_correct)),
        (one.to_verify, ngettext("%(n)d line to verify", "%(n)d lines to verify", one.to_verify)),
    )
    return [said % {"n": number} for number, said in counted if number]


def _check(request: HttpRequest) -> Any:
    if not collections_of(request.user, "add", "change", "publish").exists():
        raise Http404


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
