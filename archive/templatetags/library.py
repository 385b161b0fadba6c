"""What templates ask of the library: the documents that answer a search."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from archive.library.finding import Found, documents_for

register = template.Library()


@register.simple_tag
def documents_found(query: Any) -> Found:
    """Published documents for the words of a search: the rooms of documents and of testimonies stay two."""
    return documents_for(str(query), get_language() or "en")
