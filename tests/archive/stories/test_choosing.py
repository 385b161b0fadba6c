"""Choosing a clip: as the editor may search and read, with what a visitor will see of it and why not."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.models import GroupPagePermission

from archive.blocks.clip import ClipField
from archive.clips.form import StoryForm
from archive.models import StoryIndexPage, StoryPage
from search import index as search_index
from testimonies.consent.audiences import Audience, Use
from testimonies.models import Testimony
from tests.factories.stories import block, clip, make_index, make_story, place_of
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db
WORDS = "the contract was not the contract"


@pytest.fixture
def told(north: Any) -> Testimony:
    return make_published(north, text=[WORDS, "they kept my passport"], titles={"en": "A factory"})


@pytest.fixture
def foreign(south: Any) -> Testimony:
    return make_published(south, text=["a foreign contract"], titles={"en": "Elsewhere"}, allows=[])


@pytest.fixture
def editing(editor: Any, client: Client) -> Client:
    client.force_login(editor)
    return client


def indexed() -> None:
    with search_index.reader() as engine:
        search_index.Follower(engine).rebuild()


def writing(user: Any) -> None:
    group = Group.objects.create(name="story writers")
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=make_index(), permission=permission)
    user.groups.add(group)


def test_nobody_chooses_without_leave_to_enter_the_editors_rooms(told: Testimony, visitor: Any, client: Client) -> None:
    client.force_login(visitor)
    for address in (
        reverse("clip_choose"),
        reverse("clip_seen"),
        reverse("clip_mark", args=[told.recordings.get().uuid]),
    ):
        assert client.get(address).status_code in (302, 403)


def test_the_search_finds_what_the_editor_may_know(told: Testimony, foreign: Testimony, editing: Client) -> None:
    indexed()
    shown = editing.get(reverse("clip_choose"), {"q": "contract"}).content.decode()
    assert "A factory" in shown and "<mark>contract</mark>" in shown and "Elsewhere" not in shown
    assert reverse("clip_mark", args=[told.recordings.get().uuid]) in shown and "1 testimony answers" in shown


def test_what_visitors_would_see_nothing_of_is_marked_in_the_list(told: Testimony, editing: Client) -> None:
    indexed()
    for audience, closed in ((Audience.PUBLIC, False), (Audience.RESEARCHER, True)):
        consent(told, Use.EXCERPT, audience)
        shown = editing.get(reverse("clip_choose"), {"q": "contract"}).content.decode()
        assert ("Visitors would see no clip of it now" in shown) is closed and "<mark>contract</mark>" in shown


def test_the_words_are_marked_one_by_one(told: Testimony, editing: Client) -> None:
    shown = editing.get(reverse("clip_mark", args=[told.recordings.get().uuid]), {"from": 0, "until": 5_000})
    page = shown.content.decode()
    assert page.count("data-word data-start") == 10 and 'data-start="5000"' in page


def test_words_of_others_are_not_there(told: Testimony, foreign: Testimony, editing: Client) -> None:
    for one in (foreign.recordings.get().uuid, uuid.uuid4()):
        assert editing.get(reverse("clip_mark", args=[one]), follow=True).status_code == 404
    shown = editing.get(reverse("clip_seen"), {"of": str(place_of(foreign))}).content.decode()
    assert "not there for you" in shown and "foreign" not in shown and foreign.accession_number not in shown


def seen(client: Client, told: Testimony) -> str:
    return client.get(reverse("clip_seen"), {"of": str(place_of(told))}).content.decode()


def test_it_says_what_visitors_will_see_and_why_not(told: Testimony, editing: Client) -> None:
    assert WORDS in seen(editing, told) and "clip-warning" not in seen(editing, told)
    consent(told, Use.SOUND, Audience.RESEARCHER)
    assert "only part of this clip" in seen(editing, told) and "registered researchers" in seen(editing, told)
    consent(told, Use.EXCERPT, Audience.NOBODY)
    shown = seen(editing, told)
    assert "Visitors see nothing of this clip now" in shown and "nobody" in shown and WORDS not in shown


@pytest.mark.parametrize("address", ["clip_choose", "clip_seen"])
@pytest.mark.parametrize("asked", [{}, {"q": "\0"}, {"of": "x" * 900}, {"q": "a" * 9_000, "page": "-1"}])
def test_strange_questions_are_answered(address: str, asked: dict[str, str], editing: Client) -> None:
    assert editing.get(reverse(address), asked).status_code == 200


def test_the_field_refuses_what_is_no_clip(told: Testimony) -> None:
    field = ClipField()
    assert field.clean(str(place_of(told))) == str(place_of(told))
    for text in ("", "x", f"{uuid.uuid4()}/0-5", str(place_of(told, 70_000, 80_000)), str(place_of(told, 0, 10**7))):
        with pytest.raises(Exception, match=r"required|clip|recording"):
            field.clean(text)


def form_of(page: StoryPage | None, blocks: list[Any], user: Any) -> StoryForm:
    """The form as the editor's browser sends it, with these blocks."""
    data = {
        "title": "New",
        "slug": "new",
        "summary": "Of two.",
        "body-count": str(len(blocks)),
        "comments-TOTAL_FORMS": 0,
    }
    data |= {"comments-INITIAL_FORMS": 0}
    for number, (kind, value) in enumerate(blocks):
        data |= {f"body-{number}-{key}": text for key, text in (
            ("deleted", ""), ("order", str(number)), ("type", kind), ("id", ""), ("value", value))}  # fmt: skip
    instance = page or StoryPage(locale=make_index().locale)
    form_class = StoryPage.get_edit_handler().get_form_class()
    return form_class(data, instance=instance, parent_page=make_index(), for_user=user)


def test_a_clip_of_what_the_editor_may_not_see_is_refused(
    told: Testimony, foreign: Testimony, editor: Any, superuser: Any
) -> None:
    assert form_of(None, [("clip", str(place_of(told)))], editor).is_valid()
    refused = form_of(None, [("clip", str(place_of(foreign)))], editor)
    assert not refused.is_valid() and "body" in refused.errors
    assert form_of(None, [("clip", str(place_of(foreign)))], superuser).is_valid()


def test_a_clip_that_stands_there_already_may_stay(foreign: Testimony, editor: Any) -> None:
    page = make_story(clip(foreign))
    assert form_of(page, [("clip", str(place_of(foreign, 0, 3_000)))], editor).is_valid()


def test_an_editor_makes_a_story_through_the_admin(told: Testimony, editor: Any, editing: Client) -> None:
    writing(editor)
    parent = StoryIndexPage.objects.get(locale__language_code="en")
    add = reverse("wagtailadmin_pages:add", args=["archive", "storypage", parent.pk])
    page = editing.get(add)
    assert page.status_code == 200 and "Search for words, hear them" in page.content.decode()
    paragraph = json.dumps({"blocks": [{"key": "a", "type": "unstyled", "text": "Hello <script>", "depth": 0,
                            "inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})  # fmt: skip
    blocks = [("text", paragraph), ("clip", str(place_of(told)))]
    data = {"title": "Contracts", "slug": "contracts", "summary": "Of two.", "body-count": "2", "action-publish": "1"}
    for number, (kind, value) in enumerate(blocks):
        data |= {f"body-{number}-{key}": text for key, text in (
            ("deleted", ""), ("order", str(number)), ("type", kind), ("id", ""), ("value", value))}  # fmt: skip
    data |= {f"comments-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert editing.post(add, data).status_code == 302
    made = StoryPage.objects.get(slug="contracts")
    assert isinstance(made.body, StreamValue) and made.places == [place_of(told)]
    shown = Client().get(made.url).content.decode()
    assert WORDS in shown and "Hello &lt;script&gt;" in shown


def test_rich_text_that_no_form_looked_at_runs_nothing(client: Client) -> None:
    hostile = (
        "<p onclick='x()'>Well</p><script>alert(1)</script><img src=x onerror=alert(1)>"
        "<a href='java\tscript:alert(1)'>here</a><iframe src='//evil.example'></iframe><svg onload=alert(1)>"
    )
    shown = client.get(make_story(block("text", hostile)).url).content.decode().partition('class="story-body"')[2]
    assert "Well" in shown
    for part in ("alert(1)", "onclick", "onerror", "javascript", "<iframe", "<svg", "<img", "evil.example"):
        assert part not in shown.partition("</article>")[0]
