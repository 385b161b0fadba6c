"""The feeds are Atom by the letter, are read by another's reader, and tell nobody more than a visitor."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from testimonies.description.languages import INTERFACE_LANGUAGES
from testimonies.models import Description, Testimony
from tests.archive.ways.atom import problems
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db

FEEDS = ("feed.atom", "countries/ph/feed.atom", "themes/recruitment-fees/feed.atom")


def feeds(testimony: Testimony) -> tuple[str, ...]:
    return (*FEEDS, f"collections/{testimony.collection_id}/feed.atom")


def test_every_feed_is_atom_in_every_language(told: Testimony, closed: Testimony, client: Client) -> None:
    Description.objects.filter(testimony=told).update(
        title="A & B <kept> \x0b ]]>", summary="\x00"[:0] + "Line\x08 end"
    )
    for language in INTERFACE_LANGUAGES:
        for path in feeds(told):
            answer = client.get(f"/{language}/{path}")
            assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
            assert not problems(answer.content), path
            read = feedparser.parse(answer.content)
            assert not read.bozo and read.version == "atom10"
            assert [entry.title for entry in read.entries] == ["A & B <kept>  ]]>"], path
            assert read.entries[0].author == "Maria"
            assert read.feed.language == language
            assert b"zqclosed" not in answer.content


def test_an_empty_feed_is_one_too(site: None, client: Client) -> None:
    assert not problems(client.get("/en/feed.atom").content)


def test_whoever_asks_is_answered_as_a_visitor(closed: Testimony, client: Client, editor: Any) -> None:
    client.force_login(editor)
    assert closed.accession_number in client.get("/en/testimonies/").content.decode()
    for path in FEEDS:
        assert closed.accession_number not in client.get(f"/en/{path}").content.decode()


def test_an_entry_keeps_its_name_in_every_language(told: Testimony, client: Client) -> None:
    names = {feedparser.parse(client.get(f"/{tag}/feed.atom").content).entries[0].id for tag in INTERFACE_LANGUAGES}
    assert len(names) == 1


def test_what_is_closed_leaves_the_feed(told: Testimony, client: Client) -> None:
    assert told.accession_number in client.get("/en/feed.atom").content.decode()
    consent(told, "catalogue", "nobody")
    for path in FEEDS:
        assert told.accession_number not in client.get(f"/en/{path}").content.decode()


def test_what_may_not_go_to_other_catalogues_goes_without_its_summary(told: Testimony, client: Client) -> None:
    answer = client.get("/en/feed.atom")
    assert b"Summary of" in answer.content and "TDM-Reservation" not in answer.headers
    consent(told, "export", "nobody")
    consent(told, "machine_processing", "nobody")
    answer = client.get("/en/feed.atom")
    assert b"Summary of" not in answer.content and b"Five years in the kitchen" in answer.content
    assert answer.headers["TDM-Reservation"] == "1"


def test_the_pages_name_their_feeds(told: Testimony, client: Client) -> None:
    link = '<link rel="alternate" type="application/atom+xml" href="/en/{}"'
    assert link.format("feed.atom") in client.get("/en/").content.decode()
    for path in feeds(told)[1:]:
        assert link.format(path) in client.get(f"/en/{path.removesuffix('feed.atom')}").content.decode()


def test_the_checker_finds_what_is_wrong() -> None:
    bad = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><id>here</id><updated>yesterday</updated>'
        b"<entry><id>urn:a</id><title/><updated>2026-01-01T00:00:00Z</updated><link/></entry>"
        b"<entry><id>urn:a</id><title>b</title><updated>2026-01-01T00:00:00Z</updated><words/></entry></feed>"
    )
    sections = {one.partition(":")[0] for one in problems(bad)}
    assert sections == {"4.1.1", "4.1.2", "4.2.6", "3.3", "4.2.7.1", "4.2", "6"}


def test_no_question_more_for_more_entries(told: Testimony, north: Any, client: Client) -> None:
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/feed.atom")
        counts.append(len(queries))
        for _number in range(4):
            make_published(north, text="Words.", themes=["recruitment-fees", "women"], narrator="Somebody")
    assert counts[0] == counts[1]
