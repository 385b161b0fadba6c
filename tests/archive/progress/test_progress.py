"""What has been reached: each sum is a plain recount, hidden testimonies are in none, withdrawn ones leave at once."""

from __future__ import annotations

import re
import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive import reference_data
from archive.progress.facts import facts_of
from archive.progress.ledger import Ledger
from archive.progress.reached import reached
from testimonies.consent.audiences import VISITOR
from testimonies.models import Segment, Testimony
from tests.archive.ways.test_routes import tells_no_more_than
from tests.cast import collection
from tests.factories.testimony import make_published, make_transcript


def told_of(north: Any, **more: Any) -> Testimony:
    given = {"text": ["One.", "Two."], "countries": [("NP", "origin"), ("QA", "destination")], **more}
    return make_published(north, **given)


def sums() -> Any:
    return reached(facts_of(VISITOR))


@pytest.mark.django_db
def test_each_sum_is_a_plain_recount(north: Any) -> None:
    told_of(north, themes=["recruitment-fees"])
    one = told_of(north, language="ne")
    first = Segment.objects.filter(transcript__recording__testimony=one).order_by("start_ms").first()
    assert first is not None
    Segment.objects.filter(pk=first.pk).update(review_state="verified")
    make_transcript(one.recordings.get(), ["Un.", "Deux."], language="fr", kind="translation")
    found = sums()
    assert found.testimonies == 2 and found.heard_ms == 120_000
    assert sorted(found.by_country.values()) == [2, 2] and list(found.by_theme.values()) == [1]
    assert found.by_language == {"en": 1, "ne": 1}
    long = {
        tag: sum(
            end - start
            for start, end in Segment.objects.filter(transcript__language=tag).values_list("start_ms", "end_ms")
        )
        for tag in ("en", "ne", "fr")
    }
    assert found.hours["en"].transcribed == long["en"] and found.hours["ne"].transcribed == long["ne"]
    assert found.hours["ne"].corrected == found.hours["ne"].verified == first.end_ms - first.start_ms
    assert found.hours["fr"].translated == long["fr"] and found.hours["fr"].transcribed == 0
    assert found.drafts_only == ["en"]
    assert found.waiting == {"en": 1, "es": 2, "fr": 1, "ar": 2}


@pytest.mark.django_db
def test_what_is_closed_adds_to_nothing(north: Any, client: Client) -> None:
    told_of(north)
    before = client.get("/progress.json").json()
    told_of(north, allows=(), language="si", themes=["wage-theft"], countries=[("LK", "origin")])
    assert client.get("/progress.json").json() == before
    coarse = told_of(north, allows=("catalogue",), language="am", countries=[("ET", "origin")])
    tells_no_more_than("nothing", coarse)
    after = client.get("/progress.json").json()
    assert after["testimonies"] == before["testimonies"] + 1
    assert "ET" not in after["testimonies_by_country"]
    assert after["words_by_language"] == before["words_by_language"], "nobody may read its words"
    assert after["may_be_heard_ms"] == before["may_be_heard_ms"]


@pytest.mark.django_db
def test_who_is_logged_in_sees_the_same_numbers(north: Any, client: Client, editor: Any) -> None:
    told_of(north)
    told_of(north, allows=())
    before = client.get("/progress.json").json()
    client.force_login(editor)
    assert client.get("/progress.json").json() == before


@pytest.mark.django_db(transaction=True)
def test_the_ledger_is_as_exact_as_if_all_were_asked_anew() -> None:
    north, ledger = collection("North"), Ledger()
    one, two = told_of(north), told_of(north, language="ne")

    def agree() -> None:
        assert ledger.reached() == reached(facts_of(VISITOR.on(date.today())))

    agree()
    with CaptureQueriesContext(connection) as queries:
        ledger.reached()
    assert len(queries) == 1, "nothing changed: one small question"
    Segment.objects.filter(transcript__recording__testimony=one).update(review_state="corrected")
    agree()
    three = told_of(north, countries=[("LK", "origin")])
    agree()
    assert ledger.reached().testimonies == 3
    Testimony.objects.filter(pk=three.pk).update(state="withdrawn", live=False)
    assert ledger.reached().testimonies == 2, "a withdrawn one is in no sum from that moment"
    agree()
    tells_no_more_than("region", two)
    agree()
    with transaction.atomic():
        told_of(north)
        assert ledger.reached().testimonies == 3, "whoever changes it sees it"
        transaction.set_rollback(True)
    assert ledger.reached().testimonies == 2, "and nothing of it is kept when it is rolled back"


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_late_is_not_missed() -> None:
    """Of two transactions the one that began first ends last: a number counted up would have passed it by."""
    north, ledger = collection("North"), Ledger()
    one, two = told_of(north), told_of(north)
    assert ledger.reached().testimonies == 2
    begun, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                Testimony.objects.filter(pk=one.pk).update(state="withdrawn", live=False)
                begun.set()
                may_end.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert begun.wait(60)
    Segment.objects.filter(transcript__recording__testimony=two).update(review_state="corrected")
    assert ledger.reached().testimonies == 2 and ledger.reached().hours["en"].corrected
    may_end.set()
    thread.join()
    assert ledger.reached().testimonies == 1


@pytest.mark.django_db
def test_ratifications_since_a_day(client: Client) -> None:
    reference_data.load()
    page = client.get("/en/progress/").content.decode()
    assert "On 18 December 2014 there were 47 States parties to the Convention; today there are 60." in page
    assert len(re.findall(r'<tr data-iso2="(\w\w)"', page)) == 13
    told = client.get("/progress.json?since=2023-01-01").json()["ratifications"]
    assert told["parties_now"] - told["parties_then"] == len(told["states"])
    assert {"iso2": "ZW", "day": "2024-11-05"} in told["states"]
    first = client.get("/progress.json?since=1990-12-18").json()["ratifications"]
    assert first["parties_then"] == 0 and len(first["states"]) == 60
    assert [one["day"] for one in first["states"]] == sorted(one["day"] for one in first["states"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "told"),
    [
        *(("1980-01-01", "was adopted on"), ("2999-01-01", "still to come"), ("soon", "year, month and day")),
        *(("2014-02-30", "year, month and day"), ("20141218", "year, month and day"), ("<b>", "year, month and day")),
        ("\0", "year, month and day"),
    ],
)
def test_a_day_that_is_none_is_answered_with_what_to_do(client: Client, written: str, told: str) -> None:
    reference_data.load()
    answer = client.get("/en/progress/", {"since": written})
    page = answer.content.decode()
    assert answer.status_code == 400 and told in page and "47 States parties" in page and "<b>" not in page
    assert client.get("/progress.json", {"since": written}).status_code == 400


@pytest.mark.django_db
def test_page_and_json_tell_the_same(client: Client, north: Any) -> None:
    reference_data.load()
    told_of(north, themes=["recruitment-fees"])
    told_of(north, countries=[("NP", "origin")])
    page, told = client.get("/en/progress/").content.decode(), client.get("/progress.json").json()
    counts = dict(re.findall(r'<td data-count="([\w-]+)">([\d,]+)</td>', page))
    assert {key: int(counts[key]) for key in told["testimonies_by_country"]} == told["testimonies_by_country"]
    assert counts["NP"] == "2" and counts["recruitment-fees"] == "1"
    assert "Written by a machine" in page and "waits to be translated" not in page
    assert "2 testimonies wait to be translated into it" in page
    assert len(told["wanted"]["states_parties_without_testimony"]) == 60


@pytest.mark.django_db
def test_an_empty_archive_has_a_page(client: Client) -> None:
    assert client.get("/en/progress/").status_code == 200
    assert client.get("/progress.json").json()["testimonies"] == 0


@pytest.mark.django_db
def test_as_many_queries_for_many_as_for_few(client: Client, north: Any) -> None:
    reference_data.load()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/progress/").status_code == 200
        return len(queries)

    told_of(north)
    few = asked()
    for number in range(6):
        told_of(north, language=("en", "ne", "ar")[number % 3], themes=["wage-theft"])
    assert asked() == few < 25
