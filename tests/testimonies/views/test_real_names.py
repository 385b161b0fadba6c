"""The door of the real names: named people alone, by POST, for a reason; nobody else learns that it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from testimonies.actions import naming
from testimonies.models import Event, NameReader, Person, RealName

NAME = "Zebedea Quartermaine-Osei"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person(settings: Any, tmp_path: Path, north: Any, editor: Any, superuser: Any) -> Person:
    settings.NAMES_KEY, settings.NAMES_KEY_FILE = "", tmp_path / "names_key"
    person = Person.objects.create(collection=north, pseudonym="Asha", shown_as="pseudonym")
    naming.let_read(collection=north, user=editor, by=superuser)
    naming.hold(person=person, name=NAME, by=editor)
    return person


def test_a_named_person_reads_it_by_post_with_a_reason(person: Person, editor: Any) -> None:
    client, address = signed_in(editor), reverse("real_name", args=[person.pk])
    page = client.get(address)
    assert page.status_code == 200 and NAME not in page.content.decode()
    assert NAME not in client.get(f"{address}?act=read&reason=law").content.decode()
    assert NAME not in client.post(address, {"act": "read"}).content.decode()
    assert not Event.objects.filter(verb="real_name_read").exists()
    answer = client.post(address, {"act": "read", "reason": "law"})
    assert NAME in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert Event.objects.filter(verb="real_name_read", by=editor).count() == 1


@pytest.mark.parametrize("who", ["interviewer", "other_interviewer", "foreign_editor", "superuser"])
def test_to_nobody_else_is_it_there(who: str, person: Person, request: pytest.FixtureRequest) -> None:
    client, address = signed_in(request.getfixturevalue(who)), reverse("real_name", args=[person.pk])
    for answer in (
        client.get(address, follow=True),
        client.post(address, {"act": "read", "reason": "law"}, follow=True),
    ):
        assert answer.status_code == 404 and NAME not in answer.content.decode()
    client.post(address, {"act": "forget"}, follow=True)
    assert RealName.objects.exists() and not Event.objects.filter(verb="real_name_read").exists()


def test_no_page_of_the_editors_rooms_shows_it(person: Person, editor: Any) -> None:
    client = signed_in(editor)
    edit = reverse("wagtailsnippets_testimonies_person:edit", args=[person.pk])
    for address in (
        edit,
        reverse("wagtailsnippets_testimonies_person:list"),
        f"{reverse('wagtailsnippets_testimonies_person:list')}?q=Zebedea",
        reverse("wagtailsnippets_testimonies_person:history", args=[person.pk]),
        reverse("wagtailsnippets_testimonies_person:usage", args=[person.pk]),
        reverse("wagtailadmin_home"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200 and "Zebedea" not in answer.content.decode().replace("q=Zebedea", "").replace(
            'value="Zebedea"', ""
        ), address
    assert reverse("real_name", args=[person.pk]) in client.get(edit).content.decode()


def test_a_name_that_nobody_is_shown_by_is_refused_by_the_form(person: Person, editor: Any) -> None:
    edit = reverse("wagtailsnippets_testimonies_person:edit", args=[person.pk])
    fields = {"collection": person.collection_id, "pseudonym": "Asha", "shown_as": "pseudonym", "called": "{}"}
    answer = signed_in(editor).post(edit, {**fields, "name": NAME})
    assert answer.status_code == 200 and "Nobody is shown by this name" in answer.content.decode()
    person.refresh_from_db()
    assert person.name == ""


def test_administrators_say_who_reads_and_can_take_it_back(
    superuser: Any, editor: Any, interviewer: Any, north: Any
) -> None:
    client = signed_in(superuser)
    address = reverse("name_readers")
    assert client.post(address, {"collection": north.pk, "user_name": "nobody-at-all"}).status_code == 200
    assert client.post(address, {"collection": north.pk, "user_name": editor.username}).status_code == 302
    assert b"editor" in client.get(address).content
    for other in (editor, interviewer):
        assert signed_in(other).get(address).status_code in (302, 403)
        signed_in(other).post(address, {"strike": NameReader.objects.get().pk})
    client.get(f"{address}?strike={NameReader.objects.get().pk}")
    assert client.post(address, {"strike": "x"}, follow=True).status_code == 404 and NameReader.objects.exists()
    assert client.post(address, {"strike": NameReader.objects.get().pk}).status_code == 302
    assert not NameReader.objects.exists()
    written = Event.objects.exclude(verb="logged_in").values_list("verb", flat=True)
    assert list(written) == ["name_reader_named", "name_reader_struck"]


def test_the_editor_lets_a_name_go(person: Person, editor: Any) -> None:
    address = reverse("real_name", args=[person.pk])
    assert signed_in(editor).post(address, {"act": "forget"}).status_code == 302
    assert not RealName.objects.exists() and Event.objects.filter(verb="real_name_forgotten").exists()
