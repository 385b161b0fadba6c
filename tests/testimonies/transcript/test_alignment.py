"""Two texts side by side, and segments taken apart at their words: nothing is lost, nothing lies over anything."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.alignment import beside, covered, rows, uncovered
from testimonies.transcript.document import Document, Segment, Word


def said(text: str, start_ms: int, *, word_ms: int = 500, language: str = "en") -> Segment:
    """A segment whose words follow each other without a pause."""
    words = tuple(
        Word(start_ms + at * word_ms, start_ms + (at + 1) * word_ms, word, 0.9) for at, word in enumerate(text.split())
    )
    return Segment(start_ms, words[-1].end_ms, text, language, words)


def document(*segments: Segment) -> Document:
    return Document("en", segments)


def test_what_lies_over_each_other_is_one_row() -> None:
    stands = document(said("They kept my passport.", 0), said("And then we left.", 4_000), said("Only here.", 9_000))
    says = document(said("They kept the passport.", 100), said("And then", 4_000), said("we left.", 5_000))
    found = rows(stands, says, reviewed=[(4_000, 6_000)])
    assert [(row.start_ms, row.end_ms, len(row.stands), len(row.says)) for row in found] == [
        (0, 2_100, 1, 1),
        (4_000, 6_000, 1, 2),
        (9_000, 10_000, 1, 0),
    ]
    assert [row.same for row in found] == [False, True, False], "cut elsewhere, the same words are the same"
    assert [row.settled for row in found] == [False, True, False]


def test_neighbours_that_hardly_touch_are_two_rows() -> None:
    stands = document(said("one two", 0), said("three four", 1_000))
    says = document(Segment(0, 1_200, "one two"), Segment(1_200, 2_000, "three four"))
    assert [(len(row.stands), len(row.says)) for row in rows(stands, says)] == [(1, 1), (1, 1)]


def test_words_that_differ_are_marked_and_the_text_is_whole() -> None:
    (row,) = rows(document(said("they kept my  passport", 0)), document(said("they kept our passport", 0)))
    [(_, left)], [(_, right)] = row.marked()
    assert left == [("they kept", False), (" ", False), ("my", True), ("  ", False), ("passport", False)]
    assert [text for text, differs in right if differs] == ["our"]


def test_in_a_script_without_spaces_letters_differ() -> None:
    (row,) = rows(document(Segment(0, 900, "我们工作")), document(Segment(0, 900, "我们在工作")))
    [(_, left)], [(_, right)] = row.marked()
    assert not any(differs for _, differs in left)
    assert [text for text, differs in right if differs] == ["在"]


def test_a_segment_is_divided_at_its_words() -> None:
    spoken = said("we came by sea, and then we left", 0)
    (middle,) = covered(spoken, [(1_000, 2_000)])
    assert (middle.text, middle.start_ms, middle.end_ms, len(middle.words)) == ("by sea,", 1_000, 2_000, 2)
    first, last = uncovered(spoken, [(1_000, 2_000)])
    assert (first.text, last.text) == ("we came", "and then we left")
    assert uncovered(spoken, [(9_000, 9_500)]) == [spoken] and covered(spoken, []) == []


def test_one_without_words_is_not_divided() -> None:
    typed = Segment(0, 4_000, "a person typed this")
    assert uncovered(typed, [(0, 1_000)]) == [typed] and uncovered(typed, [(1_000, 4_000)]) == []


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda one: (one[0] * 250, (one[0] + one[1]) * 250)),
    max_size=5,
)


@given(st.lists(st.integers(1, 8), max_size=5), spans)
def test_nothing_is_written_over_what_stands_and_no_word_twice(
    lengths: list[int], taken: list[tuple[int, int]]
) -> None:
    standing = [Segment(start, end, "stands") for start, end in taken]
    spoken, at = [], 0
    for number, length in enumerate(lengths):
        spoken.append(said(" ".join(f"w{number}x{word}" for word in range(length)), at))
        at = spoken[-1].end_ms + 250
    found = beside(spoken, standing)
    for one in found:
        assert all(
            one.end_ms <= other.start_ms or one.start_ms >= other.end_ms
            for other in standing
            if other.start_ms < other.end_ms
        )
        assert one.text == " ".join(word.text for word in one.words)
        assert all(one.start_ms <= word.start_ms <= word.end_ms <= one.end_ms for word in one.words)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
    words = [word.text for one in found for word in one.words]
    assert len(words) == len(set(words))
    free = [
        word.text
        for one in spoken
        for word in one.words
        if not any(start <= word.end_ms and word.start_ms <= end for start, end in taken)
    ]
    assert set(free) <= set(words), "what touches nothing that stands is all there"
