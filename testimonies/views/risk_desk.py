"""The list of the risk review in the editors' rooms: which testimonies have open findings, and how grave they are."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testimonies.models import Finding, RiskReview, Testimony, collections_of, listener_for
from testimonies.risk.kinds import LABELS, LEVELS

__all__ = ["risk_desk", "standing"]

A_PAGE = 50


@require_safe
def risk_desk(request: HttpRequest) -> HttpResponse:
    """Those that the asker works on, the ones with most open findings first."""
    if not collections_of(request.user, "change", "publish").exists():
        raise PermissionDenied
    mine = Testimony.objects.worked_on_by(listener_for(request.user))
    counted = mine.annotate(open_findings=Count("findings", filter=Q(findings__decision="open")))
    listed = counted.filter(Q(risk_review__isnull=False) | Q(open_findings__gt=0)).select_related("collection")
    page = Paginator(
        listed.prefetch_related("descriptions", "recordings").order_by("-open_findings", "-accession_number"), A_PAGE
    ).get_page(request.GET.get("p"))
    context = {
        "header_title": _("Risk review"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Risk review")},
        ],
        "header_icon": "warning",
        "page": page,
        "lines": [(testimony, standing(testimony)) for testimony in page],
    }
    return render(request, "testimonies/admin/risk_desk.html", context)


def standing(testimony: Testimony) -> dict[str, Any]:
    """``risk``: the review; ``risk_level``: in words; ``risk_kinds``: open findings by kind, in words."""
    review = RiskReview.of(testimony)
    kinds = (
        Finding.objects.open()
        .filter(testimony=testimony.pk)
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )
    return {
        "testimony": testimony,
        "risk": review,
        "risk_level": LEVELS[review.effective],
        "risk_kinds": [(LABELS[kind], count) for kind, count in kinds],
        "risk_open": sum(count for _kind, count in kinds),
    }
