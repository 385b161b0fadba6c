"""The results page: who says it, where, and what one can do with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search.answering import PER_PAGE, Sort, answer
from search.choices import LABELS, chips, choices
from search.showing import around, pages_of, slips_of
from search.wanted import Wanted
from testimonies.models import listener_for

__all__ = ["search"]

SORTS: dict[str, Promise] = {
    Sort.RELEVANCE: _("Best first"),
    Sort.NEWEST: _("Newest interview first"),
    Sort.OLDEST: _("Oldest interview first"),
    Sort.TIME: _("As it was told"),
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search transcripts, translations and descriptions for ``q``; what else an address may hold: :class:`Wanted`."""
    asked = Wanted.of(request.GET, sorts=SORTS, more={"more": ("", *LABELS)})
    found = answer(
        asked.query,
        listener=listener_for(request.user),
        narrowing=asked.narrowing,
        sort=asked.sort or Sort.RELEVANCE,
        page=asked.page,
    )
    context: dict[str, Any] = {
        **around(request, asked, {"sort": (_("Order"), list(SORTS.items()))}),
        "answer": found,
        "slips": slips_of(asked, found),
        "suggestion_address": asked.asking(found.suggestion) if found.suggestion else "",
        "choices": choices(asked, found.facets),
        "chips": chips(asked, found.facets),
        "sorts": [
            (name, label, asked.address(sort=name), name == (asked.sort or Sort.RELEVANCE))
            for name, label in SORTS.items()
        ],
        "pages": pages_of(asked, -(-found.testimonies // PER_PAGE)),
        "saving": asked.address(without=("more",)),
        "concordance_address": reverse("search:concordance") + asked.address(without=("sort", "more")),
    }
    return render(request, "search/results.html", context)
