"""Reading what a desk sends, value by value, and answering it; both in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from testimonies.exceptions import NotPermitted, Outdated, TestimoniesError
from testimonies.models import Segment, SegmentChange, Transcript, listener_for
from testimonies.views.desk_rows import rows, worked_on

__all__ = ["Asked", "Unreadable", "answered", "door", "refused"]

LARGEST = 2**53 - 1
MOST = 5_000
"""So many segments are named at once at most."""


class Unreadable(TestimoniesError):
    """What was sent is not what this address takes."""


class Asked:
    """The body of a request, a JSON object; each reader raises :class:`Unreadable` for what is lacking or of another
    kind."""

    def __init__(self, body: bytes) -> None:
        try:
            said = json.loads(body or b"{}")
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Unreadable(_("This address takes a JSON object."))
        self.said: dict[str, Any] = said

    def text(self, name: str, default: str | None = None) -> str:
        return self._of(name, str, default)

    def flag(self, name: str) -> bool:
        return self._of(name, bool, False)

    def number(self, name: str, default: int | None = None) -> int:
        found = self._of(name, int, default)
        if isinstance(found, bool) or not -LARGEST <= found <= LARGEST:
            raise self.lacking(name)
        return found

    def uuid(self, name: str) -> UUID | None:
        """``None`` where it was not sent."""
        try:
            return UUID(self.text(name)) if self.said.get(name) is not None else None
        except ValueError:
            raise self.lacking(name) from None

    def stroke(self) -> UUID:
        found = self.uuid("stroke")
        if found is None:
            raise self.lacking("stroke")
        return found

    def pairs(self, name: str) -> list[tuple[int, int]]:
        """``[[key, version], …]``, each key once."""
        found = self._of(name, list, [])
        if len(found) > MOST or not all(_is_pair(one) for one in found):
            raise self.lacking(name)
        return list(dict(found).items())

    def _of(self, name: str, kind: type[Any], default: Any) -> Any:
        found = self.said.get(name)
        if found is None and default is not None:
            return default
        if not isinstance(found, kind):
            raise self.lacking(name)
        return found

    def lacking(self, name: str) -> Unreadable:
        return Unreadable(_("“%(name)s” is missing, or not of the kind that this address takes.") % {"name": name})


def door(act: Callable[..., SegmentChange | JsonResponse | None]) -> Callable[..., HttpResponse]:
    """A door of the desk: ``act(request, asked, transcript, **address)`` does what is asked and says by which line of
    the ledger, or answers itself. Every refusal of a verb becomes an answer with its sentence."""

    @never_cache
    @require_POST
    @wraps(act)
    def answer(request: HttpRequest, accession: str, transcript: int, **address: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return refused(401, _("You were logged out. Log in again; what you typed is still here."))
        try:
            found = worked_on(listener_for(request.user), accession, transcript)
        except Http404:
            return refused(404, _("There is no such transcript among your work."))
        asked = None
        try:
            asked = Asked(request.body)
            done = act(request, asked, found, **address)
            return done if isinstance(done, JsonResponse) else answered(request, found, asked, done, **address)
        except Unreadable as unreadable:
            return refused(400, str(unreadable))
        except Outdated as outdated:
            return _conflict(request, found, asked, outdated)
        except NotPermitted as refusal:
            return refused(403, str(refusal))
        except TestimoniesError as refusal:
            return refused(422, str(refusal))

    return answer


def answered(
    request: HttpRequest, transcript: Transcript, asked: Asked, done: SegmentChange | None, **address: Any
) -> JsonResponse:
    """What stands now of the segments that were touched, and of those that others touched since ``asked["since"]``."""
    touched = set() if done is None else {one["id"] for one in (*done.before, *done.after)}
    if done is None and "segment" in address:
        touched.add(address["segment"])
    return JsonResponse(standing(request, transcript, touched, asked.number("since", -1)))


def standing(request: HttpRequest, transcript: Transcript, touched: set[int], since: int) -> dict[str, Any]:
    """``{"last", "segments", "removed"}``: of ``touched``, and of all that changed after the line ``since``; with -1
    of the touched alone."""
    lines = SegmentChange.objects.filter(transcript=transcript)
    last = lines.order_by("-pk").values_list("pk", flat=True).first() or 0
    if since >= 0:
        for concerned in lines.filter(pk__gt=since, pk__lte=last).values_list("concerns", flat=True):
            touched = touched | set(concerned)
    found = rows(transcript, listener_for(request.user), touched) if touched else []
    return {"last": last, "segments": found, "removed": sorted(touched - {one["id"] for one in found})}


def refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)


def _conflict(request: HttpRequest, transcript: Transcript, asked: Asked | None, outdated: Outdated) -> JsonResponse:
    keys = [one.pk for one in outdated.current if isinstance(one, Segment)]
    found = rows(transcript, listener_for(request.user), keys)
    yours = asked.said.get("text", "") if asked else ""
    told = {"current": found[0] if found else None, "outdated": found, "yours": yours, "error": str(outdated)}
    return JsonResponse(told, status=409)


def _is_pair(one: Any) -> bool:
    return isinstance(one, list) and len(one) == 2 and all(type(part) is int and 0 <= part < 2**63 for part in one)
