"""Word lists: from names to a prompt within what a recogniser takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.transcript.document import Segment
from testimonies.transcription.prompting import MOST_LETTERS, bounded, prompt
from testimonies.transcription.suspicion import Reason, suspicions

NAMES = ["Migrante International", "Hong Kong", "Sandigan", "OWWA", "hong kong", "  Lina\u2028Cruz ", "a, b", ""]


def test_each_name_once_in_its_order_and_spelling() -> None:
    assert prompt(NAMES) == "Migrante International, Hong Kong, Sandigan, OWWA, Lina Cruz, a b"


def test_no_names_are_no_prompt() -> None:
    assert prompt([]) == prompt(["", "\n"]) == bounded("", len) == ""


@given(st.lists(st.text(max_size=40), max_size=200))
def test_any_names_become_one_bounded_line(names: list[str]) -> None:
    made = prompt(names)
    assert len(made) <= MOST_LETTERS and len(made.splitlines()) <= 1


@given(st.lists(st.text(alphabet="abcñ名", min_size=1, max_size=8), max_size=30), st.integers(0, 60))
def test_it_is_cut_at_the_end_of_a_word(names: list[str], most: int) -> None:
    whole = prompt(names)
    cut = bounded(whole, len, most)
    assert len(cut) <= most and whole.startswith(cut)
    assert cut == "" or whole[len(cut) :][:1] in ("", ",", " ")


@pytest.mark.parametrize(
    ("text", "no_speech", "doubted"),
    [
        ("Migrante International, Hong Kong, Sandigan.", 0.0, True),
        ("OWWA, Lina Cruz, a b, Migrante", 0.0, True),  # begun anew from its end
        ("Hong Kong, Sandigan.", 0.0, False),
        ("Hong Kong, Sandigan.", 0.4, True),
        ("We asked Migrante International in Hong Kong, and OWWA.", 0.0, False),
    ],
)
def test_the_list_read_out_is_doubted(text: str, no_speech: float, doubted: bool) -> None:
    found = {one.reason for one in suspicions(Segment(0, 4_000, text), no_speech=no_speech, prompt=prompt(NAMES))}
    assert found == ({Reason.PROMPT} if doubted else set())
