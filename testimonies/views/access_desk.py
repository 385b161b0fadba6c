"""The editors' desk for requests for access: what waits, what was decided, who is let in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from testimonies.access_forms import DecisionForm
from testimonies.actions import admitting, exporting_lists
from testimonies.consent.opening import openings
from testimonies.exceptions import TestimoniesError
from testimonies.models import AccessRequest, Asked, Researcher, collections_of, listener_for
from testimonies.models.access_request import AccessRequestQuerySet
from testimonies.views.sheets_out import handed_out

__all__ = ["access_request", "access_requests", "in_force", "may_decide", "mine"]

A_PAGE = 50
WHO = ("name", "e_mail", "purpose")
COLUMNS = ("accession_number", "collection", *WHO, "asked_on", "decided_on", "decided_by", "until")


def may_decide(user: Any) -> bool:
    """Whether somebody is an editor of any collection."""
    return bool(collections_of(user, "publish").exists())


def mine(user: Any) -> AccessRequestQuerySet:
    """Those that ``user`` decides about, with what a list shows of them."""
    decided = AccessRequest.objects.decided_in(collections_of(user, "publish"))
    return decided.select_related("testimony__collection", "asker", "decided_by")


@never_cache
@require_GET
def access_requests(request: HttpRequest) -> HttpResponse:
    """Open ones first, by collection; narrowed by state, collection and testimony."""
    _check(request)
    collections = list(collections_of(request.user, "publish").order_by("path"))
    chosen = {name: request.GET.get(name, "") for name in ("state", "collection", "testimony")}
    found = mine(request.user).open_first()
    if chosen["state"] == "in_force":
        found = found.in_force()
    elif chosen["state"] in Asked.values:
        found = found.filter(state=chosen["state"])
    if chosen["collection"] in {str(one.pk) for one in collections}:
        found = found.filter(testimony__collection=int(chosen["collection"]))
    if chosen["testimony"].isprintable() and chosen["testimony"]:
        found = found.filter(testimony__accession_number=chosen["testimony"].strip())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    states = [("", _("All")), ("in_force", _("In force")), *Asked.choices]
    return render(
        request,
        "testimonies/admin/access_requests.html",
        {
            **_furniture(_("Access requests")),
            "page": page,
            "states": states,
            "collections": collections,
            "chosen": chosen,
            "waiting": mine(request.user).filter(state=Asked.WAITING).count(),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def access_request(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request, and the decision about it. Another collection's is not there."""
    _check(request)
    asked = get_object_or_404(mine(request.user), uuid=uuid)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        doing = _DOING.get(request.POST.get("do", ""))
        if doing is None:
            raise Http404
        try:
            messages.success(request, doing(asked, request.user, form.cleaned_data))
            return redirect("access_requests")
        except TestimoniesError as refusal:
            form.add_error(None, str(refusal))
    testimony = asked.testimony
    with_others = AccessRequest.objects.filter(letter=asked.letter).exclude(pk=asked.pk)
    return render(
        request,
        "testimonies/admin/access_request.html",
        {
            **_furniture(str(testimony), (reverse("access_requests"), _("Access requests"))),
            "asked": asked,
            "testimony": testimony,
            "researcher": Researcher.of(asked.asker),
            "form": form,
            "earlier": mine(request.user).filter(asker=asked.asker).exclude(pk=asked.pk).order_by("-pk")[:20],
            "others": with_others.count(),
            "opened": openings(testimony.standing, listener_for(asked.asker), timezone.localdate()),
        },
        status=400 if form.errors else 200,
    )


@require_POST
def in_force(request: HttpRequest) -> HttpResponseBase:
    """Everybody who is let in now, as CSV. It is an event, for it takes names out of the archive."""
    _check(request)
    found = mine(request.user).in_force().order_by("testimony__accession_number", "pk")
    exporting_lists.note_access(by=request.user, rows=found.count())
    return handed_out("access-in-force", "csv", COLUMNS, _rows(found))


def _rows(found: AccessRequestQuerySet) -> Iterator[dict[str, Any]]:
    for one in found.iterator(chunk_size=500):
        yield {
            "accession_number": one.testimony.accession_number,
            "collection": one.testimony.collection.name,
            "name": one.asker.get_full_name() or one.asker.get_username(),
            "e_mail": one.asker.email,
            "purpose": one.purpose,
            "asked_on": one.asked_at.date().isoformat(),
            "decided_on": one.decided_at.date().isoformat() if one.decided_at else "",
            "decided_by": one.decided_by.get_username() if one.decided_by else "",
            "until": one.granted_until.isoformat() if one.granted_until else "",
        }


def _grant(asked: AccessRequest, by: Any, said: dict[str, Any]) -> str:
    if said["until"] is None:
        raise TestimoniesError(_("Choose the last day on which it shall be open."))
    admitting.grant(request=asked, by=by, until=said["until"], reason=said["reason"])
    return _("It is open to them from now on.")


def _refuse(asked: AccessRequest, by: Any, said: dict[str, Any]) -> str:
    admitting.refuse(request=asked, by=by, reason=said["reason"])
    return _("They are told no, with your reason.")


def _revoke(asked: AccessRequest, by: Any, said: dict[str, Any]) -> str:
    admitting.revoke(request=asked, by=by, reason=said["reason"])
    return _("It is closed to them from now on.")


_DOING = {"grant": _grant, "refuse": _refuse, "revoke": _revoke}


def _check(request: HttpRequest) -> None:
    if not may_decide(request.user):
        raise PermissionDenied


def _furniture(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *above, ("", title)]
    return {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
        "header_title": title,
        "header_icon": "key",
    }
