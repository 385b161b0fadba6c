"""The doors to what has been reached: a page of plots with their tables, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.progress.ledger import ledger
from archive.progress.ratifications import day_asked, ratified_since
from archive.progress.reached import Hours, Reached
from archive.ways.shelf import trail
from testimonies.description import languages
from testimonies.models import Country, Theme

__all__ = ["for_programs", "progress"]

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a plot and of the table behind it; ``share`` of the longest, 0 to 100."""

    label: str
    number: int
    share: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The hours of one language; each with its share of the longest."""

    tag: str
    name: str
    hours: tuple[tuple[float, str], ...]


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Ratifications since a day, testimonies, hours and what is missing; as everybody may know them."""
    day, fault = day_asked(request.GET)
    found = ledger.reached()
    countries, themes = Country.objects.in_bulk(), Theme.objects.in_bulk()
    since = ratified_since(day, found.by_country)
    context: dict[str, Any] = {
        "crumbs": trail(),
        "found": found,
        "fault": fault,
        "written": request.GET.get("since", "")[:40],
        "since": since,
        "today": timezone.localdate(),
        "heard_hours": found.heard_ms / HOUR_MS,
        "countries": _bars(
            (countries[key].label, count, countries[key].iso2) for key, count in found.by_country.items()
        ),
        "themes": _bars((themes[key].label, count, themes[key].slug) for key, count in found.by_theme.items()),
        "spoken": _bars((languages.name(tag), count, tag) for tag, count in found.by_language.items()),
        "hours": _lines(found),
        "drafts_only": [languages.name(tag) for tag in found.drafts_only if tag],
        "waiting": [(tag, languages.own_name(tag), found.waiting[tag]) for tag in languages.INTERFACE_LANGUAGES],
    }
    return render(request, "archive/progress/page.html", context, status=400 if fault else 200)


@require_safe
def for_programs(request: HttpRequest) -> HttpResponse:
    """As JSON; 400 with the fault where the day is none. Times are in milliseconds."""
    day, fault = day_asked(request.GET)
    if fault:
        return JsonResponse({"error": fault}, status=400)
    found = ledger.reached()
    countries, themes = Country.objects.in_bulk(), Theme.objects.in_bulk()
    since = ratified_since(day, found.by_country)
    told: dict[str, Any] = {
        "as_of": timezone.localdate().isoformat(),
        "testimonies": found.testimonies,
        "may_be_heard_ms": found.heard_ms,
        "testimonies_by_country": {countries[key].iso2: count for key, count in found.by_country.most_common()},
        "testimonies_by_theme": {themes[key].slug: count for key, count in found.by_theme.most_common()},
        "testimonies_by_language": dict(found.by_language.most_common()),
        "words_by_language": {tag or "und": _hours(one) for tag, one in sorted(found.hours.items())},
        "wanted": {
            "languages_with_machine_drafts_only": [tag for tag in found.drafts_only if tag],
            "testimonies_waiting_for_translation_into": dict(found.waiting),
            "states_parties_without_testimony": [one.iso2 for one in since.silent] if since else [],
        },
    }
    if since:
        told["ratifications"] = {
            "since": day.isoformat(),
            "parties_then": since.then.parties,
            "parties_now": since.now.parties,
            "states": [{"iso2": one.iso2, "day": stamp} for one, _said, stamp in since.states],
        }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _hours(one: Hours) -> dict[str, int]:
    return {
        "transcribed_ms": one.transcribed,
        "corrected_ms": one.corrected,
        "verified_ms": one.verified,
        "translated_into_it_ms": one.translated,
        "translated_into_it_corrected_ms": one.translated_corrected,
    }


def _bars(counted: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """The most first."""
    some = sorted(counted, key=lambda one: (-one[1], one[0].casefold()))
    most = some[0][1] if some else 1
    return [Bar(label, number, f"{100 * number / most:.1f}", key) for label, number, key in some]


def _lines(found: Reached) -> list[Line]:
    """The languages with most words first; each number of hours with its share of the longest."""
    some = sorted(found.hours.items(), key=lambda one: (-one[1].transcribed, -one[1].translated, one[0]))
    most = max((max(one.transcribed, one.translated) for _tag, one in some), default=0) or 1
    return [
        Line(
            tag,
            languages.name(tag) if tag else "",
            tuple(
                (ms / HOUR_MS, f"{100 * ms / most:.1f}")
                for ms in (one.transcribed, one.corrected, one.verified, one.translated, one.translated_corrected)
            ),
        )
        for tag, one in some
    ]
