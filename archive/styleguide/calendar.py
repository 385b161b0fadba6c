"""What the calendar, the library and the page of progress are shown with in the style guide."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.styleguide.component import SPECIMEN, Component, of
from archive.styleguide.samples import Sample
from testimonies.description import languages

__all__ = ["PARTS"]

BARS = {
    "bars": [Sample(label=label, number=number, share=share, key=key) for label, number, share, key in (
        ("Nepal", 120, "100", "np"), ("Qatar", 54, "45", "qa"), ("Oman", 3, "2.5", "om"),
    )],
    "key": "by-country", "heading": _("Testimonies by country"), "head": _("Country"), "way": "country",
}  # fmt: skip
HOURS = [("50.0", "30"), ("30.0", "18"), ("12.0", "8"), ("20.0", "12")]


def _line(title: str, language: str, *, cancelled: bool = False, where: str = "Manila") -> Sample:
    told = Sample(text=title, language=language, direction=languages.direction(language))
    return Sample(
        occasion=Sample(title=told, cancelled=cancelled, get_absolute_url="#", get_kind_display=_("training")),
        when="18 December 2026, 14:30–16:00 (Asia/Manila)",
        stamp="2026-12-18",
        where=where,
    )


def month() -> dict[str, Any]:
    """A week that holds a day kept each year, an occasion, and one that was cancelled."""
    name = Sample(text="International Migrants Day", language="en", direction="ltr")
    kept = Sample(name=name, get_absolute_url="#")
    lines = [_line("A training for interpreters", "en"), _line("تدريب للمترجمين", "ar", cancelled=True)]
    days = [Sample(number=0)] + [
        Sample(number=number, is_today=number == 15, lines=[], recurring=[]) for number in range(14, 20)
    ]
    days[5] = Sample(number=18, is_today=False, lines=lines, recurring=[kept])
    return {
        "month": Sample(
            name="December 2026",
            names=[(short, short) for short in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")],
            weeks=[days], lines=lines, undated=[],
            previous="#", previous_name="November 2026", next="#", next_name="January 2027",
        )
    }  # fmt: skip


def filters() -> dict[str, Any]:
    kinds = [(_("training"), True), (_("hearing"), False), (_("mobilisation"), False)]
    return {"filters": [(_("Kind"), [Sample(label=label, address="#", chosen=chosen) for label, chosen in kinds])]}


PARTS = (
    Component("link_filters", ("calendar",), of("archive/calendar/filters.html", one_chosen=filters)),
    Component("month", ("calendar",), of("archive/calendar/month.html", one_week=month), wide=True),
    Component(
        "reached",
        ("reached",),
        (
            *of("archive/progress/bars.html", three_countries=BARS),
            *of(f"{SPECIMEN}/reached.html", one_language={"hours": HOURS}),
        ),
        wide=True,
    ),
)
