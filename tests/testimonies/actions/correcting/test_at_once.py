"""Several people on one transcript at the same moment, in transactions of their own: nothing is lost, nothing twice."""

from __future__ import annotations

import itertools
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from testimonies.actions import correcting
from testimonies.exceptions import FaultyWords, Outdated
from testimonies.models import SegmentChange, Transcript
from tests.testimonies.actions.correcting.conftest import TEXTS

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gave or raised; all begin together."""
    begin = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def do(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            begin.wait()
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def words(transcript: Transcript) -> list[str]:
    texts = transcript.segments.order_by("start_ms", "pk").values_list("text", flat=True)
    return " ".join(texts).split()


@pytest.mark.parametrize("turn", range(6))
def test_one_merges_while_the_other_splits(turn: int, transcript: Transcript, interviewer: Any, editor: Any) -> None:
    first, second, _third = transcript.segments.order_by("start_ms")
    merge = {"transcript": transcript, "segment": first.pk, "version": 1, "next_version": 1, "by": interviewer}
    split = {"transcript": transcript, "segment": (first, second)[turn % 2].pk, "version": 1, "at": 4, "by": editor}
    done = at_once(lambda: correcting.merge(**merge), lambda: correcting.split(**split))
    assert sum(isinstance(one, SegmentChange) for one in done) == 1, done
    assert sum(isinstance(one, Outdated) for one in done) == 1, done
    assert words(transcript) == " ".join(TEXTS).split()
    assert SegmentChange.objects.count() == 1
    spans = list(transcript.segments.order_by("start_ms").values_list("start_ms", "end_ms"))
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_both_merge_the_same_two_and_the_next(transcript: Transcript, interviewer: Any, editor: Any) -> None:
    first, second, _third = transcript.segments.order_by("start_ms")
    done = at_once(
        lambda: correcting.merge(transcript=transcript, segment=first.pk, version=1, next_version=1, by=interviewer),
        lambda: correcting.merge(transcript=transcript, segment=second.pk, version=1, next_version=1, by=editor),
    )
    assert sum(isinstance(one, SegmentChange) for one in done) == 1 and transcript.segments.count() == 2
    assert words(transcript) == " ".join(TEXTS).split()
    assert any(isinstance(one, Outdated | FaultyWords) for one in done)


def test_a_stroke_that_comes_twice_at_once_is_done_once(transcript: Transcript, interviewer: Any) -> None:
    first = transcript.segments.order_by("start_ms")[0]
    stroke = uuid.uuid4()
    what = {"transcript": transcript, "segment": first.pk, "version": 1, "at": 9, "by": interviewer, "stroke": stroke}
    done = at_once(*[lambda: correcting.split(**what)] * 4)
    assert len({one.pk for one in done}) == 1 and transcript.segments.count() == 4


def test_many_write_in_many_segments_and_the_ledger_is_in_order(
    transcript: Transcript, interviewer: Any, editor: Any
) -> None:
    some = list(transcript.segments.order_by("start_ms"))

    def writes(by: Any, key: int, version: int, text: str) -> Callable[[], Any]:
        return lambda: correcting.write(transcript=transcript, segment=key, version=version, text=text, by=by)

    acts = [writes((interviewer, editor)[n % 2], one.pk, 1, f"{one.text} {n}") for n, one in enumerate(some * 2)]
    done = at_once(*acts)
    assert (
        sum(isinstance(one, SegmentChange) for one in done) == 3 and sum(isinstance(one, Outdated) for one in done) == 3
    )
    for one in SegmentChange.objects.all():
        assert transcript.segments.get(pk=one.concerns[0]).text == one.after[0]["text"]
