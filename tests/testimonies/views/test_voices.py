"""The tags and filters of the templates."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from testimonies.templatetags import voices


@pytest.mark.parametrize(("ms", "expected"), [(0, "0"), (75_200, "75.2"), (75_000, "75"), (120, "0.12"), (7, "0.007")])
def test_seconds_as_an_address_wants_them(ms: int, expected: str) -> None:
    assert voices.seconds(ms) == expected


WORDS = [
    # text, words with their starts, what the page carries
    ("I left home", [("I", 100), ("left", 250), ("home", 900)], "100 150 650"),
    ("", [], ""),
    ("I  left\nhome", [("I", 0), ("left", 250), ("home", 900)], "0 250 650"),
    ("ผมทำงาน", [("ผม", 0), ("ทำงาน", 300)], "0:0 2:300"),
    ("𝄞 la", [("𝄞", 0), ("la", 10)], "0 10"),
    ("𝄞la", [("𝄞", 0), ("la", 10)], "0:0 2:10"),
    ("rock 'n' roll", [("rock", 0), ("'n", 5), ("'", 6), ("roll", 9)], "0:0 5:5 7:1 9:3"),
    ("corrected by hand", [("the", 0), ("machine", 5)], ""),
    ("back in time", [("back", 50), ("in", 20), ("time", 90)], "50 0 40"),
]


@pytest.mark.parametrize(("text", "words", "expected"), WORDS)
def test_where_each_word_begins(text: str, words: list[tuple[str, int]], expected: str) -> None:
    segment = SimpleNamespace(
        start_ms=1_000,
        text=text,
        pieces=(),
        words=[[1_000 + start, 1_000 + start + 5, word, 0.9] for word, start in words],
    )
    assert voices.word_times(segment) == expected
