"""Of what some testimonies speak most: their themes, counted in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from testimonies.models import TestimonyTheme, Theme

__all__ = ["themes_of"]

MOST = 12


def themes_of(found: Any) -> list[tuple[Theme, int]]:
    """The themes of which most of ``found`` speak, each with how many; ``found`` are testimonies that the listener
    may see, in no order."""
    tagged = TestimonyTheme.objects.filter(content_object__in=found.values("pk")).order_by()
    counted = tagged.values_list("tag").annotate(number=Count("content_object", distinct=True))
    most = dict(counted.order_by("-number", "tag")[:MOST])
    themes = Theme.objects.in_bulk(list(most))
    return [(themes[key], number) for key, number in most.items()]
