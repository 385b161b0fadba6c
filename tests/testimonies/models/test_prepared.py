"""A query set that is put into SQL once gives what it gives when it is asked anew, for whatever keys, at any moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from testimonies.consent.audiences import VISITOR, Use
from testimonies.models import (
    Description,
    Keyed,
    Prepared,
    PreparedRows,
    Recording,
    Testimony,
    keep_below,
)
from tests.factories.testimony import consent, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(north: Any) -> list[Testimony]:
    return [make_published(north, titles={"en": f"Number {number}", "ar": f"رقم {number}"}) for number in range(3)]


def test_it_gives_the_objects_that_a_new_question_gives(three: list[Testimony]) -> None:
    asked = Testimony.objects.visible_to(VISITOR).select_related("collection").order_by("-pk")
    loud = Recording.objects.audible_to(VISITOR).filter(testimony=OuterRef("pk"))
    annotated = asked.annotate(loud=Exists(loud))
    prepared = Prepared(annotated.filter(Keyed("pk")))
    keys = [three[2].pk, three[0].pk, 10**9]
    with CaptureQueriesContext(connection) as queries:
        found = prepared.objects(keys)
        assert [(one, one.collection.name, one.loud) for one in found] == [
            (one, "North", True) for one in (three[2], three[0])
        ]
    assert len(queries) == 1
    anew = list(annotated.filter(pk__in=keys))
    fields = [field.attname for field in Testimony._meta.concrete_fields]
    assert [[getattr(one, name) for name in fields] for one in found] == [
        [getattr(one, name) for name in fields] for one in anew
    ]


def test_it_asks_at_the_moment_of_asking(three: list[Testimony]) -> None:
    prepared = Prepared(Testimony.objects.visible_to(VISITOR).filter(Keyed("pk")))
    keys = [one.pk for one in three]
    assert len(prepared.objects(keys)) == 3
    consent(three[1], Use.CATALOGUE, "staff")
    assert set(prepared.objects(keys)) == {three[0], three[2]}


def test_what_is_deferred_is_fetched_when_it_is_wanted(three: list[Testimony]) -> None:
    (found,) = Prepared(Testimony.objects.defer("interview_date").filter(Keyed("pk"))).objects([three[0].pk])
    assert found.get_deferred_fields() == {"interview_date"}
    assert found.interview_date == three[0].interview_date


def test_keys_may_be_texts(three: list[Testimony]) -> None:
    prepared = Prepared(Testimony.objects.filter(Keyed("accession_number", "text")))
    assert prepared.objects([three[1].accession_number, "'; DROP TABLE x; --"]) == [three[1]]


def test_rows_and_tuples_are_what_values_list_gives(three: list[Testimony]) -> None:
    asked = Description.objects.order_by("pk")
    prepared = PreparedRows(asked.filter(Keyed("testimony_id")), "pk", "language", "testimony__created_at")
    keys = [three[0].pk, three[1].pk]
    told = list(asked.filter(testimony__in=keys).values_list("pk", "language", "testimony__created_at"))
    assert [tuple(row) for row in prepared.tuples(keys)] == told
    assert [tuple(row.values()) for row in prepared.rows(keys)] == told
    assert set(prepared.by("pk", keys)) == {row[0] for row in told}


def test_without_keys_nothing_is_asked(three: list[Testimony]) -> None:
    prepared, rows = Prepared(Testimony.objects.filter(Keyed("pk"))), PreparedRows(Testimony.objects.all(), "pk")
    with CaptureQueriesContext(connection) as queries:
        assert prepared.objects([]) == rows.rows([]) == []
    assert not queries.captured_queries


def test_what_can_never_answer_is_not_asked(three: list[Testimony]) -> None:
    never = Testimony.objects.none()
    with CaptureQueriesContext(connection) as queries:
        assert Prepared(never).objects([1]) == PreparedRows(never, "pk").rows([1]) == []
    assert not queries.captured_queries


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_by_its_own_line(three: list[Testimony]) -> None:
    prepared = Prepared(Testimony.objects.filter(Keyed("pk")))
    assert prepared.objects([three[0].pk]) == [three[0]]
    found: list[Any] = []

    def ask() -> None:
        found.extend(prepared.objects([three[1].pk]))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [three[1]]


def test_what_is_kept_below_is_narrowed_among_itself(three: list[Testimony]) -> None:
    one = three[0]
    english = [row for row in Description.objects.filter(testimony=one) if row.language == "en"]
    keep_below(one, "descriptions", english)
    with CaptureQueriesContext(connection) as queries:
        assert list(one.descriptions.all()) == english
        assert list(one.descriptions.filter(language="ar")) == []
    assert not queries.captured_queries


@pytest.mark.parametrize("wanted", [True, False])
def test_the_server_plans_a_question_once_where_it_may(wanted: bool, three: list[Testimony], settings: Any) -> None:
    settings.PREPARED_STATEMENTS = wanted
    asked = Prepared(Testimony.objects.filter(Keyed("pk"), demonstration=False).order_by("pk"))
    rows = PreparedRows(Testimony.objects.filter(Keyed("pk"), live=True).order_by("pk"), "pk")
    before, made = planned(), [one.pk for one in three]
    for keys in (made, made[:1], made):
        assert [one.pk for one in asked.objects(keys)] == keys == [row["pk"] for row in rows.rows(keys)]
    assert Testimony.objects.filter(pk__in=made).count() == 3, "other questions are put as ever"
    now = planned()
    assert len(now.keys() - before.keys()) == (2 if wanted else 0)
    assert {now[name] for name in now.keys() - before.keys()} <= {0}, "for any keys from the first time on"


def planned() -> dict[str, int]:
    """What the server has prepared for this connection, and how often it planned that for certain keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, custom_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())
