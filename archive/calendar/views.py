"""The doors to the calendar: all of it, one occasion, one day that is kept each year, and both as iCalendar."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.calendar import feed
from archive.calendar.asked import LIST, MAP, MONTH, Asked, choices
from archive.calendar.each_year import days_to_come, years_of
from archive.calendar.mapped import points_of
from archive.calendar.months import month_of
from archive.calendar.structured import told_as_event
from archive.calendar.telling import line_of
from archive.models import Occasion, RecurringDay
from archive.models.action import DAYS
from archive.ways import structured
from archive.ways.shelf import A_FEW, trail
from archive.ways.world import world
from testimonies.models import Testimony, listener_for
from testimonies.views.cards import cards

__all__ = ["calendar", "calendar_file", "occasion", "occasion_file", "recurring_day"]

A_PAGE = 30
ON_THE_MAP = 300
"""Occasions, the newest ones: what is older is in the list."""


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is to come, and what was; as a list, a month (``?month=2026-12``) or a map (``?view=map``)."""
    asked = Asked.of(request.GET)
    recurring = list(RecurringDay.objects.all())
    today = timezone.localdate()
    context: dict[str, Any] = {
        "crumbs": trail(),
        "asked": asked,
        "filters": choices(asked),
        "coming_days": days_to_come(recurring),
        "feed": request.build_absolute_uri(reverse("calendar-file") + asked.filters),
        "views": [
            (_("List"), asked.address(view=LIST, month=None), asked.view == LIST),
            (_("Month"), asked.address(view=MONTH, month=asked.month or today.replace(day=1)), asked.view == MONTH),
            (_("Map"), asked.address(view=MAP, month=None), asked.view == MAP),
        ],
    }
    if asked.view == MONTH:
        context["month"] = month_of(asked, recurring)
    elif asked.view == MAP:
        lines = [line_of(one) for one in asked.found().defer("pictures")[:ON_THE_MAP]]
        points = points_of(lines)
        placed = {line.occasion.pk for point in points for line in point.lines}
        context |= {
            "points": points,
            "placeless": [one for one in lines if one.occasion.pk not in placed],
            "world": world(),
            "most": ON_THE_MAP if len(lines) == ON_THE_MAP else 0,
        }
    else:
        context |= _listed(request, asked)
    context["feed_for_programs"] = context["feed"].replace("https://", "webcal://").replace("http://", "webcal://")
    return render(request, "archive/calendar/page.html", context, status=400 if asked.faults else 200)


def _listed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """What is over where it was held stands among the past, though its day may not be over here."""
    today = timezone.localdate()
    found = asked.found().defer("pictures")
    coming = [line_of(one) for one in found.filter(last_day__gte=today).order_by("first_day", "begins_at", "pk")]
    past = found.filter(last_day__lt=today).order_by("-first_day", "-pk")
    page = Paginator(past, A_PAGE).get_page(request.GET.get("page"))
    return {"coming": coming, "page": page, "past": [line_of(one) for one in page]}


@require_safe
def occasion(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One of them, with its report, its documents, and the testimonies recorded there that the asker may see."""
    some = Occasion.objects.published().select_related("country")
    one = some.prefetch_related("organisations").filter(pk=pk).first()
    if one is None:
        raise Http404
    if slug != one.slug:
        return redirect(one.get_absolute_url(), permanent=False)
    listener = listener_for(request.user)
    recorded = (
        Testimony.objects.visible_to(listener)
        .telling_countries_to(listener)
        .filter(pk__in=one.testimonies.through.objects.filter(occasion=one).values("testimony"))
    )
    context = {
        "crumbs": trail((_("Calendar"), "calendar")),
        "line": line_of(one),
        "one": one,
        "documents": one.documents.filter(live=True),
        "cards": cards(recorded.order_by("-accession_number")[:A_FEW], listener),
        "has_file": one.whole_days is not None,
        "told": structured.as_script(told_as_event(request, one)),
    }
    return render(request, "archive/calendar/occasion.html", context)


@require_safe
def recurring_day(request: HttpRequest, slug: str) -> HttpResponse:
    """A day that is kept each year, and what was done on it."""
    found = RecurringDay.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    context = {
        "crumbs": trail((_("Calendar"), "calendar")),
        "of_the_day": told if (told := f"{found.month:02d}-{found.day:02d}") in DAYS else "",
        "day": found,
        "coming": days_to_come([found])[0],
        "years": years_of(found),
    }
    return render(request, "archive/calendar/day.html", context)


@require_safe
def calendar_file(request: HttpRequest) -> HttpResponse:
    """iCalendar of all, or of what a filter leaves; 400 with the fault where the filter is none."""
    asked = Asked.of(request.GET)
    if asked.faults:
        return HttpResponse(asked.faults[0], status=400, content_type="text/plain; charset=utf-8")
    found = asked.found().defer("pictures").prefetch_related("organisations").order_by("first_day", "pk")
    recurring = [] if asked.is_narrowed else list(RecurringDay.objects.all())
    return _file(feed.written(request, _("Calendar for the rights of migrant workers"), found, recurring), "calendar")


@require_safe
def occasion_file(request: HttpRequest, pk: int) -> HttpResponse:
    one = Occasion.objects.published().select_related("country").filter(pk=pk).first()
    if one is None or one.whole_days is None:
        raise Http404
    return _file(feed.written(request, one.title.text, [one]), f"occasion-{one.pk}")


def _file(written: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(written, content_type=feed.TYPE)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return answer
