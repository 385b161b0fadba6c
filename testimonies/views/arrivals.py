"""The sounds that a form is about: what arrived before it, by address or token, and what came with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
        here = uploading.arrived(by=request.user, named=token)
        here = here or receiving.held(token, user_id=int(request.user.pk or 0))
        arrivals[token] = Arrival(*here) if here else None
    for sound in request.FILES.getlist("sound"):
        if isinstance(sound, ReceivedSound):
            arrivals[sound] = Arrival(sound.received, sound.name or "")
    return arrivals


@contextmanager
def settled(request: HttpRequest) -> Iterator[None]:
    """While accession takes the files; the uploads whose files went are forgotten."""
    with ExitStack() as stack:
        for token in request.POST.getlist("arrived"):
            stack.enter_context(uploading.settled(by=request.user, named=token))
        yield


def put_aside(
    form: UploadForm,
    request: HttpRequest,
    arrivals: Arrivals,
    kept: list[Received],
) -> None:
    """What has arrived waits as it is; what came with the form gets a token, so that it need not be sent again."""
    tokens = []
    for one, arrival in arrivals.items():
        if arrival is None or not arrival.received.size_bytes or not arrival.received.path.exists():
            continue
        if isinstance(one, ReceivedSound):
            one = receiving.hold(arrival.received, user_id=int(request.user.pk or 0), name=arrival.name)
            kept.append(arrival.received)
        tokens.append(one)
    data = cast(QueryDict, form.data).copy()
    data.setlist("arrived", tokens)
    form.data = data
