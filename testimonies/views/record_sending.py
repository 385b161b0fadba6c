"""Where a recorder asks who is there, and hands an interview over. Both answer in JSON."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from testimonies.actions import delivering, uploading
from testimonies.actions.accession import Arrival
from testimonies.exceptions import AlreadyHeld, DecodingFailed, FaultyParticulars, NotPermitted, UnsoundFile
from testimonies.models import Delivery, collections_of
from testimonies.views import record_reading
from testimonies.views.record_reading import Handed, Unreadable

__all__ = ["desk", "send"]

Door = Callable[[HttpRequest], HttpResponse]


def _for_contributors(door: Door) -> Door:
    @wraps(door)
    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"sentences": [_("Log in with an account that may upload.")]}, status=401)
        if not collections_of(request.user, "add").exists():
            told = _("Your account belongs to no collection yet. Ask an editor to add you to one.")
            return JsonResponse({"sentences": [told]}, status=403)
        return door(request)

    return answer


@never_cache
@require_safe
@_for_contributors
def desk(request: HttpRequest) -> HttpResponse:
    """Who is logged in, where they may add, a fresh token; and with ``?key=`` what has arrived under it already."""
    try:
        delivery = delivering.delivered(by=request.user, key=uuid.UUID(request.GET.get("key", "")))
    except ValueError:
        delivery = None
    collections = collections_of(request.user, "add").order_by("name")
    return JsonResponse(
        {
            "account": request.user.get_username(),
            "token": get_token(request),
            "collections": [{"id": one.pk, "name": one.name} for one in collections],
            "arrived": _arrived(delivery) if delivery else None,
        }
    )


@never_cache
@require_POST
@_for_contributors
def send(request: HttpRequest) -> HttpResponse:
    """Take an interview in, whose takes have come by tus. Sent again, it gives the same answer."""
    try:
        handed = record_reading.read(request.body)
        delivery = delivering.delivered(by=request.user, key=handed.key) or _taken_in(request, handed)
    except FaultyParticulars as faulty:
        return _refused(400, *(fault.sentence for fault in faulty.faults))
    except (Unreadable, UnsoundFile, DecodingFailed) as refusal:
        return _refused(400, str(refusal))
    except NotPermitted as refusal:
        return _refused(403, str(refusal))
    except AlreadyHeld as held:  # by what another request with this interview has just taken in, perhaps
        delivery = delivering.delivered(by=request.user, key=handed.key)
        if delivery is None:
            return _refused(409, str(held))
    if delivery is None:
        told = _("The sound is not here any more. It is sent once more.")
        return JsonResponse({"uploads_gone": True, "sentences": [told]}, status=409)
    return JsonResponse(_arrived(delivery))


def _taken_in(request: HttpRequest, handed: Handed) -> Delivery | None:
    """``None`` where a take has not arrived, or not as it was."""
    by = request.user
    collection = collections_of(by, "add").filter(pk=handed.collection).first()
    if collection is None:
        raise NotPermitted(_("You cannot add testimonies to this collection."))
    arrivals = []
    for take in handed.takes:
        found = uploading.arrived(by=by, named=take.upload)
        if found is None or found[0].digest != take.sha256:
            return delivering.delivered(by=by, key=handed.key)  # another request may have been quicker
        arrivals.append(Arrival(found[0], take.name))
    with uploading.settled_together(by=by, named=[take.upload for take in handed.takes]):
        return delivering.deliver(
            by=by,
            key=handed.key,
            takes=arrivals,
            collection=collection,
            particulars=handed.particulars,
            spoken_languages=handed.spoken_languages,
            spoken=handed.spoken,
            kind=handed.kind,
        )


def _arrived(delivery: Delivery) -> dict[str, object]:
    testimony = delivery.testimony
    return {
        "number": testimony.accession_number,
        "url": testimony.get_absolute_url(),
        "recordings": list(testimony.recordings.values_list("sha256", flat=True)),
    }


def _refused(status: int, *sentences: str) -> HttpResponse:
    return JsonResponse({"sentences": list(sentences)}, status=status)
