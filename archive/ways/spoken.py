"""Of what some testimonies speak most: their themes, counted in one query."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.db.models import Count

from testimonies.consent.audiences import Listener
from testimonies.counted import counted
from testimonies.models import TestimonyTheme, Theme

__all__ = ["themes_of"]

MOST = 12


def themes_of(found: Callable[[], Any], listener: Listener, *question: Hashable) -> list[tuple[Theme, int]]:
    """The themes of which most of ``found()`` speak, each with how many: testimonies that the listener may see, in no
    order. ``question`` names what it asks for."""
    most = counted(lambda: _most(found()), listener, "themes of", *question)
    themes = Theme.objects.in_bulk([key for key, _number in most])
    return [(themes[key], number) for key, number in most if key in themes]


def _most(found: Any) -> tuple[tuple[int, int], ...]:
    tagged = TestimonyTheme.objects.filter(content_object__in=found.values("pk")).order_by()
    numbered = tagged.values_list("tag").annotate(number=Count("content_object", distinct=True))
    return tuple(numbered.order_by("-number", "tag")[:MOST])
