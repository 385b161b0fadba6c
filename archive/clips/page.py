"""The clips of one page for whoever reads it: all of them asked at once, before the page is made."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from wagtail.images import get_image_model

from archive.clips.showing import clips
from archive.clips.standing import standing
from archive.models.clip_use import ClipUse
from testimonies.consent.audiences import Listener

__all__ = ["clips_of_page"]


def clips_of_page(page: Any, listener: Listener, *, following: bool = True) -> dict[str, Any]:
    """``clips`` by place, without those that are closed; ``clip_keys`` and ``clip_marks`` by which a page that is being
    read finds out that one closes, where ``following``. How they stand is asked first: what closes meanwhile is seen.
    """
    places = page.places
    keys: dict[Any, int] = {}
    marks: dict[int, str] = {}
    if places and following and page.live:
        for use in ClipUse.objects.filter(page=page.pk).select_related("recording"):
            keys.setdefault(use.place, use.pk)
        marks = dict(standing(page.pk, listener)) if keys else {}
    _bring_pictures(page.body)
    return {"clips": clips(places, listener), "clip_keys": keys, "clip_marks": marks}


def _bring_pictures(stream: Any) -> None:
    """All sizes of all its pictures that were made already, in one query."""
    pictures = [child.value["image"] for child in stream if child.block_type == "picture" and child.value["image"]]
    known = get_image_model()
    prefetch_related_objects([one for one in pictures if isinstance(one, known)], "renditions")
