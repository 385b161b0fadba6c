"""Saved searches: their owner's alone; told of what is new and open to them; without a word where others read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from search import watching
from search.engine import Engine
from search.index import Follower
from search.models import SavedSearch
from testimonies import signals
from testimonies.actions import purged_rows, withdrawing
from testimonies.consent.audiences import Audience, Use
from testimonies.models import State, Testimony
from tests.archive.ways.atom import problems
from tests.factories.access import make_researcher
from tests.factories.testimony import consent, make_published

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def follower(db: None, settings: Any) -> Iterator[Follower]:
    settings.SITE_URL = "https://archive.example.org"
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


@pytest.fixture
def reader(visitor: Any) -> Client:
    return signed_in(visitor)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def save(client: Client, question: str = "?q=passport", **more: str) -> SavedSearch:
    answer = client.post("/en/search/saved/save/", {"question": question, **more}, follow=True)
    assert answer.status_code == 200
    return SavedSearch.objects.latest("pk")


def act(client: Client, saved: SavedSearch, do: str, **more: str) -> Any:
    return client.post(f"/en/search/saved/{saved.pk}/", {"do": do, **more})


def later(**by: float) -> None:
    """So much time goes by."""
    for one in SavedSearch.objects.all():
        one.looked_at -= timedelta(**by)
        one.found = {key: [places, at - timedelta(**by).total_seconds()] for key, (places, at) in one.found.items()}
        one.save()


def another(north: Any, follower: Follower, title: str = "A new drawer", **more: Any) -> Testimony:
    made = make_published(north, text="the passport lay in a drawer", titles={"en": title}, **more)
    follower.rebuild()
    return made


def feed_of(client: Client, saved: SavedSearch) -> str:
    html = act(client, saved, "feed").content.decode()
    found = re.search(r'href="http://testserver(/en/search/saved/feed/[^"]+)"', html)
    assert found
    return found[1]


def titles(address: str) -> list[str | None]:
    answer = Client().get(address)
    assert answer.status_code == 200 and answer.headers["Cache-Control"].startswith("max-age=0")
    entries = ElementTree.fromstring(answer.content.decode()).findall(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}title") for entry in entries]


def test_an_e_mail_tells_what_is_new_once_without_a_word_of_it(
    north: Any, follower: Follower, reader: Client, mailoutbox: list[Any]
) -> None:
    another(north, follower, "The old one")
    save(reader, frequency="daily", name="qzsecret question")
    watching.tell_everybody()
    later(hours=24)
    watching.tell_everybody()
    assert not mailoutbox, "what answered already is nothing new"
    made = another(north, follower)
    watching.tell_everybody()
    assert not mailoutbox, "a day is not over"
    later(hours=24)
    watching.tell_everybody()
    watching.tell_everybody()
    [mail] = mailoutbox
    text = mail.subject + mail.body
    assert mail.to == ["visitor@example.org"] and "A new drawer" in text and "The old one" not in text
    assert f"https://archive.example.org/en/testimonies/{made.accession_number}/" in text
    assert not any(word in text for word in ("passport", "lay in", "qzsecret"))
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_not_everybody_may_see_has_no_title_in_a_mail_or_a_feed(
    north: Any, follower: Follower, visitor: Any, reader: Client, mailoutbox: list[Any]
) -> None:
    make_researcher(visitor)
    saved = save(reader, frequency="daily")
    made = another(north, follower, "For researchers")
    for use in (Use.CATALOGUE, Use.TRANSCRIPT):
        consent(made, use, Audience.RESEARCHER)
    follower.rebuild()
    address = feed_of(reader, saved)
    assert not problems(Client().get(address).content)
    assert titles(address) == [f"Testimony {made.accession_number}"]
    later(hours=24)
    watching.tell_everybody()
    [mail] = mailoutbox
    assert "1 testimony answers" in mail.body and "For researchers" not in mail.body


def test_nothing_closed_is_told_with_the_index_stopped(
    north: Any, follower: Follower, reader: Client, mailoutbox: list[Any], interviewer: Any
) -> None:
    saved = save(reader, frequency="weekly")
    closed, withdrawn = another(north, follower, "Closes"), another(north, follower, "Withdrawn", owner=interviewer)
    address = feed_of(reader, saved)
    assert set(titles(address)) == {"Closes", "Withdrawn"}
    consent(closed, Use.CATALOGUE, Audience.STAFF)
    withdrawing.withdraw(testimony=withdrawn, by=interviewer)
    signals.testimony_changed.send(Testimony, testimony_id=closed.pk)
    assert titles(address) == []
    later(days=8)
    watching.tell_everybody()
    assert not mailoutbox and SavedSearch.objects.get().found == {}


def test_a_mail_server_that_is_away_loses_nothing(
    north: Any, follower: Follower, reader: Client, monkeypatch: Any, mailoutbox: list[Any]
) -> None:
    save(reader, frequency="daily")
    another(north, follower)
    later(hours=24)
    with monkeypatch.context() as patch:
        patch.setattr(
            "django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(ConnectionRefusedError())
        )
        watching.tell_everybody()
    watching.tell_everybody()
    assert len(mailoutbox) == 1


def test_the_link_in_the_mail_ends_it_and_nothing_else_does(
    north: Any, follower: Follower, reader: Client, mailoutbox: list[Any]
) -> None:
    saved = save(reader, frequency="daily")
    another(north, follower)
    later(hours=24)
    watching.tell_everybody()
    end = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://archive.example.org")
    assert "Send me no more" in Client().get(end).content.decode()
    assert SavedSearch.objects.get().frequency == "daily", "opening it does nothing: mail programs do so by themselves"
    assert Client().get(end[:-3] + "xx/").status_code == 404
    Client(enforce_csrf_checks=True).post(end, {"List-Unsubscribe": "One-Click"})
    saved.refresh_from_db()
    assert saved.frequency == "never" and "No e-mails" in Client().get(end).content.decode()


def test_a_feed_is_a_secret_that_can_be_taken_back(
    north: Any, follower: Follower, reader: Client, visitor: Any
) -> None:
    another(north, follower)
    saved = save(reader)
    first = feed_of(reader, saved)
    assert titles(first) == ["A new drawer"]
    saved.refresh_from_db()
    assert first.rstrip("/").rpartition("/")[2] not in str(SavedSearch.objects.values().get())
    assert first not in reader.get("/en/search/saved/").content.decode(), "it is shown once"
    second = feed_of(reader, saved)
    assert Client().get(first).status_code == 404 and titles(second)
    act(reader, saved, "stop_feed")
    assert Client().get(second).status_code == 404
    third = feed_of(reader, saved)
    visitor.is_active = False
    visitor.save()
    assert Client().get(third).status_code == 404
    assert Client().get("/en/search/saved/feed/x/").status_code == 404


@pytest.mark.parametrize("who", ["editor", "superuser"])
def test_nobody_else_reaches_them(who: str, north: Any, follower: Follower, reader: Client, request: Any) -> None:
    saved = save(reader, name="qzmine")
    other = signed_in(request.getfixturevalue(who))
    assert "qzmine" not in other.get("/en/search/saved/").content.decode()
    for do in ("rename", "wish", "feed", "stop_feed", "remove"):
        assert act(other, saved, do, name="x", frequency="daily").status_code == 404
        assert act(Client(), saved, do).status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.frequency, saved.feed_digest) == ("qzmine", "never", "")


def test_they_are_named_renamed_and_removed(north: Any, follower: Follower, reader: Client) -> None:
    first, second = save(reader), save(reader, "?q=passport&country=NP&page=7&evil=1")
    assert (first.name, second.name) == ("passport", "passport (2)")
    assert second.question == "?q=passport&country=NP"
    act(reader, first, "rename", name="  Papers  ")
    act(reader, second, "rename", name=" ")
    assert set(SavedSearch.objects.values_list("name", flat=True)) == {"Papers", "passport (2)"}
    act(reader, first, "remove")
    assert SavedSearch.objects.count() == 1
    for question in ("", "?q=", "?page=2", "?q=%00", "?q=" + "x" * 30_000):
        reader.post("/en/search/saved/save/", {"question": question})
    assert SavedSearch.objects.count() <= 2


def test_nothing_of_a_purged_testimony_stays(north: Any, follower: Follower, reader: Client, interviewer: Any) -> None:
    made = another(north, follower, owner=interviewer)
    save(reader)
    assert list(SavedSearch.objects.get().found) == [str(made.pk)]
    withdrawing.withdraw(testimony=made, by=interviewer)
    assert Testimony.objects.get(pk=made.pk).state == State.WITHDRAWN
    purged_rows.remove(made)
    assert SavedSearch.objects.get().found == {}


def test_whoever_is_not_logged_in_is_told_how(north: Any, follower: Follower, client: Client) -> None:
    another(north, follower)
    html = client.get("/en/search/", {"q": "passport"}).content.decode()
    assert "can save a search" in html and "Save this search" not in html
    assert watching.due() == []
