"""What the page of an occasion tells programs, in the words of schema.org: no more than a visitor sees on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from archive.models import Occasion

__all__ = ["told_as_event"]


def told_as_event(request: HttpRequest, one: Occasion) -> dict[str, Any]:
    organisers = [{"@type": "Organization", "name": name} for name in one.organised_by]
    organisers += [{"@type": "Organization", "name": partner.name} for partner in one.organisations.all()]
    status = "EventCancelled" if one.cancelled else "EventScheduled"
    place: dict[str, Any] = {"@type": "Place", "name": one.place or (one.country.label if one.country else "")}
    if one.country:
        place["address"] = {"@type": "PostalAddress", "addressCountry": one.country.iso2}
    if one.latitude is not None and one.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": float(one.latitude), "longitude": float(one.longitude)}
    thing = {
        "@type": "Event",
        "name": one.title.text,
        "description": one.about.text,
        "url": request.build_absolute_uri(one.get_absolute_url()),
        "startDate": _stamp(one, one.starts, one.shown_begins),
        "endDate": _stamp(one, one.stops, one.shown_ends or (one.shown_begins if one.whole_days else "")),
        "eventStatus": f"https://schema.org/{status}",
        "location": place if place["name"] else "",
        "organizer": organisers,
        "inLanguage": one.languages,
    }
    return {key: value for key, value in thing.items() if value not in ("", [])}


def _stamp(one: Occasion, moment: datetime | None, day: str) -> str:
    """With the hour as it is there and its distance from UTC, or the day alone."""
    if moment is None:
        return day.removesuffix("~")
    return moment.astimezone(ZoneInfo(one.time_zone)).isoformat(timespec="minutes")
