"""What a reader is warned of before they hear or read a testimony, in their language or the next best."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from testimonies.description import languages
from testimonies.models import Testimony

__all__ = ["best_with", "warning_of"]


def warning_of(found: Testimony) -> dict[str, Any]:
    """For a page: whether a reader is ``warned``, and as ``warning`` the description that holds the editor's sentence,
    if any. Uses what was prefetched."""
    sentence = best_with(found, "warning")
    return {"warned": bool(found.content_warnings or sentence), "warning": sentence}


def best_with(found: Testimony, field: str) -> Any:
    """The description in which this is said, in the reader's language or the next best; ``None`` where none says it."""
    saying = {one.language: one for one in found.descriptions.all() if getattr(one, field)}
    best = languages.best(saying, get_language() or "en", also=found.spoken_languages)
    return best[1] if best else None
