"""Keywords offered while one types, in the place of Wagtail's own view, which offers those of everybody's drafts."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from testimonies.models import Keyword, Testimony, listener_for

__all__ = ["offered"]

MOST = 10


@require_admin_access
@require_safe
def offered(request: HttpRequest) -> JsonResponse:
    """The keywords that begin with ``term`` and stand on testimonies that the asker works on or may see."""
    term = request.GET.get("term", "")
    if not term or not term.isprintable():
        return JsonResponse([], safe=False)
    listener = listener_for(request.user)
    known = Testimony.objects.worked_on_by(listener) | Testimony.objects.visible_to(listener)
    keywords = Keyword.objects.filter(name__istartswith=term, tagged_testimonies__content_object__in=known.values("pk"))
    return JsonResponse(list(keywords.order_by("name").values_list("name", flat=True).distinct()[:MOST]), safe=False)
