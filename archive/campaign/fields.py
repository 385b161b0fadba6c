"""Fields of the public forms: whatever is typed stays text, and what cannot be is said in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from testimonies.description import languages
from testimonies.models import Country

__all__ = [
    "CountryField",
    "Links",
    "TextLanguage",
    "Words",
    "check_day",
    "check_moment",
    "line",
    "text",
    "zones",
]

FIRST_DAY = date(1990, 1, 1)
FURTHEST = timedelta(days=730)
MOST_LINKS = 5
UNKNOWN_LANGUAGE = "und"


def line(label: Any, most: int = 160, help_text: Any = "", required: bool = True, **attrs: Any) -> forms.CharField:
    """One line in any script."""
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=widget)


def text(label: Any, most: int = 4_000, help_text: Any = "", required: bool = True, rows: int = 5) -> forms.CharField:
    widget = forms.Textarea(attrs={"dir": "auto", "rows": rows})
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=required, widget=widget)


class CountryField(forms.ChoiceField):
    """Its choices are the countries of the reference data, in the reader's language."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Country"))
        super().__init__(choices=_countries, **more)


class Links(forms.CharField):
    """One address on a line, http or https. Becomes a list."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Links"))
        more.setdefault("help_text", _("One address on each line, five at most. They begin with https://"))
        super().__init__(
            required=False, max_length=2_000, widget=forms.Textarea(attrs={"dir": "ltr", "rows": 3}), **more
        )

    def clean(self, value: Any) -> Any:
        written = [one.strip() for one in super().clean(value).splitlines() if one.strip()]
        if len(written) > MOST_LINKS:
            raise ValidationError(_("Please choose the five links that matter most."))
        for one in written:
            if not _is_link(one):
                raise ValidationError(_("This is no address of a page: %(link)s") % {"link": one[:80]})
        return written

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class Words(forms.MultipleChoiceField):
    """Boxes to tick."""

    widget = forms.CheckboxSelectMultiple


class TextLanguage(forms.ChoiceField):
    """The language in which the form is filled in, so that a screen reader reads it aloud rightly."""

    def __init__(self) -> None:
        super().__init__(label=_("Language in which you write"), choices=_text_languages)


def check_day(day: date) -> None:
    if day < FIRST_DAY:
        raise ValidationError(_("The Convention is of 1990: an action for it was not before that. Look at the year."))
    if day > timezone.localdate() + FURTHEST:
        raise ValidationError(_("That day is more than two years away. Please look at the year."))


def check_moment(day: date, at: time, zone: str) -> None:
    """A time that the clocks of ``zone`` jump over on that day is none."""
    there = datetime.combine(day, at, ZoneInfo(zone))
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None):
        raise ValidationError(_("On that day the clocks there jump over this time. Please look at it again."))


@cache
def zones() -> frozenset[str]:
    """The IANA names that an action can have."""
    places = (one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix/", "right/")))
    return frozenset({*places, "UTC"})


def _countries() -> Iterable[tuple[str, str]]:
    found = sorted(((one.iso2, one.label) for one in Country.objects.all()), key=lambda one: one[1].casefold())
    return [("", "—"), *found]


def _text_languages() -> Iterable[tuple[str, Any]]:
    known = [(tag, languages.own_name(tag)) for tag in languages.INTERFACE_LANGUAGES]
    return [*known, (UNKNOWN_LANGUAGE, _("another language"))]


def _is_link(written: str) -> bool:
    try:
        parts = urlsplit(written)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = not any(one.isspace() or one in "<>\"'`\\" for one in written) and "." in host.strip(".")
    return named and parts.scheme in ("http", "https") and parts.username is None and len(written) <= 400
