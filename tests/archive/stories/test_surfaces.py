"""A story that holds a clip of every testimony of the matrix shows nobody what its narrator did not allow."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import StoryPage
from testimonies.actions import naming
from testimonies.consent.audiences import Use
from testimonies.models import State
from tests.cast import account
from tests.factories.access import make_access, make_researcher
from tests.factories.stories import block, make_series, make_story, place_of
from tests.matrix.oracle import ASKERS, Asker, _not_closed_to_all, _open, may_see
from tests.matrix.plans import Plan, plans
from tests.matrix.planting import plant
from tests.matrix.routes import Route
from tests.matrix.walking import Garden

pytestmark = pytest.mark.django_db
STORY = Route("story", "", "archive", ())


@pytest.fixture
def garden(north: Any, interviewer: Any, superuser: Any) -> Garden:
    naming.let_read(collection=north, user=interviewer, by=superuser)
    return Garden([plant(plan, number, collection=north, owner=interviewer) for number, plan in enumerate(plans())])


@pytest.fixture
def story(garden: Garden) -> StoryPage:
    places = [place_of(one.testimony).as_json() for one in garden.planted]
    return make_story(
        *[block("clip", place) for place in places],
        block("sequence", {"title": "All", "clips": places}),
        block("voices", {"title": "Two", "first": places[0], "second": places[1]}),
        below=make_series(),
    )


@pytest.fixture
def researcher(db: None) -> Any:
    user = account("researcher")
    make_researcher(user)
    return user


@pytest.fixture
def reader(garden: Garden) -> Any:
    user = account("reader")
    make_researcher(user)
    for one in garden.planted:
        make_access(user, one.testimony)
    return user


def quoted(asker: Asker, plan: Plan) -> bool:
    """Whether a clip of it may be shown at all: the consent for excerpts beside that for the entry."""
    if plan.state == State.WITHDRAWN:
        return False
    if asker.works_on:
        said = [plan.allowed[use].audience for use in (Use.CATALOGUE, Use.EXCERPT) if use in plan.allowed]
        return _not_closed_to_all("words", plan) and "nobody" not in said
    open_to_them = all(_open(asker, plan, use) for use in (Use.CATALOGUE, Use.EXCERPT))
    return plan.state == State.PUBLISHED and plan.released and open_to_them


def test_a_story_shows_each_reader_what_they_may_have_and_the_podcast_nothing(
    garden: Garden, story: StoryPage, request: Any
) -> None:
    by_name = {one.plan.name: one.plan for one in garden.planted}
    for asker in ASKERS:
        client = Client()
        if asker.name != "nobody":
            client.force_login(request.getfixturevalue(asker.name))
        wanted = {one.name for one in by_name.values() if quoted(asker, one) and may_see(asker, "words", one)}
        assert len(wanted) > 5
        for address in (story.url, reverse("clips_standing", args=[story.pk])):
            leaks, seen = garden.leaks(asker, client, STORY, address)
            assert not leaks
            shown = {plan for kind, plan in seen if kind == "words"}
            assert shown == (wanted if address == story.url else set()), asker.name
        feed = client.get(reverse("podcast", args=[story.get_parent().pk])).content
        assert b"<item>" not in feed and not garden.marks_in(feed)
        assert client.get(reverse("episode", args=[story.pk])).status_code == 404
