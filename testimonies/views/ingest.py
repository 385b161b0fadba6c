"""Batch ingest in the editors' rooms: give a sheet, see what would happen, confirm, watch. Each sees their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from testimonies.actions import batches
from testimonies.actions.sound_sources import Arrived
from testimonies.exceptions import BadSheet, TestimoniesError
from testimonies.ingest_forms import IngestForm
from testimonies.interchange.sheets import columns
from testimonies.interchange.sheets.reading import MOST_BYTES
from testimonies.models import Ingest, IngestState, Outcome, State, Testimony, collections_of, listener_for

__all__ = ["urlpatterns"]

A_PAGE = 100
ROOM_BYTES = 1_000_000
"""For the rest of the form around a sheet."""
SEMICOLON_COUNTRIES = ("es", "fr", "ar")
"""Where office programs part the cells of a CSV with semicolons."""


# The token is checked in _index: checking it here would read a body of any size first.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form, one's earlier sheets, the columns. A POST checks a sheet and leads to what would happen."""
    _check_may_add(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ROOM_BYTES:
        form = IngestForm({}, user=request.user)
        form.full_clean()
        form.errors.clear()
        form.add_error(
            "sheet", _("The sheet is larger than %(limit)s MB. Divide it.") % {"limit": MOST_BYTES // 1_000_000}
        )
        return _form_page(request, form, status=413)
    answer: HttpResponse = _index(request)
    return answer


@csrf_protect
def _index(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, IngestForm(user=request.user))
    form = IngestForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _form_page(request, form, status=400)
    sheet = form.cleaned_data["sheet"]
    try:
        ingest = batches.check(
            by=request.user,
            collection=form.cleaned_data["collection"],
            data=sheet.read(),
            sheet_name=sheet.name,
            folder=form.cleaned_data["folder"],
            all_or_nothing=form.cleaned_data["all_or_nothing"],
            language=get_language() or "en",
        )
    except BadSheet as error:
        form.add_error("sheet", _("The sheet cannot be used. What is wrong with it is said above."))
        return _form_page(request, form, status=400, faults=error.faults)
    except TestimoniesError as error:
        form.add_error(None, str(error))
        return _form_page(request, form, status=400)
    return redirect("ingest:batch", ingest.uuid)


@never_cache
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What would happen, or happened, to each testimony of a sheet; a POST confirms, checks again, or forgets."""
    ingest = _mine(request, uuid)
    if request.method == "POST":
        try:
            return _act(request, ingest)
        except BadSheet as error:
            messages.error(request, " ".join(fault.sentence for fault in error.faults))
        except TestimoniesError as error:
            messages.error(request, str(error))
        return redirect("ingest:batch", ingest.uuid)
    entries = ingest.entries.exclude(testimony__state=State.WITHDRAWN).select_related("testimony")
    wanted = request.GET.get("outcome", "")
    if wanted in Outcome.values:
        entries = entries.filter(outcome=wanted)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("p"))
    _link(page, request.user)
    counts = _counts(ingest)
    faulty = counts.get(Outcome.FAULT, 0)
    return render(
        request,
        "testimonies/admin/ingest_batch.html",
        {
            **_furniture(_("Sheet"), (reverse("ingest:index"), _("Batch ingest"))),
            "ingest": ingest,
            "counts": [(outcome, outcome.label, counts[outcome]) for outcome in Outcome if outcome in counts],
            "percent": _percent(counts),
            "new": counts.get(Outcome.NEW, 0),
            "faulty": faulty,
            "may_begin": bool(counts.get(Outcome.NEW)) and not (ingest.all_or_nothing and faulty),
            "checked": ingest.state == IngestState.CHECKED,
            "wanted": wanted,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
        },
    )


@never_cache
@require_GET
def progress(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """How far it is, for the script that keeps the page true."""
    ingest = _mine(request, uuid)
    counts = _counts(ingest)
    total = sum(counts.values())
    done = total - counts.get(Outcome.NEW, 0)
    return JsonResponse(
        {
            "settled": not ingest.in_hand,
            "sentence": ingest.sentence,
            "percent": 100 * done // max(1, total),
            "steps": [],  # a batch has none of its own; each recording has
        }
    )


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The sheet to begin with, such that an office program of the reader's language opens it rightly."""
    delimiter = ";" if get_language() in SEMICOLON_COUNTRIES else ","
    answer = HttpResponse("\ufeff" + columns.template(delimiter), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="metadata.csv"'
    return answer


urlpatterns = [
    path("", index, name="index"),
    path("metadata.csv", template, name="template"),
    path("<uuid:uuid>/", batch, name="batch"),
    path("<uuid:uuid>/progress.json", progress, name="progress"),
]


def _act(request: HttpRequest, ingest: Ingest) -> HttpResponse:
    wish = request.POST.get("wish")
    if wish == "begin":
        _check_may_add(request)
        batches.begin(ingest=ingest, by=request.user)
    elif wish == "check":
        batches.check_again(ingest=ingest)
    elif wish == "forget":
        batches.forget(ingest=ingest, by=request.user)
        messages.success(request, _("The sheet is forgotten. Testimonies that were taken in are kept."))
        return redirect("ingest:index")
    return redirect("ingest:batch", ingest.uuid)


def _form_page(request: HttpRequest, form: IngestForm, status: int = 200, faults: Any = ()) -> HttpResponse:
    mine = list(collections_of(request.user, "add").order_by("path"))
    return render(
        request,
        "testimonies/admin/ingest.html",
        {
            **_furniture(_("Batch ingest")),
            "form": form,
            "faults": [{"line": one.line, "column": one.field, "sentence": one.sentence} for one in faults],
            "arrived": Arrived(request.user).names(),
            "earlier": Ingest.objects.of(request.user).select_related("collection")[:20],
            "columns": columns.COLUMNS,
            "server_folders": [(one.pk, one.name) for one in mine] if settings.INGEST_FOLDER else [],
        },
        status=status,
    )


def _furniture(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """What Wagtail's page frame asks for."""
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *above, ("", title)]
    return {
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
        "header_title": title,
        "page_title": title,
        "page_subtitle": "",
        "header_icon": "table",
        "header_buttons": [],
        "side_panels": None,
        "history_url": None,
        "index_results_url": None,
        "search_form": None,
        "filters": None,
    }


def _counts(ingest: Ingest) -> dict[Outcome, int]:
    counted: dict[Outcome, int] = {}
    for outcome in ingest.entries.values_list("outcome", flat=True):
        counted[Outcome(outcome)] = counted.get(Outcome(outcome), 0) + 1
    return counted


def _percent(counts: dict[Outcome, int]) -> int:
    total = sum(counts.values())
    return 100 * (total - counts.get(Outcome.NEW, 0)) // max(1, total)


def _link(page: Page[Any], user: Any) -> None:
    """To those testimonies that the asker works on by now."""
    wanted = [entry.testimony_id for entry in page if entry.testimony_id]
    mine = set(Testimony.objects.worked_on_by(listener_for(user)).filter(pk__in=wanted).values_list("pk", flat=True))
    for entry in page:
        entry.edit_url = (
            reverse("wagtailsnippets_testimonies_testimony:edit", args=[entry.testimony_id])
            if entry.testimony_id in mine
            else ""
        )


def _check_may_add(request: HttpRequest) -> None:
    if not collections_of(request.user, "add").exists():
        raise PermissionDenied(_("Your account belongs to no collection yet. Ask an editor to add you to one."))


def _mine(request: HttpRequest, uuid: UUID) -> Ingest:
    return get_object_or_404(Ingest.objects.of(request.user).select_related("collection"), uuid=uuid)
