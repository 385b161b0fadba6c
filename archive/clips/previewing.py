"""A story before it is published, as others will find it: as a visitor, as a researcher, in each language, on a later
day. The consent of today is asked what it opens then; nothing is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.description.languages import INTERFACE_LANGUAGES, own_name
from testimonies.models import Consent, Recording

__all__ = ["modes", "serve"]

IN_A_YEAR = timedelta(days=365)
MOST_DAYS = 6
_ASKED = (Use.CATALOGUE, Use.EXCERPT, Use.TRANSCRIPT, Use.SOUND, Use.TRANSLATION)


def modes(page: Any) -> list[tuple[str, Any]]:
    """The first is the one that is shown unasked: what a visitor will see."""
    today = timezone.localdate()
    days = [
        (f"on-{day.isoformat()}", _("As a visitor on %(day)s") % {"day": date_format(day)})
        for day in _days(page, today)
    ]
    return [
        ("", _("As a visitor")),
        ("researcher", _("As a registered researcher")),
        *(
            (f"in-{tag}", _("As a visitor, in %(language)s") % {"language": own_name(tag)})
            for tag in INTERFACE_LANGUAGES
        ),
        *days,
    ]


def serve(page: Any, request: HttpRequest, mode: str) -> HttpResponse:
    """The page as ``mode`` says; for one that is not offered, as a visitor sees it."""
    listener, language = _as(mode)
    shown = _in(page, language)
    request.user = AnonymousUser()
    request.previewed_as = listener  # type: ignore[attr-defined]
    request.is_preview = True  # type: ignore[attr-defined]
    with translation.override(language or page.locale.language_code):
        request.LANGUAGE_CODE = translation.get_language() or "en"
        answer = TemplateResponse(request, shown.template, shown.get_context(request))
        answer.render()
    return answer


def _as(mode: str) -> tuple[Listener, str]:
    if mode == "researcher":
        return Listener(audience=Audience.RESEARCHER, day=timezone.localdate()), ""
    if mode.startswith("on-"):
        try:
            return VISITOR.on(max(date.fromisoformat(mode[3:]), timezone.localdate())), ""
        except ValueError:
            return VISITOR, ""
    language = mode[3:] if mode.startswith("in-") and mode[3:] in INTERFACE_LANGUAGES else ""
    return VISITOR, language


def _in(page: Any, language: str) -> Any:
    """Its translation as it was saved last, else the page itself, as a reader of that language finds it."""
    if not language or page.locale.language_code == language or not page.pk:
        return page
    made = page.get_translations().filter(locale__language_code=language).first()
    return made.get_latest_revision_as_object() if made else page


def _days(page: Any, today: date) -> list[date]:
    """On which something of its clips opens or closes by the consent of today, and a day in a year."""
    recordings = Recording.objects.filter(uuid__in={place.recording for place in page.places}).order_by()
    found = {today + IN_A_YEAR}
    held = Consent.objects.filter(testimony__in=recordings.values("testimony"), use__in=_ASKED).order_by()
    for first, last in held.values_list("valid_from", "valid_until"):
        found |= {day for day in (first, last and last + timedelta(days=1)) if day and day > today}
    return sorted(found)[:MOST_DAYS]
