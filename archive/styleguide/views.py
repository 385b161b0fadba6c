"""The page of the style guide, and the pages of errors as a visitor would meet them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.styleguide.components import COMPONENTS
from archive.styleguide.scripts import SCRIPTS
from archive.styleguide.tokens import colours, pairs, tokens

__all__ = ["ERRORS", "error", "styleguide"]

WITHOUT_COOKIE = {"csrf_token": ""}
"""Forms are shown, never sent: nobody needs a cookie for them."""

ERRORS = {
    403: ("403.html", {"exception": ""}),
    404: ("404.html", {}),
    410: ("410.html", {"accession_number": "1990-0045"}),
    413: ("413.html", {}),
    429: ("429.html", {}),
    500: ("500.html", {}),
}


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    context = {
        "colours": colours(),
        "pairs": pairs(),
        "tokens": tokens(),
        "scripts": SCRIPTS,
        "components": COMPONENTS,
        "errors": sorted(ERRORS),
    }
    return render(request, "archive/styleguide/page.html", {**context, **WITHOUT_COOKIE})


@require_safe
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The page of an error, with its status; that of a fault without, for it would call whoever keeps watch."""
    if status not in ERRORS:
        raise Http404
    template, context = ERRORS[status]
    if status == 500:  # what is broken can be asked for nothing: the page gets nothing
        return HttpResponse(render_to_string(template))
    sentence = _("At this place the archive takes %(limit)s at most. Nothing of it was kept.") % {"limit": "4 GB"}
    told = {"sentence": sentence} if status == 413 else {}
    return render(request, template, {**context, **told}, status=status)
