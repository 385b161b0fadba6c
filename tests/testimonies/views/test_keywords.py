"""Keywords of another organisation's drafts are nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from testimonies.actions import renaming
from testimonies.views import keywords
from tests.cast import PASSWORD
from tests.factories.testimony import make_testimony

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/tag-autocomplete/testimonies/keyword/"


def _offered_to(user: Any, term: str) -> list[str]:
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    found: list[str] = client.get(ADDRESS, {"term": term}).json()
    return found


def test_the_address_is_ours_and_not_wagtails() -> None:
    assert resolve(ADDRESS).func is keywords.offered


def test_a_draft_offers_its_keywords_to_those_who_work_on_it_alone(
    north: Any, interviewer: Any, other_interviewer: Any, editor: Any, foreign_editor: Any
) -> None:
    testimony = make_testimony(collection=north, owner=interviewer)
    testimony.keywords.add("strike at the brick kiln")
    testimony.save()
    assert _offered_to(interviewer, "Strike") == ["strike at the brick kiln"]
    assert _offered_to(editor, "strike") == ["strike at the brick kiln"]
    assert _offered_to(other_interviewer, "strike") == []
    assert _offered_to(foreign_editor, "strike") == []


def test_a_name_that_is_replaced_is_offered_to_those_who_work_on_it_alone(
    north: Any, interviewer: Any, editor: Any, foreign_editor: Any
) -> None:
    testimony = make_testimony(
        north, owner=interviewer, state="published", allows=["catalogue"], keywords=["Samira’s strike", "same strike"]
    )
    renaming.replace(testimony=testimony, name="Samira", shown="S.", by=editor)
    assert _offered_to(editor, "sam") == ["Samira’s strike", "same strike"]
    assert _offered_to(foreign_editor, "sam") == ["same strike"]


def test_nothing_is_offered_for_nothing(editor: Any) -> None:
    assert _offered_to(editor, "") == [] == _offered_to(editor, "\x00")


def test_a_visitor_is_sent_to_log_in(client: Client) -> None:
    assert client.get(ADDRESS, {"term": "a"}).status_code == 302
