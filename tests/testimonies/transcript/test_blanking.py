"""Words taken out by their time, and names by how they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.blanking import blank, mark, replace_names
from testimonies.transcript.document import Word

TEXT = "my sister Amina, lives in Beirut now"
WORDS = tuple(Word(number * 1_000, number * 1_000 + 900, text) for number, text in enumerate(TEXT.split()))
END = len(WORDS) * 1_000

SPANS: dict[str, tuple[list[tuple[int, int]], str | None]] = {
    "nothing": ([], None),
    "elsewhere": ([(20_000, 30_000)], None),
    "one word": ([(2_000, 2_900)], "my sister [withheld] lives in Beirut now"),
    "several words are one mark": ([(2_000, 5_900)], "my sister [withheld] now"),
    "a word that is only touched": ([(2_899, 2_950)], "my sister [withheld] lives in Beirut now"),
    "a pause takes what lies on both sides": ([(2_910, 2_950)], "my sister [withheld] in Beirut now"),
    "two places": ([(0, 100), (5_000, 5_100)], "[withheld] sister Amina, lives in [withheld] now"),
    "everything": ([(0, END)], "[withheld]"),
    "from before until after": ([(0, 10**9)], "[withheld]"),
}


@pytest.mark.parametrize("case", SPANS)
def test_words_go_by_their_time(case: str) -> None:
    spans, expected = SPANS[case]
    found = blank(TEXT, WORDS, 0, END, spans)
    assert (found.text if found else None) == expected
    if found:
        assert not {word.text for word in found.words} - set(found.text.split())


def test_words_that_are_not_the_text_take_all_of_it() -> None:
    for text, words in ((TEXT + " corrected", WORDS), (TEXT, ()), (TEXT, WORDS[:-1]), ("other words", WORDS)):
        found = blank(text, words, 0, END, [(2_000, 2_900)])
        assert found is not None and (found.text, found.words) == (mark(), ())


def test_a_translation_goes_as_a_whole() -> None:
    found = blank(TEXT, WORDS, 0, END, [(2_000, 2_900)], whole=True)
    assert found is not None and found.text == mark()


def test_a_script_without_spaces_and_a_moment_without_length() -> None:
    words = (Word(0, 500, "我的"), Word(500, 500, "护照"), Word(500, 900, "丢了"))
    found = blank("我的护照丢了", words, 0, 900, [(400, 600)])
    assert found is not None and "护照" not in found.text
    kept = blank("我的护照丢了", words, 0, 900, [(0, 400)])
    assert kept is not None and kept.text == f"{mark()}护照丢了"


@given(st.lists(st.tuples(st.integers(0, END), st.integers(1, 3_000)), max_size=4))
def test_no_word_within_a_span_is_ever_left(spans: list[tuple[int, int]]) -> None:
    ends = [(start, start + length) for start, length in spans]
    found = blank(TEXT, WORDS, 0, END, ends)
    left = found.text.split() if found else TEXT.split()
    for word in WORDS:
        if any(word.start_ms < end and start < word.end_ms for start, end in ends):
            assert word.text not in left


NAMES = [
    ("Maria spoke. MARIA!", "Maria", "Rosa", "Rosa spoke. Rosa!"),
    ("María’s sister", "Maria", "Rosa", "Rosa’s sister"),
    ("Mariana and Ana-Maria", "Maria", "Rosa", "Mariana and Ana-Rosa"),
    ("Maria   Santos came", "maria santos", "a friend", "a friend came"),
    ("İlker ve ilker", "ILKER", "Can", "Can ve Can"),
    ("قالت فاطِمة وفاطمة", "فاطمه", "ليلى", "قالت ليلى وليلى"),
    ("她叫王小明她说", "王小明", "小李", "她叫小李她说"),
    ("Ève et EVE", "Eve", "Lou", "Lou et Lou"),
    ("no name here", "Maria", "Rosa", "no name here"),
    ("O'Brien said", "O’Brien", "Kelly", "Kelly said"),
]


@pytest.mark.parametrize(("text", "name", "shown", "expected"), NAMES)
def test_names_are_replaced_whole_whatever_their_case_and_accents(
    text: str, name: str, shown: str, expected: str
) -> None:
    assert replace_names(text, [(name, shown)]) == expected


def test_the_longer_name_goes_first() -> None:
    assert replace_names("Maria Santos, Maria", [("Maria", "Rosa"), ("Maria Santos", "Rosa Lima")]) == "Rosa Lima, Rosa"
