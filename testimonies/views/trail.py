"""Who did what: the audit trail, for the editors of a collection and for administrators; by testimony, person, day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testimonies.actions import exporting_lists
from testimonies.models import Event, collections_of
from testimonies.models.telling import told
from testimonies.views.sheets_out import FORMS, handed_out

__all__ = ["export", "may_read", "readable_by", "trail"]

A_PAGE = 100
FILTERS = ("testimony", "person", "since", "until")
COLUMNS = ("number", "at", "who", "what", "sentence", "testimony", "recording", "data")
LONGEST = 150


def may_read(user: Any) -> bool:
    """Staff of any collection."""
    return bool(collections_of(user, "change", "publish").exists())


def readable_by(user: Any) -> QuerySet[Event]:
    """Administrators read everything; staff what happened to the testimonies of their collections."""
    if user.is_superuser:
        return Event.objects.all()
    mine = collections_of(user, "change", "publish").order_by().values("pk")
    return Event.objects.filter(testimony__collection__in=mine)


@never_cache
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """The latest first."""
    _check(request)
    chosen, mistakes = _chosen(request.GET)
    found = _narrowed(readable_by(request.user), chosen).select_related("by", "testimony", "recording").order_by("-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), ("", _("Who did what"))]
    return render(
        request,
        "testimonies/admin/trail.html",
        {
            "header_title": _("Who did what"),
            "header_icon": "history",
            "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
            "page": page,
            "events": [(event, told(event), _who(event)) for event in page],
            "chosen": chosen,
            "mistakes": mistakes,
            "forms": FORMS,
        },
    )


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The same, narrowed alike, as a file; the oldest first. That it was taken out is an event."""
    _check(request)
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise Http404
    chosen, mistakes = _chosen(request.POST)
    if mistakes:
        raise Http404
    latest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    exporting_lists.note_trail(by=request.user, form=form, narrowed=[name for name in FILTERS if chosen[name]])
    found = _narrowed(readable_by(request.user), chosen).filter(pk__lte=latest)
    rows = found.select_related("by", "testimony", "recording").order_by("pk")
    return handed_out(f"who-did-what-{timezone.localdate()}", form, COLUMNS, _rows(rows))


def _chosen(said: Any) -> tuple[dict[str, str], list[str]]:
    """What the list is narrowed to, and a sentence for each thing that cannot be understood."""
    chosen = {name: said.get(name, "").strip()[:LONGEST] for name in FILTERS}
    mistakes = []
    for name in FILTERS:
        if not chosen[name].isprintable():
            chosen[name] = ""
    for name in ("since", "until"):
        if chosen[name] and _day(chosen[name]) is None:
            mistakes.append(_("“%(said)s” is no day. Write it as 2026-12-18.") % {"said": chosen[name]})
            chosen[name] = ""
    return chosen, mistakes


def _narrowed(found: QuerySet[Event], chosen: dict[str, str]) -> QuerySet[Event]:
    if chosen["testimony"]:
        found = found.filter(testimony__accession_number=chosen["testimony"])
    if chosen["person"]:
        person = chosen["person"]
        found = found.filter(Q(by__username__iexact=person) | Q(by__email__iexact=person))
    if since := _day(chosen["since"]):
        found = found.filter(at__gte=_midnight(since))
    if until := _day(chosen["until"]):
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9999 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _who(event: Event) -> str:
    if event.by is None:
        return _("the archive")
    return str(event.by.get_full_name() or event.by.get_username())


def _rows(found: QuerySet[Event]) -> Iterator[dict[str, Any]]:
    for event in found.iterator(chunk_size=2_000):
        yield {
            "number": event.pk,
            "at": event.at.isoformat(),
            "who": event.by.get_username() if event.by else "",
            "what": event.verb,
            "sentence": told(event),
            "testimony": event.testimony.accession_number if event.testimony else "",
            "recording": event.recording.position if event.recording else None,
            "data": event.data,
        }


def _check(request: HttpRequest) -> None:
    if not may_read(request.user):
        raise PermissionDenied
