"""Becoming a researcher, asking to be let in, being let in and shut out: each door for who may and who may not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone, translation

from testimonies.actions import admitting, registering
from testimonies.consent.audiences import Audience, Use
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import AccessRequest, Asked, Event, Researcher, Testimony, askable_by, listener_for, researcher
from tests.factories.access import WORDS, make_access, make_researcher
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, testimony: Testimony) -> str:
    return client.get(f"/en/testimonies/{testimony.accession_number}/").content.decode()


def hears(client: Client, testimony: Testimony) -> bool:
    return f"/sound/{testimony.recordings.get().uuid}" in page(client, testimony)


def test_accepting_opens_what_is_for_researchers_at_the_next_request_and_stopping_closes_it(
    closed: Testimony, visitor: Any
) -> None:
    client = signed_in(visitor)
    assert not hears(client, closed) and "Read the terms of use" in page(client, closed)
    form = {"purpose": "a study", "version": researcher.TERMS_VERSION, "agreed": "on"}
    own = f"/en/testimonies/{closed.accession_number}/"
    answer = client.post(f"/en/terms/?next={own}", form)
    assert (answer.status_code, answer["Location"]) == (302, own)
    assert hears(client, closed) and WORDS not in page(client, closed)
    assert client.post("/en/account/stop/").status_code == 302
    assert not hears(client, closed)
    assert list(Event.objects.values_list("verb", flat=True)) == ["terms_accepted", "terms_given_up"]


@pytest.mark.parametrize(
    "lacking", [{"agreed": ""}, {"purpose": " "}, {"version": "1999-01"}], ids=["promise", "purpose", "version"]
)
def test_terms_are_not_accepted_by_half(visitor: Any, lacking: dict[str, str]) -> None:
    form = {"purpose": "a study", "version": researcher.TERMS_VERSION, "agreed": "on"} | lacking
    assert signed_in(visitor).post("/en/terms/", form).status_code == 400
    assert not Researcher.objects.exists()


def test_nobody_is_led_to_another_site(visitor: Any) -> None:
    form = {"purpose": "a study", "version": researcher.TERMS_VERSION, "agreed": "on"}
    answer = signed_in(visitor).post("/en/terms/?next=https://elsewhere.example/", form)
    assert answer["Location"] == "/en/account/"


def test_new_terms_ask_everybody_again(closed: Testimony, reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_access(reader, closed)
    client = signed_in(reader)
    assert hears(client, closed) and WORDS in page(client, closed)
    monkeypatch.setattr(researcher, "TERMS_VERSION", "2999-01")
    assert not hears(client, closed) and WORDS not in page(client, closed)
    assert "have changed" in client.get("/en/account/").content.decode()
    client.post("/en/terms/", {"purpose": "a study", "version": "2999-01", "agreed": "on"})
    assert hears(client, closed) and WORDS in page(client, closed)


def test_whom_the_archive_shut_out_does_not_come_in_again_by_accepting(
    closed: Testimony, reader: Any, editor: Any, interviewer: Any
) -> None:
    make_access(reader, closed)
    client, desk = signed_in(reader), signed_in(editor)
    pk = Researcher.objects.get().pk
    assert signed_in(interviewer).post(f"/admin/researchers/{pk}/", {"do": "shut_out"}).status_code == 302
    assert hears(client, closed)
    assert desk.get(f"/admin/researchers/{pk}/").status_code == 405
    desk.post(f"/admin/researchers/{pk}/", {"do": "shut_out"})
    assert not hears(client, closed) and WORDS not in page(client, closed)
    assert not AccessRequest.objects.in_force().exists()
    form = {"purpose": "a study", "version": researcher.TERMS_VERSION, "agreed": "on"}
    assert client.post("/en/terms/", form).status_code == 400
    assert "ended your registration" in page(client, closed)
    desk.post(f"/admin/researchers/{pk}/", {"do": "readmit"})
    assert hears(client, closed) and WORDS in page(client, closed)


def test_the_whole_way_into_the_reading_room_and_out(closed: Testimony, reader: Any, editor: Any) -> None:
    client, desk = signed_in(reader), signed_in(editor)
    ask = f"/en/testimonies/{closed.accession_number}/ask/"
    assert ask in page(client, closed) and WORDS not in page(client, closed)
    assert client.post(ask, {"purpose": " "}).status_code == 400
    assert client.post(ask, {"purpose": "a book on passports"})["Location"] == "/en/account/"
    assert ask not in page(client, closed) and "not decided yet" in client.get("/en/account/").content.decode()
    asked = AccessRequest.objects.get()
    own = f"/admin/access/{asked.uuid}/"
    assert "a book on passports" in desk.get(own).content.decode()
    assert str(asked.uuid) in desk.get("/admin/access/").content.decode()
    assert "1 request for access waits" in desk.get("/admin/").content.decode()
    assert desk.post(own, {"do": "refuse", "reason": ""}).status_code == 400
    assert desk.post(own, {"do": "grant", "until": ""}).status_code == 400
    until = timezone.localdate() + timedelta(days=3)
    assert desk.post(own, {"do": "grant", "until": until.isoformat()}).status_code == 302
    assert WORDS in page(client, closed)
    assert desk.post(own, {"do": "revoke", "reason": "the narrator asked"}).status_code == 302
    assert WORDS not in page(client, closed)
    assert "the narrator asked" in client.get("/en/account/").content.decode()
    assert [one.verb for one in Event.objects.filter(testimony=closed)] == [
        "access_asked", "access_granted", "access_revoked",
    ]  # fmt: skip


def test_it_closes_by_itself_after_the_last_day(closed: Testimony, reader: Any) -> None:
    made = make_access(reader, closed, until=timezone.localdate())
    client = signed_in(reader)
    assert WORDS in page(client, closed)
    AccessRequest.objects.filter(pk=made.pk).update(granted_until=timezone.localdate() - timedelta(days=1))
    assert WORDS not in page(client, closed)
    account = client.get("/en/account/").content.decode()
    assert "is over, since" in account and f"{closed.accession_number}/ask/" in account


def test_an_account_that_is_closed_is_a_visitor(closed: Testimony, reader: Any) -> None:
    make_access(reader, closed)
    assert listener_for(reader).reading_room == {closed.pk}
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    assert listener_for(type(reader).objects.get(pk=reader.pk)).audience == Audience.PUBLIC
    assert listener_for(reader).reading_room == frozenset(), "an instance read before, too"


def test_one_is_let_in_to_what_was_granted_and_to_nothing_else(closed: Testimony, reader: Any, south: Any) -> None:
    other = make_published(south, text="other words")
    consent(other, Use.TRANSCRIPT, Audience.READING_ROOM)
    make_access(reader, closed)
    assert listener_for(reader).reading_room == {closed.pk}
    client = signed_in(reader)
    assert WORDS in page(client, closed) and "other words" not in page(client, other)


@pytest.mark.parametrize("who", ["foreign_editor", "interviewer", "other_interviewer", "visitor", None])
def test_nobody_but_the_editors_of_its_collection_sees_or_decides(
    who: str | None, closed: Testimony, superuser: Any, request: pytest.FixtureRequest
) -> None:
    make_researcher(superuser)
    asked = make_access(superuser, closed, state=Asked.WAITING)
    client = signed_in(request.getfixturevalue(who)) if who else Client()
    addresses = [f"/admin/access/{asked.uuid}/", "/admin/access/", "/admin/access/in-force.csv"]
    for address in addresses:
        for answer in (client.get(address), client.post(address, {"do": "grant", "until": "2026-12-31"})):
            assert closed.accession_number.encode() not in b"".join(answer), address
            assert answer.status_code in (302, 404, 405) or who == "foreign_editor", address
    assert client.post(f"/en/account/requests/{asked.uuid}/give-up/").status_code in (302, 404)
    asked.refresh_from_db()
    assert asked.state == Asked.WAITING
    if who:
        with pytest.raises(NotPermitted):
            admitting.grant(request=asked, by=request.getfixturevalue(who), until=timezone.localdate())


def test_several_in_one_letter_each_decided_apart(closed: Testimony, reader: Any, south: Any, editor: Any) -> None:
    elsewhere = make_published(south, titles={"en": "Another drawer"}, text="kept elsewhere")
    consent(elsewhere, Use.SOUND, Audience.READING_ROOM)
    client = signed_in(reader)
    ask = f"/en/testimonies/{closed.accession_number}/ask/"
    assert "Another drawer" in client.get(ask).content.decode()
    client.post(ask, {"purpose": "a book", "also": [elsewhere.accession_number]})
    assert AccessRequest.objects.values("letter").distinct().count() == 1
    assert AccessRequest.objects.count() == 2
    admitting.grant(request=AccessRequest.objects.get(testimony=closed), by=editor, until=timezone.localdate())
    assert listener_for(reader).reading_room == {closed.pk}


def test_what_cannot_be_asked_for(closed: Testimony, reader: Any, north: Any, visitor: Any) -> None:
    public = make_published(north, text="for everyone")
    secret = make_published(north, titles={"en": "Behind the wall"}, text="nobody knows")
    for use in Use:
        consent(secret, use, Audience.READING_ROOM)
    staffs = make_published(north, text="for staff")
    consent(staffs, Use.TRANSCRIPT, Audience.STAFF)
    embargoed = make_published(north, text="later")
    consent(embargoed, Use.TRANSCRIPT, Audience.READING_ROOM, valid_from=date(2999, 1, 1))
    client = signed_in(reader)
    for one in (public, secret, staffs, embargoed):
        assert client.get(f"/en/testimonies/{one.accession_number}/ask/").status_code == 404
        with pytest.raises(NotPermitted):
            admitting.ask(by=reader, testimonies=[one], purpose="why not")
    asking = client.get(f"/en/testimonies/{closed.accession_number}/ask/").content.decode()
    assert "Behind the wall" not in asking
    assert set(askable_by(listener_for(reader))) == {closed}
    assert client.get(f"/en/testimonies/{secret.accession_number}/").status_code == 404


def test_asking_needs_the_terms_and_once_is_enough(closed: Testimony, visitor: Any) -> None:
    client = signed_in(visitor)
    ask = f"/en/testimonies/{closed.accession_number}/ask/"
    assert client.post(ask, {"purpose": "a book"})["Location"] == f"/en/terms/?next={ask}"
    with pytest.raises(NotPermitted):
        admitting.ask(by=visitor, testimonies=[closed], purpose="a book")
    make_researcher(visitor)
    client.post(ask, {"purpose": "a book"})
    assert client.post(ask, {"purpose": "a book"}).status_code == 400
    assert AccessRequest.objects.count() == 1
    assert Client().get(ask)["Location"] == f"/en/log-in/?next={quote(ask)}"


def test_a_renewed_leave_has_one_row_to_revoke(closed: Testimony, reader: Any, editor: Any) -> None:
    first = make_access(reader, closed, until=timezone.localdate() + timedelta(days=5))
    [second] = admitting.ask(by=reader, testimonies=[closed], purpose="more time")
    admitting.grant(request=second, by=editor, until=timezone.localdate() + timedelta(days=90))
    first.refresh_from_db()
    assert first.state == Asked.RENEWED
    admitting.revoke(request=second, by=editor)
    assert not listener_for(reader).reading_room
    with pytest.raises(StateForbids):
        admitting.revoke(request=second, by=editor)


def test_no_more_than_so_many_wait_at_a_time(
    closed: Testimony, reader: Any, north: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admitting, "MOST_WAITING", 1)
    other = make_published(north, text="other")
    consent(other, Use.SOUND, Audience.READING_ROOM)
    admitting.ask(by=reader, testimonies=[closed], purpose="a book")
    with pytest.raises(StateForbids):
        admitting.ask(by=reader, testimonies=[other], purpose="a book")


@pytest.mark.parametrize("until", [timezone.localdate() - timedelta(days=1), date(2999, 1, 1)])
def test_nobody_is_let_in_for_ever_or_until_yesterday(until: date, closed: Testimony, reader: Any, editor: Any) -> None:
    asked = make_access(reader, closed, state=Asked.WAITING)
    with pytest.raises(StateForbids):
        admitting.grant(request=asked, by=editor, until=until)


def test_stopping_ends_the_requests_too(closed: Testimony, reader: Any) -> None:
    make_access(reader, closed)
    registering.stop(by=reader)
    registering.accept(by=reader, purpose="again", version=researcher.TERMS_VERSION)
    assert AccessRequest.objects.get().state == Asked.GIVEN_UP
    assert listener_for(reader).audience == Audience.RESEARCHER and not listener_for(reader).reading_room


def test_the_list_of_who_is_let_in_is_an_event_and_no_formula(closed: Testimony, reader: Any, editor: Any) -> None:
    make_access(reader, closed, purpose="=HYPERLINK(1)")
    make_access(reader, make_published(closed.collection), until=timezone.localdate() - timedelta(days=1))
    answer = signed_in(editor).post("/admin/access/in-force.csv")
    lines = b"".join(answer).decode().splitlines()
    assert len(lines) == 2 and closed.accession_number in lines[1] and "'=HYPERLINK" in lines[1]
    assert Event.objects.get(verb="access_exported").data == {"rows": 1}


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_pages_stand_in_each_language(language: str, closed: Testimony, reader: Any) -> None:
    make_access(reader, closed, state=Asked.WAITING)
    client = signed_in(reader)
    with translation.override(language):
        for address in ("account/", "terms/", f"testimonies/{closed.accession_number}/ask/"):
            answer = client.get(f"/{language}/{address}")
            assert answer.status_code == 200 and answer.content.decode().count("<h1") == 1
