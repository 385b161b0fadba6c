"""What is counted in testimonies drawn at random, and what wherever it stands; for nobody more than they may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tantivy

from search import answering, index, reading, tallying
from search.answering import answer, counts, occurrences
from search.asking import Asking, is_dear
from search.documents import SCHEMA
from search.engine import Engine
from search.index import Follower
from search.language.parser import parse
from search.reading import AT_ONCE
from testimonies.consent.audiences import VISITOR
from tests.factories.testimony import make_published, make_recording, make_testimony, make_transcript

COMMON_WORD, RARE_WORD = "passport", "zanzibar"


@pytest.fixture
def follower(db: None, settings: Any) -> Iterator[Follower]:
    with Engine(Path(settings.SEARCH_INDEX_ROOT)) as engine:
        yield Follower(engine)


@pytest.fixture
def said(north: Any, follower: Follower) -> None:
    """In each of twelve testimonies the common word once in two segments; in one of them the rare one, twice; and
    both in one that is closed."""
    for number in range(12):
        rare = [f"{RARE_WORD} again", RARE_WORD] if number == 5 else ["nothing here", "nor here"]
        make_published(north, text=[f"my {COMMON_WORD} was gone", *rare, f"the {COMMON_WORD} number {number}"])
    make_transcript(make_recording(make_testimony(north)), [f"{COMMON_WORD} {RARE_WORD}"])
    follower.rebuild()


def test_what_is_common_is_judged_by_those_drawn_and_the_rest_is_counted(
    said: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, segments, counted = counts([COMMON_WORD, RARE_WORD, "unsaid"], listener=VISITOR)
    assert (whole, segments, counted) == ([24, 2, 0], 48, 48), "few enough to be counted one by one"
    monkeypatch.setattr(answering, "MOST_DRAWN", 4)
    monkeypatch.setattr(answering, "COMMON", 4)
    drawn, segments, counted = counts([COMMON_WORD, RARE_WORD, "unsaid"], listener=VISITOR)
    assert (drawn, segments, counted) == ([24, 2, 0], 48, 16)


def test_what_is_taken_as_true_of_the_rest_comes_from_those_drawn_alone(
    said: None, north: Any, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_DRAWN", 4)
    monkeypatch.setattr(answering, "COMMON", 1)
    [rare], _segments, _counted = counts([RARE_WORD], listener=VISITOR)
    assert rare in (2, 6), "said twice: of 48 segments, or of the 16 that were drawn"


def test_many_words_are_counted_in_one_pass_as_each_by_itself(said: None) -> None:
    words = ["my", COMMON_WORD, RARE_WORD, "gone", "unsaid", *(str(number) for number in range(AT_ONCE + 3))]
    queries = [tantivy.Query.term_query(SCHEMA, "words", word) for word in words]
    with index.reading() as held:
        testimonies = np.unique(held.everything.testimony)[::2]
        for query, found in zip(queries, held.answered(queries, testimonies), strict=True):
            alone = held.cells(query)
            kept = alone.only(np.isin(alone.testimony, testimonies))
            assert sorted(zip(found.numbers, found.counts, strict=True)) == sorted(
                zip(kept.numbers, kept.counts, strict=True)
            )


def test_hits_are_drawn_from_the_whole_archive_and_always_the_same(said: None) -> None:
    every = occurrences(COMMON_WORD, listener=VISITOR)
    drawn = occurrences(COMMON_WORD, listener=VISITOR, most=6, drawn=True)
    assert (every.total, drawn.total, len(drawn.hits)) == (24, 24, 6)
    first = {hit.testimony for hit in every.hits[:6]}
    assert {hit.testimony for hit in drawn.hits} != first, "not those that come first"
    assert set(drawn.hits) <= set(every.hits)
    assert occurrences(COMMON_WORD, listener=VISITOR, most=6, drawn=True) == drawn
    assert set(occurrences(COMMON_WORD, listener=VISITOR, most=99, drawn=True).hits) == set(every.hits)


def test_what_is_counted_in_parts_is_the_same(said: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with index.reading() as held:
        whole = held.cells(tantivy.Query.term_query(SCHEMA, "words", COMMON_WORD))
        cells = len(held.everything)
        monkeypatch.setattr(reading, "MOST_CELLS", cells // 3)
        cut = reading.Reading(held.searcher)
        assert len(cut._cuts) > 3 and cut._cuts[0] == 0
        parts = cut.cells(tantivy.Query.term_query(SCHEMA, "words", COMMON_WORD), most=cells)
    assert sorted(zip(parts.numbers, parts.counts, strict=True)) == sorted(
        zip(whole.numbers, whole.counts, strict=True)
    )


@pytest.mark.parametrize(
    "question", [COMMON_WORD, f"my {COMMON_WORD}", f'"{COMMON_WORD} was"', "nothing OR nor", "unsaid"]
)
def test_as_many_as_may_answer_are_never_fewer_than_do(said: None, question: str) -> None:
    node = parse(question, "en").node
    with index.reading() as held:
        asking = Asking(held.languages, searcher=held.searcher)
        query = asking.query(node) if node else None
        assert query is not None
        assert asking.most(node) == 0 or asking.most(node) >= held.cells(query).total


def test_words_side_by_side_are_counted_while_they_are_ranked(said: None) -> None:
    node = parse(f"{COMMON_WORD} NEAR/5 gone", "en").node
    assert node is not None and is_dear(node)
    with index.reading() as held:
        query = Asking(held.languages, searcher=held.searcher).query(node)
        assert query is not None
        wanted, found = held.counted(query), held.counted(query, dear=True)
    assert wanted.cells.total == 12
    assert dict(zip(found.cells.numbers, found.cells.counts, strict=True)) == dict(
        zip(wanted.cells.numbers, wanted.cells.counts, strict=True)
    )
    assert list(found.best.scores) == list(wanted.best.scores)
    assert list(found.best.cells.numbers) == list(wanted.best.cells.numbers)


@pytest.mark.parametrize("sort", ["relevance", "time"])
def test_hits_beyond_the_best_that_were_ranked_are_there(
    said: None, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    wanted = answer(COMMON_WORD, listener=VISITOR, sort=sort)
    for module in (reading, tallying):
        monkeypatch.setattr(module, "REACH", 3)
    told = answer(f"{COMMON_WORD} ", listener=VISITOR, sort=sort)
    assert [len(found) for _card, _count, found in told.groups] == [2] * 10
    assert {count for _card, count, _found in told.groups} == {2}
    if sort == "time":
        assert [(card.pk, [one.start_ms for one in found]) for card, _count, found in told.groups] == [
            (card.pk, [one.start_ms for one in found]) for card, _count, found in wanted.groups
        ]
