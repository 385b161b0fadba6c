from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search.answering import PER_PAGE, Answer, Facet, answer
from search.searchable import Narrowing
from search.slips import sentence
from testimonies.models import listener_for

__all__ = ["search"]

NARROWING = ("country", "theme", "language")
MOST_PAGES = 1000


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search transcripts and descriptions: ``q``, narrowed by ``country``, ``theme`` and ``language``, by ``page``."""
    query = request.GET.get("q", "").strip()
    narrowing = Narrowing(**{name: _chosen(request, name) for name in NARROWING})
    page = _page(request.GET.get("page", "1"))
    found = answer(query, listener=listener_for(request.user), narrowing=narrowing, page=page)
    return render(
        request,
        "search/results.html",
        {
            "query": query,
            "answer": found,
            "slips": [sentence(mistake) for mistake in found.mistakes],
            "filters": _filters(found, narrowing),
            "chosen": any((narrowing.country, narrowing.theme, narrowing.language)),
            "everything_url": _url(request, only=("q",)),
            "page": page,
            "next_url": _url(request, page=str(page + 1)) if found.testimonies > page * PER_PAGE else "",
            "previous_url": _url(request, page=str(page - 1)) if page > 1 else "",
        },
    )


def _chosen(request: HttpRequest, name: str) -> str:
    """A value chosen for a filter; what nobody could have chosen (the database takes no NUL) is none."""
    value = request.GET.get(name, "")
    return value if value.isprintable() else ""


def _page(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _url(request: HttpRequest, only: tuple[str, ...] = ("q", *NARROWING), **changed: str) -> str:
    asked = {name: request.GET.get(name, "") for name in only} | changed
    return f"{request.path}?" + urlencode({name: value for name, value in asked.items() if value})


def _filters(found: Answer, narrowing: Narrowing) -> list[dict[str, Any]]:
    """What the answer can be narrowed to. A value that is chosen stays on offer, even where nothing answers it."""
    labels = {
        "country": (_("Country"), _("Any country")),
        "theme": (_("Rights theme"), _("Any theme")),
        "language": (_("Language"), _("Any language")),
    }
    filters = []
    for name, (label, everything) in labels.items():
        chosen = getattr(narrowing, name)
        facets = list(found.facets.get(name, ()))
        if chosen and chosen not in {facet.value for facet in facets}:
            facets.insert(0, Facet(chosen, chosen, 0))
        options = [{"facet": facet, "chosen": facet.value == chosen} for facet in facets]
        filters.append({"name": name, "label": label, "everything": everything, "options": options})
    return filters
