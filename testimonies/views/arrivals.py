"""The sounds that a form is about: what arrived before it, by address or token, and what came with it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import cast

from django.http import HttpRequest, QueryDict

from testimonies.actions import uploading
from testimonies.actions.accession import Arrival
from testimonies.forms import UploadForm
from testimonies.upload.receiving import Received
from testimonies.views import receiving
from testimonies.views.receiving import ReceivedSound

__all__ = ["Arrivals", "found", "put_aside", "settled"]

Arrivals = dict[str | ReceivedSound, Arrival | None]


def found(request: HttpRequest) -> Arrivals:
    """What came with the form and what came before it, in order; ``None`` for what is not here any more."""
    arrivals: Arrivals = {}
    for token in filter(None, request.POST.getlist("arrived")):
        here = _here(request, token)
        arrivals[token] = Arrival(*here) if here else None
    for sound in request.FILES.getlist("sound"):
        if isinstance(sound, ReceivedSound):
            arrivals[sound] = Arrival(sound.received, sound.name or "")
    return arrivals


def settled(request: HttpRequest, arrivals: Arrivals) -> AbstractContextManager[None]:
    """While accession takes the files: what becomes of the uploads that they are."""
    tokens = [one for one in arrivals if isinstance(one, str)]
    if len(arrivals) == 1 and tokens:
        return uploading.settled(by=request.user, named=tokens[0])
    return uploading.settled_together(by=request.user, named=tokens)


def put_aside(
    form: UploadForm,
    request: HttpRequest,
    arrivals: Arrivals,
    kept: list[Received],
) -> None:
    """What has arrived waits as it is; what came with the form gets a token, so that it need not be sent again."""
    tokens = []
    for one, arrival in arrivals.items():
        if arrival is None or not arrival.received.size_bytes:
            continue
        if isinstance(one, ReceivedSound) and arrival.received.path.exists():
            one = receiving.hold(arrival.received, user_id=int(request.user.pk or 0), name=arrival.name)
            kept.append(arrival.received)
        elif isinstance(one, ReceivedSound) or _here(request, one) is None:
            continue
        tokens.append(one)
    data = cast(QueryDict, form.data).copy()
    data.setlist("arrived", tokens)
    form.data = data


def _here(request: HttpRequest, token: str) -> tuple[Received, str] | None:
    here = uploading.arrived(by=request.user, named=token)
    return here or receiving.held(token, user_id=int(request.user.pk or 0))
