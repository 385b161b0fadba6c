"""The admin's page that says who may have what of a testimony, and which line of the ledger says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.consent.statement import ASKERS
from testimonies.models import Testimony, listener_for
from testimonies.models.ledger import who_may

__all__ = ["who_may_hear"]


@never_cache
@require_GET
def who_may_hear(request: HttpRequest, accession: str) -> HttpResponse:
    """For staff of the collection; ``?on=2027-01-01`` asks about another day."""
    listener = listener_for(request.user)
    own = Testimony.objects.worked_on_by(listener).filter(collection__in=listener.staff_of)
    testimony = get_object_or_404(own, accession_number=accession)
    day, wrong = _day(request)
    title = _("Who may hear %(number)s") % {"number": accession}
    return render(
        request,
        "testimonies/admin/who_may_hear.html",
        {
            "header_title": title,
            "header_icon": "view",
            "breadcrumbs_items": _crumbs(testimony, title),
            "testimony": testimony,
            "day": day,
            "wrong": wrong,
            "told": [(ASKERS[audience], held) for audience, held in who_may(testimony, day).items()],
        },
        status=400 if wrong else 200,
    )


def _day(request: HttpRequest) -> tuple[date, str]:
    written = request.GET.get("on", "")
    if not written:
        return timezone.localdate(), ""
    try:
        return date.fromisoformat(written), ""
    except ValueError:
        return timezone.localdate(), _("This is no day. Write it as 2027-01-01.")


def _crumbs(testimony: Testimony, title: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailsnippets_testimonies_testimony:list"), "label": _("Testimonies")},
        {
            "url": reverse("wagtailsnippets_testimonies_testimony:edit", args=[testimony.pk]),
            "label": testimony.accession_number,
        },
        {"url": "", "label": title},
    ]
