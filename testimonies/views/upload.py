"""The interviewer's upload: a form for sounds that have arrived, or that come with it and stream to disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    JsonResponse,
    QueryDict,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from testimonies.actions import accession, consenting
from testimonies.actions.accession import Arrival
from testimonies.exceptions import (
    AlreadyHeld,
    DecodingFailed,
    NotPermitted,
    TestimoniesError,
    UnsoundFile,
    UploadRefused,
)
from testimonies.forms import UploadForm
from testimonies.models import Recording, Testimony, TestimonyKind, collections_of, listener_for
from testimonies.upload.receiving import Received
from testimonies.views import arrivals as arriving
from testimonies.views import on_their_way, receiving

__all__ = ["upload"]


# The token is checked in _upload: checking it here would read the body before our handler is in its place.
@csrf_exempt
@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Show the form; take in a sound. A new testimony, or with ``?testimony=2026-0001`` one more recording of it."""
    if not collections_of(request.user, "add").exists():
        raise PermissionDenied(_("Your account belongs to no collection yet. Ask an editor to add you to one."))
    handler = receiving.SoundUploadHandler(request)
    if request.method == "POST":
        try:
            receiving.check_announced(int(request.META.get("CONTENT_LENGTH") or 0))
        except UploadRefused as refusal:
            form = UploadForm({}, user=request.user, testimony=_asked_for(request))
            return _page(request, form, 413, str(refusal))
        request.upload_handlers = [handler]
    kept: list[Received] = []
    try:
        answer: HttpResponse = _upload(request, handler, kept)
        return answer
    except UnreadablePostError:  # the line broke; nobody is there to read a page
        return HttpResponseBadRequest()
    except MultiPartParserError:  # of a body in parts, its heads are limited
        form = UploadForm({}, user=request.user, testimony=_asked_for(request))
        return _page(request, form, 400, _("The form could not be read: a file's name is too long. Shorten the name."))
    finally:
        handler.clear(but=kept)


@csrf_protect
def _upload(request: HttpRequest, handler: receiving.SoundUploadHandler, kept: list[Received]) -> HttpResponse:
    """Fills ``kept`` with the sounds that are put aside until the rest of the form is mended."""
    testimony = _asked_for(request)
    if request.method != "POST":
        return _page(request, UploadForm(user=request.user, testimony=testimony, initial={"language": get_language()}))
    if "remove" in request.POST:
        on_their_way.remove(by=request.user, number=request.POST["remove"])
        return redirect(request.get_full_path())
    form = UploadForm(request.POST, request.FILES, user=request.user, testimony=testimony)
    arrivals = arriving.found(request)
    whole = [arrival for arrival in arrivals.values() if arrival is not None]
    if handler.refusal is not None:
        arriving.put_aside(form, request, arrivals, kept)
        return _page(request, form, 413, str(handler.refusal))
    if len(whole) < len(arrivals) and "sound" not in form.errors:
        form.add_error("sound", _("The sound is not here any more. Choose the file again."))
    if form.is_valid():
        try:
            with arriving.settled(request, arrivals):
                recordings = _take_in(request.user, form, testimony, whole)
            return _led_to(request, _welcomed(request, recordings))
        except AlreadyHeld as held:
            if len(whole) == 1 or not held.file_name:  # this very form was taken in before
                messages.info(request, str(held))
                assert isinstance(held.recording, Recording)
                return _led_to(request, held.recording.get_absolute_url())
            form.add_error("sound", _named(held))
        except (UnsoundFile, DecodingFailed, NotPermitted) as refusal:
            form.add_error("sound", _named(refusal))
    arriving.put_aside(form, request, arrivals, kept)
    return _page(request, form, 400)


@transaction.atomic
def _take_in(
    user: Any, form: UploadForm, testimony: Testimony | None, arrivals: Sequence[Arrival]
) -> Sequence[Recording]:
    """One testimony with all of them, or each in a testimony of its own; or nothing."""
    fields = form.cleaned_data
    shared = {"by": user, "spoken_languages": fields["spoken_languages"]}
    if testimony is not None:
        return _added(testimony, arrivals, shared)
    kind = fields["kind"] or TestimonyKind.LIFE.value
    shared |= {"collection": fields["collection"], "language": fields["language"], "kind": kind}
    if fields["apart"]:
        recordings = [
            accession.deposit_together(arrivals=[arrival], title=title, **shared)[0]
            for arrival, title in zip(arrivals, fields["own_title"], strict=True)
        ]
    else:
        recordings = _deposited(arrivals, fields["title"], shared)
    for opened in dict.fromkeys(recording.testimony for recording in recordings):
        consenting.give(
            testimony=opened,
            by=user,
            lines=[consenting.Line(use, audience) for use, audience in form.consents],
            given=fields["consent_given"],
            language=fields["consent_language"],
        )
    return recordings


def _added(testimony: Testimony, arrivals: Sequence[Arrival], shared: dict[str, Any]) -> list[Recording]:
    if len(arrivals) > 1:
        return accession.take_in_together(testimony=testimony, arrivals=arrivals, **shared)
    (one,) = arrivals
    return [accession.take_in(testimony=testimony, received=one.received, original_name=one.name, **shared)]


def _deposited(arrivals: Sequence[Arrival], title: str, shared: dict[str, Any]) -> list[Recording]:
    if len(arrivals) > 1:
        return accession.deposit_together(title=title, arrivals=arrivals, **shared)
    (one,) = arrivals
    return [accession.deposit(title=title, received=one.received, original_name=one.name, **shared)]


def _welcomed(request: HttpRequest, recordings: Sequence[Recording]) -> str:
    """Where the sender goes on from here."""
    if len(recordings) == 1:
        return recordings[0].get_absolute_url()
    said = ngettext(
        "%(count)s recording has been taken in.", "%(count)s recordings have been taken in.", len(recordings)
    )
    messages.success(request, said % {"count": len(recordings)})
    return reverse("testimonies:work")


def _led_to(request: HttpRequest, address: str) -> HttpResponse:
    """The script is told where to go; following by itself it would take away what the next page says once."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"location": address})
    return redirect(address)


def _named(refusal: TestimoniesError) -> str:
    """The sentence, and before it the file that is meant, in a direction of its own."""
    return f"\u2068{refusal.file_name}\u2069: {refusal}" if refusal.file_name else str(refusal)


def _asked_for(request: HttpRequest) -> Testimony | None:
    number = request.GET.get("testimony")
    if not number:
        return None
    if not number.isprintable():  # the database takes no NUL
        raise Http404
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    return get_object_or_404(mine, accession_number=number)


def _page(request: HttpRequest, form: UploadForm, status: int = 200, refusal: str = "") -> HttpResponse:
    if refusal:
        form.full_clean()
        form.errors.clear()
        form.add_error("sound", refusal)
    testimony = _asked_for(request)
    place = testimony.accession_number if testimony else on_their_way.NEW
    files = on_their_way.files(request.user)
    numbers = {str(one.number) for one in files}
    chosen = form.data.getlist("arrived") if isinstance(form.data, QueryDict) and form.is_bound else None
    return render(
        request,
        "testimonies/upload.html",
        {
            "form": form,
            "testimony": testimony,
            "limit_bytes": settings.UPLOAD_LIMIT_BYTES,
            "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
            "place": place,
            "here": [one for one in files if one.meant_for == place],
            "elsewhere": [one for one in files if one.meant_for != place],
            "chosen": chosen,
            "held": [token for token in chosen or [] if token not in numbers],
            "has_arrived": bool(chosen),
        },
        status=status,
    )
