"""The interviewer's upload: a plain form whose sound streams to disk."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from testimonies.actions import accession, consenting, uploading
from testimonies.exceptions import AlreadyHeld, DecodingFailed, NotPermitted, UnsoundFile, UploadRefused
from testimonies.forms import UploadForm
from testimonies.models import Recording, Testimony, collections_of, listener_for
from testimonies.upload.receiving import Received
from testimonies.views import receiving

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
    finally:
        handler.clear(but=kept[0] if kept else None)


@csrf_protect
def _upload(request: HttpRequest, handler: receiving.SoundUploadHandler, kept: list[Received]) -> HttpResponse:
    """Fills ``kept`` with the sound that is put aside until the rest of the form is mended."""
    testimony = _asked_for(request)
    if request.method != "POST":
        return _page(request, UploadForm(user=request.user, testimony=testimony, initial={"language": get_language()}))
    form = UploadForm(request.POST, request.FILES, user=request.user, testimony=testimony)
    arrived = _arrived(request)
    if handler.refusal is not None:
        return _page(request, form, 413, str(handler.refusal))
    if not form.is_valid() or arrived is None:
        if arrived is None and "sound" not in form.errors:
            form.add_error("sound", _("The sound is not here any more. Choose the file again."))
        if arrived is None or "sound" in form.errors:
            return _page(request, _without_sound(form), 400)
        _put_aside(form, request, *arrived)
        kept.append(arrived[0])
        return _page(request, form, 400)
    try:
        with uploading.settled(by=request.user, named=form.data.get("arrived", "")):
            recording = _take_in(request.user, form, testimony, *arrived)
    except AlreadyHeld as held:
        messages.info(request, str(held))
        assert isinstance(held.recording, Recording)
        return redirect(held.recording)
    except (UnsoundFile, DecodingFailed, NotPermitted) as refusal:
        return _page(request, _without_sound(form), 400, str(refusal))
    return redirect(recording)


@transaction.atomic
def _take_in(
    user: Any, form: UploadForm, testimony: Testimony | None, received: Received, original_name: str
) -> Recording:
    fields = form.cleaned_data
    shared = {"by": user, "received": received, "original_name": original_name}
    if testimony is not None:
        return accession.take_in(testimony=testimony, spoken_languages=fields["spoken_languages"], **shared)
    recording = accession.deposit(
        collection=fields["collection"],
        title=fields["title"],
        language=fields["language"],
        spoken_languages=fields["spoken_languages"],
        **shared,
    )
    for use, audience in form.consents:
        consenting.record(
            testimony=recording.testimony,
            by=user,
            use=use,
            audience=audience,
            given=fields["consent_given"],
            language=fields["consent_language"],
        )
    return recording


def _asked_for(request: HttpRequest) -> Testimony | None:
    number = request.GET.get("testimony")
    if not number:
        return None
    if not number.isprintable():  # the database takes no NUL
        raise Http404
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    return get_object_or_404(mine, accession_number=number)


def _arrived(request: HttpRequest) -> tuple[Received, str] | None:
    sound = request.FILES.get("sound")
    if isinstance(sound, receiving.ReceivedSound):
        return sound.received, sound.name or ""
    token = request.POST.get("arrived", "")
    return uploading.arrived(by=request.user, named=token) or receiving.held(token, user_id=int(request.user.pk or 0))


def _put_aside(form: UploadForm, request: HttpRequest, received: Received, name: str) -> None:
    if uploading.arrived(by=request.user, named=form.data.get("arrived", "")) is not None:
        return  # it waits as it is
    _set_arrived(form, receiving.hold(received, user_id=int(request.user.pk or 0), name=name))


def _without_sound(form: UploadForm) -> UploadForm:
    _set_arrived(form, "")
    return form


def _set_arrived(form: UploadForm, token: str) -> None:
    data = cast(QueryDict, form.data).copy()
    data["arrived"] = token
    form.data = data


def _page(request: HttpRequest, form: UploadForm, status: int = 200, refusal: str = "") -> HttpResponse:
    if refusal:
        form.full_clean()
        form.errors.clear()
        form.add_error("sound", refusal)
    return render(
        request,
        "testimonies/upload.html",
        {
            "form": form,
            "testimony": _asked_for(request),
            "limit_mb": settings.UPLOAD_LIMIT_BYTES // 1_000_000,
            "has_arrived": bool(form.data.get("arrived")) if form.is_bound else False,
        },
        status=status,
    )
