"""The doors to the figures: the page, and the same as CSV and JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from archive.ratification import days, letter
from archive.ratification.curve import curve_of
from archive.ratification.lines import line_of
from archive.ratification.record import CONVENTION, Record, Standing, State, counted_from, record_of
from archive.ratification.told import as_csv, as_json
from archive.ways.shelf import trail
from archive.ways.world import world

__all__ = ["as_table", "for_programs", "ratification"]

ILO = "ILO"
"""Its conventions are ratified without having been signed before."""
SORTS = ("state", "standing", "signed", "bound")
FAMOUS = (date(2003, 7, 1), date(2014, 12, 18))
"""The day on which the Convention came into force, and that of the campaign's figures."""
_NEVER = date.max


@require_safe
def ratification(request: HttpRequest) -> HttpResponse:
    """The figures of one day, the States on a map and in a table, the curve, and who has signed and waits."""
    offered = days.instruments()
    asked = days.asked(request.GET, offered)
    if asked is None:
        raise Http404
    record = record_of(asked.instrument, asked.day)
    sort = request.GET.get("sort", "state")
    lines = [line_of(state) for state in _sorted(record, sort)]
    today, first = timezone.localdate(), days.first_day(asked.instrument)
    context: dict[str, Any] = {
        "crumbs": trail(),
        "record": record,
        "asked": asked,
        "offered": offered,
        "first": first,
        "today": today,
        "is_convention": asked.instrument.code == CONVENTION,
        "is_signed": asked.instrument.organization != ILO,
        "beyond": asked.day > days.AS_AT and asked.instrument.code == CONVENTION,
        "lines": lines,
        "on_map": sorted((one for one in lines if one.shape), key=lambda one: one.country.label.casefold()),
        "world": world(),
        "curve": curve_of(asked.instrument, first, asked.day, today),
        "waiting": [(line_of(state), timesince(since, asked.day, depth=1)) for state, since in record.waiting],
        "famous": [day for day in FAMOUS if asked.instrument.code == CONVENTION and day != asked.day],
        "columns": _columns(request, sort),
        "standings": Standing,
        "query": f"on={asked.day.isoformat()}&of={asked.instrument.code}",
        "letter": letter.compared() if asked.instrument.code == CONVENTION else None,
    }
    return render(request, "archive/ratification/page.html", context, status=400 if asked.fault else 200)


@require_safe
def for_programs(request: HttpRequest) -> HttpResponse:
    """As JSON; 400 with the fault where the day is none."""
    record = _record(request)
    if isinstance(record, str):
        return JsonResponse({"error": record}, status=400)
    return JsonResponse(as_json(request, record), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def as_table(request: HttpRequest) -> HttpResponse:
    """As CSV; 400 with the fault where the day is none."""
    record = _record(request)
    if isinstance(record, str):
        return HttpResponse(record, status=400, content_type="text/plain; charset=utf-8")
    answer = HttpResponse("\ufeff" + as_csv(record), content_type="text/csv; charset=utf-8")
    name = f"{record.instrument.code}-{record.day.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _record(request: HttpRequest) -> Record | str:
    asked = days.asked(request.GET, days.instruments())
    if asked is None:
        raise Http404
    return asked.fault or record_of(asked.instrument, asked.day)


def _sorted(record: Record, sort: str) -> list[State]:
    """The States in the order asked for; those without the day that is asked for come last, either way."""
    column = sort.removeprefix("-")
    states = list(record.states)
    if column == "standing":
        states.sort(key=lambda one: list(Standing).index(one.standing))
    elif column in ("signed", "bound"):
        done = {one.country.pk: counted_from(deed) if (deed := getattr(one, column)) else None for one in states}
        states.sort(key=lambda one: done[one.country.pk] or _NEVER)
        if sort.startswith("-"):
            having = [one for one in states if done[one.country.pk]]
            return [*reversed(having), *(one for one in states if not done[one.country.pk])]
    return states[::-1] if sort.startswith("-") and column in SORTS else states


def _columns(request: HttpRequest, sort: str) -> list[tuple[str, str, str]]:
    """Each column with the address that sorts by it, and how it is sorted now as ``aria-sort`` says it."""
    columns = []
    for name in SORTS:
        query = request.GET.copy()
        query["sort"] = f"-{name}" if sort == name else name
        now = "ascending" if sort == name else "descending" if sort == f"-{name}" else ""
        columns.append((name, f"?{query.urlencode()}#table", now))
    return columns
