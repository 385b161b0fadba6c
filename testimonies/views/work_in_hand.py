"""The admin's page of all work in hand: how far, how fast, how long still, what failed and why, and what to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from testimonies.actions import asking, retrying
from testimonies.exceptions import TestimoniesError
from testimonies.models import Hands, Recording, Run, Shown, Testimony, collections_of, listener_for, workers_alive
from testimonies.models.steps import preparation_step
from testimonies.models.work import lines, listed
from testimonies.views.history import history_of
from testimonies.views.lines import WISHES, line_told

__all__ = ["act", "history", "may_see", "told", "work_in_hand"]

A_PAGE = 25


def may_see(user: Any) -> bool:
    """Whether somebody works in any collection."""
    return bool(collections_of(user, "add", "change", "publish").exists())


@never_cache
@require_GET
def work_in_hand(request: HttpRequest) -> HttpResponse:
    """The lines of the asker's own collections."""
    page, told_lines = _page(request)
    return render(
        request,
        "testimonies/admin/work_in_hand.html",
        {
            "header_title": _("Work in hand"),
            "header_icon": "tasks",
            "breadcrumbs_items": _crumbs(),
            "page": page,
            "elided": page.paginator.get_elided_page_range(page.number),
            "lines": told_lines,
            "shown": _shown(request),
            "choices": Shown.choices,
            "wishes": WISHES,
            "workers": _workers(),
            "address": request.get_full_path(),
        },
    )


@never_cache
@require_GET
def told(request: HttpRequest) -> JsonResponse:
    """The same for the script that keeps the page true."""
    _page_found, told_lines = _page(request)
    return JsonResponse({"lines": told_lines, "workers": _workers()})


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Try a line again, stop it, or put it before or behind others."""
    _check(request)
    doing = _DOING.get(request.POST.get("do", ""))
    if doing is None:
        raise Http404
    kind, _dash, key = request.POST.get("key", "").partition("-")
    if kind not in ("run", "recording") or not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    try:
        messages.success(request, doing(request, kind, int(key)))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("work_in_hand")
    return redirect(back)


@never_cache
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What happened to one recording, its steps and its runs."""
    _check(request)
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    recordings = Recording.objects.filter(testimony__in=mine).select_related("testimony").with_copies()
    recording = get_object_or_404(recordings.prefetch_related("transcripts__run"), uuid=uuid)
    name = f"{recording.testimony.accession_number}/{recording.position}"
    crumbs = [*_crumbs()[:-1], {"url": reverse("work_in_hand"), "label": _("Work in hand")}, {"url": "", "label": name}]
    return render(
        request,
        "testimonies/admin/history.html",
        {
            "header_title": _("History of %(name)s") % {"name": name},
            "header_icon": "history",
            "breadcrumbs_items": crumbs,
            **history_of(recording, request),
        },
    )


def _crumbs() -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": "", "label": _("Work in hand")},
    ]


def _check(request: HttpRequest) -> None:
    if not may_see(request.user):
        raise PermissionDenied


def _shown(request: HttpRequest) -> Shown:
    asked = request.GET.get("shown", "")
    return Shown(asked) if asked in Shown.values else Shown.IN_HAND


def _page(request: HttpRequest) -> tuple[Page[Any], list[dict[str, Any]]]:
    _check(request)
    listener, hands = listener_for(request.user), Hands.now()
    page = Paginator(listed(listener, _shown(request), hands), A_PAGE).get_page(request.GET.get("p"))
    return page, [line_told(line) for line in lines(list(page), listener, hands)]


def _workers() -> dict[str, Any]:
    alive = workers_alive()
    said = ngettext("%(number)d worker is alive.", "%(number)d workers are alive.", alive) % {"number": alive}
    return {"alive": alive, "sentence": said}


def _again(request: HttpRequest, kind: str, key: int) -> str:
    if kind == "run":
        asking.again(run=_run(request, key), by=request.user)
    else:
        mine = Testimony.objects.worked_on_by(listener_for(request.user))
        recordings = Recording.objects.filter(testimony__in=mine).with_copies()
        recording = get_object_or_404(recordings, pk=key)
        retrying.retry(recording=recording, step=preparation_step(recording, Hands.now()).kind, by=request.user)
    return _("It is tried again.")


def _cancel(request: HttpRequest, kind: str, key: int) -> str:
    asking.cancel(run=_run(request, key), by=request.user)
    return _("It is stopped. What was heard is kept.")


def _wish(request: HttpRequest, kind: str, key: int) -> str:
    run = _run(request, key)
    if run.transcript.recording.testimony.collection_id not in listener_for(request.user).staff_of:
        raise PermissionDenied
    wishes = {str(number): number for number, _said in WISHES}
    if request.POST.get("wish") not in wishes:
        raise Http404
    asking.wish(run=run, by=request.user, priority=wishes[request.POST["wish"]])
    return _("Its place in the queue was changed.")


def _run(request: HttpRequest, key: int) -> Run:
    runs = Run.objects.visible_to(listener_for(request.user))
    return get_object_or_404(runs.select_related("transcript__recording__testimony"), pk=key)


_DOING = {"again": _again, "cancel": _cancel, "wish": _wish}
