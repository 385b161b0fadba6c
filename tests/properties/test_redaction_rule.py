"""What is kept from whom: the wider the audience, the more is kept; and nothing within a span is ever left out."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from testimonies.consent.audiences import Audience, Listener, reaches
from testimonies.consent.redaction import (
    ASKING,
    ISLAND_MS,
    MARGIN_MS,
    OPEN_TO,
    Kept,
    asking_as,
    covers,
    joined,
    kept_from,
    touches,
    wanted,
)

LENGTH_MS = 60_000
redactions = st.lists(
    st.builds(
        lambda start, length, open_to, margin: Kept(start, start + length, open_to, margin),
        st.integers(0, LENGTH_MS),
        st.integers(1, 5_000),
        st.sampled_from(OPEN_TO),
        st.sampled_from([MARGIN_MS, 1_000]),
    ),
    max_size=6,
)


@given(redactions, st.sampled_from(ASKING))
def test_every_moment_of_a_span_is_kept_with_its_margin_and_no_further_away(kept: list[Kept], asking: str) -> None:
    spans = kept_from(kept, asking, LENGTH_MS)
    mine = [one for one in kept if not reaches(one.open_to, asking)]
    for one in mine:
        start, end = max(0, one.start_ms - one.margin_ms), min(one.end_ms + one.margin_ms, LENGTH_MS)
        assert start >= end or covers(spans, start, end)
    for start, end in spans:
        assert 0 <= start < end <= LENGTH_MS
        assert any(one.start_ms - one.margin_ms <= start <= one.end_ms + one.margin_ms for one in mine)
    assert all(later[0] - earlier[1] >= ISLAND_MS for earlier, later in itertools.pairwise(spans))


@given(redactions)
def test_who_is_let_in_further_is_kept_from_no_more(kept: list[Kept]) -> None:
    sets = [kept_from(kept, asking, LENGTH_MS) for asking in ASKING]
    for wider, narrower in itertools.pairwise(sets):
        assert all(covers(wider, *span) for span in narrower)
    assert set(wanted(kept, LENGTH_MS)) == {spans for spans in sets if spans}


@given(redactions, st.randoms())
def test_the_order_in_which_they_were_marked_does_not_matter(kept: list[Kept], chance: object) -> None:
    shuffled = sorted(kept, key=lambda one: hash((one, id(chance))))
    assert kept_from(kept, Audience.PUBLIC) == kept_from(shuffled, Audience.PUBLIC)


@given(st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 900)), max_size=5), st.integers(0, 10_000))
def test_a_moment_is_touched_where_it_lies_within(spans: list[tuple[int, int]], moment: int) -> None:
    held = joined([(start, start + length) for start, length in spans])
    assert touches(held, moment, moment) == any(start <= moment <= end for start, end in held)


def test_a_listener_asks_as_the_narrowest_audience_that_takes_them_in() -> None:
    admitted = Listener(reading_room=frozenset({7}))
    assert asking_as(Listener(), testimony_id=7, works_on=False) == Audience.PUBLIC
    assert asking_as(Listener(), testimony_id=7, works_on=True) == Audience.STAFF
    assert asking_as(admitted, testimony_id=7, works_on=False) == Audience.READING_ROOM
    assert asking_as(admitted, testimony_id=8, works_on=False) == Audience.PUBLIC
    researcher = Listener(audience=Audience.RESEARCHER, reading_room=frozenset({7}))
    assert asking_as(researcher, testimony_id=7, works_on=False) == Audience.READING_ROOM
