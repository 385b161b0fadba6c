"""What waits for one person, on the first page of the editors' rooms: a line for each kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from testimonies.models import collections_of, ending_soon, listener_for
from testimonies.views.waiting_kinds import KINDS, Asker

__all__ = ["Waits", "consents_ending", "waiting_for"]

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Waits:
    """One line: what waits, how it is called to go there, and the address."""

    icon: str
    sentence: str
    leads: str
    url: str
    pressing: bool = False


def waiting_for(user: Any) -> list[Waits]:
    """What concerns narrators first, then what others wait for, then one's own work, then what anybody may take up.

    A fixed number of queries, however much there is.
    """
    asker = Asker(user)
    return [
        Waits(kind.icon, str(kind.sentence % {"number": number}), str(kind.leads), kind.url(asker), kind.pressing)
        for kind in KINDS
        if (number := kind.count(asker))
    ]


@never_cache
@require_GET
def consents_ending(request: HttpRequest) -> HttpResponse:
    """Every consent that ends soon, of the asker's own work."""
    if not collections_of(request.user, "add", "change", "publish").exists():
        raise PermissionDenied
    page = Paginator(ending_soon(listener_for(request.user)), A_PAGE).get_page(request.GET.get("p"))
    title = _("Consents that end soon")
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}]
    context = {"header_title": title, "header_icon": "calendar", "breadcrumbs_items": crumbs, "page": page}
    return render(request, "testimonies/admin/consents_ending.html", context)
