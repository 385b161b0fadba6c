"""Stories put straight into the database: below the home page of a language, with blocks as the editor keeps them."""

from __future__ import annotations

import uuid
from typing import Any

from archive import site_setup
from archive.clips.place import Place
from archive.models import HomePage, StoryIndexPage, StoryPage, StorySeriesPage
from testimonies.models import Recording, Testimony

__all__ = ["block", "clip", "make_index", "make_series", "make_story", "place_of"]

A_SUMMARY = "Two voices tell how contracts change on the way."


def place_of(testimony: Testimony, start_ms: int = 0, end_ms: int = 5_000) -> Place:
    recording = Recording.objects.filter(testimony=testimony).order_by("position")[0]
    return Place(recording.uuid, start_ms, end_ms)


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def clip(testimony: Testimony, start_ms: int = 0, end_ms: int = 5_000) -> dict[str, Any]:
    return block("clip", place_of(testimony, start_ms, end_ms).as_json())


def make_index(language: str = "en") -> StoryIndexPage:
    site_setup.set_up()
    home = HomePage.objects.get(locale__language_code=language)
    found = StoryIndexPage.objects.child_of(home).first()
    if found is None:
        page = StoryIndexPage(title="Stories", slug="stories", locale=home.locale)
        other = StoryIndexPage.objects.first()
        page.translation_key = other.translation_key if other else page.translation_key
        found = home.add_child(instance=page)
    return found


def make_series(language: str = "en", **more: Any) -> StorySeriesPage:
    index = make_index(language)
    values = {"title": "Contracts", "introduction": "<p>What was promised, and what was found.</p>", **more}
    return index.add_child(instance=StorySeriesPage(locale=index.locale, **values))


def make_story(*blocks: dict[str, Any], below: Any = None, by: Any = None, **more: Any) -> StoryPage:
    """A published story."""
    parent = below or make_index()
    values = {"title": "A story", "summary": A_SUMMARY, "owner": by, **more}
    page: StoryPage = parent.add_child(
        instance=StoryPage(locale=parent.locale, body=list(blocks), live=False, **values)
    )
    page.save_revision(user=by).publish()
    return StoryPage.objects.get(pk=page.pk)
