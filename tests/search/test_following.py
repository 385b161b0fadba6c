"""The index follows the database: nothing is missed, nothing that was closed is told, whatever dies in between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from search import index
from search.answering import answer
from search.engine import Engine
from search.index import Follower, lag, reader, waiting
from search.language.parser import parse
from search.models import Change
from search.searchable import Narrowing
from testimonies import signals
from testimonies.actions import consenting
from testimonies.consent.audiences import VISITOR
from testimonies.models import Segment, State, Testimony
from tests.cast import collection
from tests.database import process_environment
from tests.factories.testimony import make_published


@pytest.fixture
def follower(settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


def found(query: str) -> set[int]:
    """The testimonies that a visitor is shown; what is counted and what is shown must be the same."""
    told = answer(query, listener=VISITOR, narrowing=Narrowing())
    shown = {testimony.pk for testimony, _, _ in told.groups}
    assert told.testimonies == len(shown) and told.hits == sum(number for _, number, _ in told.groups)
    return shown


def held(query: str) -> set[int]:
    """The testimonies that the index itself would answer with, whatever the database says of them."""
    node = parse(query).node
    assert node is not None
    everything = dict.fromkeys(("segment", "description"), tuple(Testimony.objects.values_list("pk", flat=True)))
    return set(reader().search(node, among=everything).counts)


def announce(testimony: Testimony) -> None:
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk)


def announce_gone(testimony: Testimony) -> None:
    signals.testimony_changed.send(Testimony, testimony_id=testimony.pk, words_gone=True)


pytestmark = pytest.mark.django_db(transaction=True)


def test_what_changes_is_found_after_the_follower_came_by(follower: Follower) -> None:
    north = collection("North")
    first = make_published(north, text="the factory")
    assert found("factory") == set()
    assert follower.catch_up() == 1 and found("factory") == {first.pk}
    assert follower.catch_up() == 0 and lag() == (0, 0.0)
    second = make_published(north, text="another factory")
    announce(second)
    assert lag()[0] == 1 and found("factory") == {first.pk}
    assert follower.catch_up() == 1 and found("factory") == {first.pk, second.pk}
    Segment.objects.filter(transcript__recording__testimony=first).update(text="the kitchen")
    announce(first)
    assert found("factory") == {second.pk}, "what changed is left out until the index holds the change"
    follower.catch_up()
    assert (found("factory"), found("kitchen")) == ({second.pk}, {first.pk})


def test_a_change_that_is_committed_late_is_not_missed(follower: Follower) -> None:
    """Transaction A writes its change before B does and commits after it; the follower comes by in between."""
    north = collection("North")
    early, late = make_published(north, text="early words"), make_published(north, text="late words")
    follower.catch_up()
    at = connection.settings_dict
    with psycopg.connect(host=at["HOST"], port=at["PORT"] or None, user=at["USER"], dbname=at["NAME"]) as a:
        a.execute("UPDATE testimonies_segment SET text = 'belated' WHERE text = 'late words'")
        a.execute("INSERT INTO search_change (testimony_id) VALUES (%s)", [late.pk])
        Segment.objects.filter(text="early words").update(text="prompt")
        announce(early)
        follower.catch_up()
        assert found("late") == {late.pk}
        a.commit()
    assert found("late") == found("belated") == set()
    follower.catch_up()
    assert (found("prompt"), found("belated"), found("late")) == ({early.pk}, {late.pk}, set())
    follower.catch_up()
    assert not waiting().exists()


def test_what_was_rolled_back_changes_nothing(follower: Follower) -> None:
    testimony = make_published(collection("North"), text="the factory")
    follower.catch_up()
    noted = Change.objects.count()
    with transaction.atomic():
        announce(testimony)
        Testimony.objects.filter(pk=testimony.pk).update(state=State.WITHDRAWN, live=False)
        assert found("factory") == set()
        transaction.set_rollback(True)
    assert Change.objects.count() == noted and found("factory") == {testimony.pk}


def test_a_consent_taken_back_is_obeyed_before_the_follower_knows(follower: Follower) -> None:
    north = collection("North")
    closed, open_ = (make_published(north, text="the same factory") for _ in range(2))
    follower.catch_up()
    assert found("factory") == {closed.pk, open_.pk}
    consenting.record(testimony=closed, by=None, use="transcript", audience="nobody", given="form")
    assert found("factory") == {open_.pk}
    follower.catch_up()
    assert found("factory") == {open_.pk}


def test_even_an_index_that_was_told_nothing_at_all_leaks_nothing(follower: Follower) -> None:
    """A row changed behind everybody's back, without a line in the change sequence."""
    testimony = make_published(collection("North"), text="the factory")
    follower.catch_up()
    Testimony.objects.filter(pk=testimony.pk).update(state=State.WITHDRAWN, live=False)
    assert found("factory") == set()


def test_a_withdrawn_testimony_leaves_the_index(follower: Follower) -> None:
    testimony = make_published(collection("North"), text="the factory")
    follower.catch_up()
    Testimony.objects.filter(pk=testimony.pk).update(state=State.WITHDRAWN, live=False)
    announce(testimony)
    assert held("factory") == {testimony.pk}
    follower.catch_up()
    assert held("factory") == set()


def test_building_it_anew_gives_the_same_answers(follower: Follower) -> None:
    north = collection("North")
    for text in ("the factory and the kitchen", "the kitchen", "la cocina"):
        announce(make_published(north, text=text))
        follower.catch_up()
    questions = ("factory", "kitchen", "cocina", "kitchen NOT factory", '"the kitchen"')
    before = [found(question) for question in questions]
    assert follower.rebuild() == 3
    assert [found(question) for question in questions] == before


def test_while_words_are_purged_other_changes_arrive(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LOOK_AGAIN_S", 0)
    north = collection("North")
    told, other = make_published(north, text="xylophonist kitchen"), make_published(north, text="the factory")
    follower.catch_up()
    old = follower.engine.generation
    announce_gone(told)
    seen: list[set[int]] = []

    def meanwhile(done: int, of: int) -> None:
        if not seen:
            Segment.objects.filter(transcript__recording__testimony=other).update(text="the workshop")
        seen.append(found("workshop"))

    assert follower.rewrite(meanwhile) == 2
    assert seen == [set(), {other.pk}] and not old.exists()
    assert found("kitchen") == {told.pk} and found("workshop") == set(), "the new one has yet to take it in"
    follower.catch_up()
    assert found("workshop") == {other.pk} and found("factory") == set() and not waiting().exists()


def test_killed_while_words_are_purged_it_begins_again(follower: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LOOK_AGAIN_S", 0)
    north = collection("North")
    told, other = make_published(north, text="xylophonist kitchen"), make_published(north, text="the factory")
    follower.catch_up()
    Segment.objects.filter(transcript__recording__testimony=told).update(text="kitchen")
    announce_gone(told)
    announce(other)

    def killed(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follower.rewrite(killed)
    assert set(waiting().values_list("testimony_id", flat=True)) == {told.pk} and found("kitchen") == set()
    follower.catch_up()
    assert found("kitchen") == {told.pk}
    searcher = follower.engine.reading().searcher
    assert searcher.terms_with_prefix("words", "xyl") == []


def test_where_another_process_builds_it_other_changes_arrive(follower: Follower, settings: Any) -> None:
    north = collection("North")
    told, other = make_published(north, text="the kitchen"), make_published(north, text="the factory")
    follower.catch_up()
    announce_gone(told)
    announce(other)
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as builder, pytest.raises(OSError, match="ended"), builder.anew():
        assert follower.catch_up() == 1
        assert set(waiting().values_list("testimony_id", flat=True)) == {told.pk}
        raise OSError("ended")


def test_an_index_of_another_database_is_built_anew(follower: Follower) -> None:
    testimony = make_published(collection("North"), text="the factory")
    follower.engine.commit(2**40)
    assert follower.catch_up() == 1 and found("factory") == {testimony.pk}


def test_killed_in_the_middle_of_its_work_the_follower_goes_on(settings: Any) -> None:
    """kill -9 while it takes in many changes, again and again: whatever was committed answers, and nothing is lost."""
    north = collection("North")
    many = [make_published(north, text=f"word{number} common") for number in range(120)]
    environment = process_environment()
    for turn in range(3):
        for one in many:
            announce(one)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "follow_index"], cwd=django_settings.BASE_DIR, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait_until(lambda: _writes_to(Path(settings.SEARCH_INDEX_ROOT)), process)
            time.sleep(0.05 * turn)
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert found("common") <= {one.pk for one in many}
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        follower = Follower(engine)
        follower.catch_up()
        follower.catch_up()
    told = answer("common", listener=VISITOR, narrowing=Narrowing())
    assert (told.testimonies, told.hits) == (120, 120)
    assert found("word77") == {many[77].pk}


def _writes_to(folder: Path) -> bool:
    """Whether something was written within the last second."""
    return any(path.is_file() and time.time() - path.stat().st_mtime < 1 for path in folder.rglob("*"))


def _wait_until(true: Any, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert process.poll() is None, "the follower ended by itself"
        assert time.monotonic() < deadline
        time.sleep(0.01)
