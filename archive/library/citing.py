"""How a document is cited: who, what, when, where it lies, and where it is described."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from archive.models import LibraryItem

__all__ = ["citation_of"]


def citation_of(request: HttpRequest, one: LibraryItem) -> str:
    """One line, in the language of the page; what is not known is left out, never guessed."""
    who = "; ".join(one.signed_by)
    date = one.dated
    where = one.citation.strip()
    parts = [who, one.title.text, ", ".join(part for part in (one.place, date) if part), where]
    told = ". ".join(part.rstrip(".") for part in parts if part)
    address = request.build_absolute_uri(one.get_absolute_url())
    return f"{told}. {settings.WAGTAIL_SITE_NAME}, {address}"
