"""Words within a span, by their times; and never one that is kept from the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.blanking import blank, mark
from testimonies.transcript.document import Word
from testimonies.transcript.quoting import letters, within

TEXT = "my sister Amina, lives in Beirut now"
WORDS = tuple(Word(number * 1_000, number * 1_000 + 900, text) for number, text in enumerate(TEXT.split()))
TIMES = (0, 7_000)

SPANS: dict[str, tuple[tuple[int, int], str]] = {
    "everything": ((0, 7_000), TEXT),
    "the words whose middle lies in it": ((1_400, 4_460), "sister Amina, lives in"),
    "one word": ((2_000, 2_900), "Amina,"),
    "less than half of one word": ((2_000, 2_100), "Amina,"),
    "a pause": ((2_910, 2_990), ""),
    "from before": ((-5, 1_000), "my"),
    "after the last": ((6_950, 9_000), ""),
}


@pytest.mark.parametrize("case", SPANS)
def test_words_are_chosen_by_their_time(case: str) -> None:
    span, expected = SPANS[case]
    assert within(TEXT, WORDS, (), TIMES, span).text.strip() == expected


def test_the_times_are_those_of_the_first_and_last_word() -> None:
    cut = within(TEXT, WORDS, (), TIMES, (1_400, 4_460))
    assert (cut.start_ms, cut.end_ms, cut.timed) == (1_000, 4_900, True)


def test_a_text_whose_words_have_no_times_is_given_whole() -> None:
    for text, words in ((TEXT + " corrected", WORDS), (TEXT, ())):
        cut = within(text, words, (), TIMES, (2_000, 2_900))
        assert (cut.text, cut.timed) == (text, False)


def test_a_script_without_spaces_is_cut_between_its_words() -> None:
    words = (Word(0, 500, "我的"), Word(500, 900, "护照"), Word(900, 1_400, "丢了"))
    assert within("我的护照丢了", words, (), (0, 1_400), (500, 900)).text == "护照"


def test_where_segments_are_cut_does_not_change_what_is_compared() -> None:
    assert letters("a  b\nc") == letters("ab c") and letters("e\u0301") == letters("é") != letters("e")
    assert letters("our") != letters("ours") and letters("A") != letters("a")


@given(
    st.lists(st.tuples(st.integers(0, 7_000), st.integers(1, 3_000)), min_size=1, max_size=3),
    st.tuples(st.integers(0, 7_000), st.integers(1, 7_000)),
)
def test_nothing_that_is_kept_back_is_in_a_cut(kept: list[tuple[int, int]], span: tuple[int, int]) -> None:
    blanked = blank(TEXT, WORDS, *TIMES, [(start, start + length) for start, length in kept])
    text, words, pieces = (blanked.text, blanked.words, blanked.pieces) if blanked else (TEXT, WORDS, ())
    cut = within(text, words, pieces, TIMES, (span[0], span[0] + span[1]))
    open_words = {word.text for word in words}
    assert set(cut.text.replace(mark(), " ").split()) <= open_words
    assert cut.text in text
    if words:
        inside = [word.text for word in words if span[0] <= (word.start_ms + word.end_ms) / 2 < span[0] + span[1]]
        assert not inside or [one for one in cut.text.replace(mark(), " ").split() if one in inside] == inside
