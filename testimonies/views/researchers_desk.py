"""The editors' list of registered researchers: who they say they are, and whether it still holds."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from testimonies.actions import registering
from testimonies.exceptions import TestimoniesError
from testimonies.models import Researcher

__all__ = ["act", "researchers"]

A_PAGE = 50


@never_cache
@require_GET
def researchers(request: HttpRequest) -> HttpResponse:
    """The last acceptance of each person, the latest first; looked for by name."""
    _check(request)
    wanted = request.GET.get("q", "").strip()
    found = Researcher.objects.last_of_each().select_related("user", "revoked_by").order_by("-pk")
    if wanted and wanted.isprintable():
        named = ("user__username", "user__email", "user__first_name", "user__last_name", "affiliation")
        any_of = Q()
        for name in named:
            any_of |= Q(**{f"{name}__icontains": wanted})
        found = found.filter(any_of)
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), ("", _("Researchers"))]
    return render(
        request,
        "testimonies/admin/researchers.html",
        {
            "header_title": _("Researchers"),
            "header_icon": "group",
            "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
            "page": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
            "wanted": wanted,
        },
    )


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut somebody out, or let them in again."""
    _check(request)
    researcher = get_object_or_404(Researcher.objects.select_related("user"), pk=pk)
    doing = _DOING.get(request.POST.get("do", ""))
    if doing is None:
        raise Http404
    try:
        verb, said = doing
        verb(researcher=researcher, by=request.user)
        messages.success(request, str(said()))
    except TestimoniesError as refusal:
        messages.error(request, str(refusal))
    return redirect("researchers")


_DOING: dict[str, tuple[Any, Any]] = {
    "shut_out": (registering.shut_out, lambda: _("The registration is ended. Everything closes to them at once.")),
    "readmit": (registering.readmit, lambda: _("They are a registered researcher again.")),
}


def _check(request: HttpRequest) -> None:
    if not registering.may_shut_out(request.user):
        raise PermissionDenied
