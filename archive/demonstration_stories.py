"""A story of the demonstration in the interface's four languages, made of the demonstration's own testimonies."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page

from archive.clips.place import Place
from archive.demonstration import DATA, EDITOR, LOG_INS
from archive.models import HomePage, Loaded, StoryIndexPage, StoryPage, StorySeriesPage
from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Recording

__all__ = ["load"]

NAME = "demonstration stories"
ON_PAGES = ("add_page", "change_page", "publish_page")
ON_PICTURES = ("add_image", "change_image", "choose_image")


@transaction.atomic
def load() -> bool:
    """Make index, series and story in each language, once; return whether there was anything to do.

    What an editor changed or deleted since is left as it is.
    """
    if Loaded.objects.filter(name=NAME).exists():
        return False
    wanted = json.loads((DATA / "stories.json").read_text(encoding="utf-8"))
    firsts: dict[str, Page] = {}
    for tag in INTERFACE_LANGUAGES:
        home = HomePage.objects.get(locale__language_code=tag)
        index = StoryIndexPage.objects.child_of(home).first()
        if index is None:
            index = _add(home, StoryIndexPage(slug="stories", **wanted["index"][tag]), "index", firsts)
        series = StorySeriesPage(slug=wanted["series"]["slug"], **wanted["series"][tag])
        below = _add(index, series, "series", firsts)
        story = wanted["story"]
        texts = {name: story[tag][name] for name in ("title", "summary")}
        _add(below, StoryPage(slug=story["slug"], body=_body(story, tag), **texts), "story", firsts)
    _let_editors_write()
    Loaded.objects.create(name=NAME, digest="")
    return True


def _add(parent: Page, page: Any, kind: str, firsts: dict[str, Page]) -> Any:
    """Published, and known as the translation of the first of its kind."""
    page.locale, page.live = Locale.objects.get(pk=parent.locale_id), False
    if kind in firsts:
        page.translation_key = firsts[kind].translation_key
    firsts.setdefault(kind, page)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _body(story: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    words = story[tag]
    stops = [
        {"place": place, "when": when, **stop}
        for stop, (place, when) in zip(story["journey"], words["places"], strict=True)
    ]
    number = {**story["number"], "says": words["number_says"], "source": words["number_source"]}
    gallery = {"title": words["gallery"], "theme": "passport-confiscation", "most": 3}
    gallery |= dict.fromkeys(("country", "language", "collection"), "")
    first, second = (_place(one) for one in story["clips"])
    return [
        _block("text", words["opening"]),
        _block("clip", first.as_json()),
        _block("text", words["between"]),
        _block("clip", second.as_json()),
        _block("journey", {"title": words["journey"], "places": stops}),
        _block("number", number),
        _block("gallery", gallery),
    ]


def _place(one: dict[str, Any]) -> Place:
    recording = Recording.objects.get(testimony__demonstration=True, original_name=one["sound"])
    return Place(recording.uuid, one["start_ms"], one["end_ms"])


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _let_editors_write() -> None:
    """The demonstration's editor writes and translates pages in every language, with pictures."""
    name = next(name for role, name, _password in LOG_INS if role == EDITOR)
    group = Group.objects.filter(user__username=name).first()
    if group is None:
        return
    for home in HomePage.objects.all():
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=ON_PAGES):
            GroupPagePermission.objects.get_or_create(group=group, page=home.page_ptr, permission=permission)
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=ON_PICTURES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    submit = Permission.objects.filter(content_type__app_label="wagtail_localize", codename="submit_translation")
    group.permissions.add(*submit)
