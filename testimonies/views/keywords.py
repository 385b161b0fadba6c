"""Keywords offered while one types, in the place of Wagtail's own view, which offers those of everybody's drafts."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from testimonies.models import Keyword, Reader, Testimony, listener_for

__all__ = ["offered"]

MOST = 10
LOOKED_AT = 500
"""So many keywords, each with a testimony it stands on, are looked through for those that may be offered."""


@require_admin_access
@require_safe
def offered(request: HttpRequest) -> JsonResponse:
    """The keywords that begin with ``term`` and stand on testimonies that the asker works on or may see.

    One in which a name stands that is replaced for the asker is not offered from there.
    """
    term = request.GET.get("term", "")
    if not term or not term.isprintable():
        return JsonResponse([], safe=False)
    listener = listener_for(request.user)
    known = Testimony.objects.worked_on_by(listener) | Testimony.objects.visible_to(listener)
    keywords = Keyword.objects.filter(name__istartswith=term, tagged_testimonies__content_object__in=known.values("pk"))
    standing = list(keywords.order_by("name").values_list("name", "tagged_testimonies__content_object")[:LOOKED_AT])
    reader = Reader.of(listener, (), {testimony for _name, testimony in standing})
    names = dict.fromkeys(name for name, testimony in standing if reader.renamed(name, testimony) == name)
    return JsonResponse(list(names)[:MOST], safe=False)
