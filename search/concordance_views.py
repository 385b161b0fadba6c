"""The concordance: its lines, what keeps company with what was asked for, how often it is said where; and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search import exports
from search.answering import tallied
from search.choices import chips, choices
from search.collocates import MEASURES, USUAL_WINDOW, WINDOWS
from search.company import company
from search.concordance import SORTS, concordance
from search.frequency import frequencies
from search.searchable import FACETS
from search.showing import Select, around, pages_of, slips_of
from search.wanted import Wanted
from testimonies.consent.audiences import Listener
from testimonies.models import listener_for

__all__ = ["concordance_file", "concordance_page"]

VIEWS: dict[str, Promise] = {
    "": _("Lines"),
    "collocates": _("Words in its company"),
    "frequency": _("How often, and where"),
}
MEASURE_LABELS: dict[str, Promise] = {
    "word": _("Word"),
    "together": _("Together"),
    "alone": _("Altogether"),
    "log_dice": _("logDice"),
    "log_likelihood": _("Log-likelihood"),
}
SORT_GROUPS: list[tuple[str | Promise, list[tuple[str, str]]]] = [
    ("", [("", "")]),
    (_("word before"), [("1", "left1"), ("2", "left2"), ("3", "left3")]),
    (_("word after"), [("1", "right1"), ("2", "right2"), ("3", "right3")]),
    *(("", [("", name)]) for name in ("speaker", "country", "date")),
]
SELECTS: dict[str, Select] = {
    "view": (_("Ways of looking"), list(VIEWS.items())),
    "sort": (_("Sorted by"), list(SORTS.items())),
    "window": (_("Words to either side"), [(str(one), str(one)) for one in WINDOWS]),
    "by": (_("Table sorted by"), list(MEASURE_LABELS.items())),
}
MORE = {
    "view": VIEWS,
    "window": ("", *(str(one) for one in WINDOWS)),
    "by": ("", *MEASURES),
    "more": ("", *FACETS),
}


@require_safe
def concordance_page(request: HttpRequest) -> HttpResponse:
    """Every place at which ``q`` is said, in lines (``sort``), by its company (``window``, ``by``) or by frequency."""
    asked = Wanted.of(request.GET, sorts=SORTS, more=MORE, usual_words="original")
    listener = listener_for(request.user)
    view = asked.more["view"]
    told = tallied(asked.query, listener=listener, narrowing=asked.narrowing)
    context: dict[str, Any] = {
        **around(request, asked, SELECTS),
        "told": told,
        "slips": slips_of(asked, told),
        "suggestion": told.suggestion,
        "suggestion_address": asked.asking(told.suggestion) if told.suggestion else "",
        "choices": choices(asked, told.facets),
        "chips": chips(asked, told.facets),
        "view": view,
        "views": [(name, label, asked.address(view=name, sort=""), name == view) for name, label in VIEWS.items()],
        "results_address": reverse("search:search") + asked.address(without=("sort", *MORE)),
        "file_address": reverse("search:concordance-file") + asked.address(without=("more",)),
        **_SHOWN[view](asked, listener),
    }
    return render(request, "search/concordance.html", context)


@require_safe
def concordance_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a CSV file, with citation and time on every line."""
    asked = Wanted.of(request.GET, sorts=SORTS, more=MORE, usual_words="original")
    return exports.FILES[asked.more["view"]](request, asked, listener_for(request.user))


def _lines(asked: Wanted, listener: Listener) -> dict[str, Any]:
    page = concordance(asked.query, listener=listener, narrowing=asked.narrowing, sort=asked.sort, page=asked.page)
    return {
        "page": page,
        "pages": pages_of(asked, page.pages, goes_on=page.goes_on),
        "sorts": [(label, [_sort(asked, text, name) for text, name in some]) for label, some in SORT_GROUPS],
    }


def _sort(asked: Wanted, text: str | Promise, name: str) -> tuple[str | Promise, str | Promise, str, bool]:
    return text or SORTS[name], SORTS[name], asked.address(sort=name), name == asked.sort


def _collocates(asked: Wanted, listener: Listener) -> dict[str, Any]:
    window, by = window_of(asked), asked.more["by"] or next(iter(MEASURES))
    linked = not asked.is_long
    told = company(asked.query, listener=listener, narrowing=asked.narrowing, window=window, by=by)
    return {
        "company": told,
        "together": [
            (one, asked.beside(one.written, window, near=told.can_be_near) if linked else "") for one in told.collocates
        ],
        "window": window,
        "windows": [(one, asked.address(window=one), one == window) for one in WINDOWS],
        "measures": [(name, label, asked.address(by=name), name == by) for name, label in MEASURE_LABELS.items()],
    }


def _frequency(asked: Wanted, listener: Listener) -> dict[str, Any]:
    tables = frequencies(asked.query, listener=listener, narrowing=asked.narrowing)
    lines = replace(asked, more={}, sort="")
    return {
        "tables": [
            (table, [(row, "" if asked.is_long else lines.address(**{table.name: row.value})) for row in table.rows])
            for table in tables
        ]
    }


def window_of(asked: Wanted) -> int:
    """So many words to either side."""
    return int(asked.more["window"] or USUAL_WINDOW)


_SHOWN: dict[str, Callable[[Wanted, Listener], dict[str, Any]]] = {
    "": _lines,
    "collocates": _collocates,
    "frequency": _frequency,
}
