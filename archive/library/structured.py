"""What the page of a document tells programs, in the words of schema.org: no more than a visitor sees on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from archive.models import LibraryItem

__all__ = ["told_as_document"]

TYPES = {"letter": "Message", "invitation": "Message", "report": "Report", "recording": "MediaObject"}


def told_as_document(request: HttpRequest, one: LibraryItem) -> dict[str, Any]:
    thing = {
        "@type": [TYPES.get(one.kind, "CreativeWork"), "ArchiveComponent"],
        "name": one.title.text,
        "abstract": one.about.text,
        "url": request.build_absolute_uri(one.get_absolute_url()),
        "dateCreated": one.shown_date.removesuffix("~"),
        "inLanguage": one.languages,
        "creator": [{"@type": "Thing", "name": name} for name in one.signed_by],
        "recipient": [{"@type": "Thing", "name": name} for name in one.sent_to],
        "mentions": [{"@type": "Legislation", "name": each.name} for each in one.instruments.all()],
        "locationCreated": {"@type": "Place", "name": one.place} if one.place else "",
        "sameAs": one.website,
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in thing.items() if value not in ("", [])}
