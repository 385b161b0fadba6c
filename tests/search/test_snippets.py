"""What is marked is what matched, and the sound starts at the word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.language.nodes import Node
from search.language.parser import parse
from search.snippets import excerpt, first_match, highlight


def asked(query: str) -> Node:
    node = parse(query).node
    assert node is not None
    return node


def marked(query: str, text: str, language: str = "en") -> list[str]:
    return [run for run, matched in highlight(text, language, asked(query)) if matched]


def test_words_are_marked_as_they_were_spoken() -> None:
    assert marked("worker passport", "The workers' PASSPORTS were taken") == ["workers", "PASSPORTS"]
    assert marked("argent", "Tout l'argent est parti", "fr") == ["argent"]


def test_a_phrase_is_marked_as_one_run_and_only_where_it_stands() -> None:
    assert marked('"migrant workers"', "workers, migrant workers, migrant") == ["migrant workers"]


def test_a_phrase_does_not_match_by_stem() -> None:
    assert marked('"migrant worker"', "migrant workers") == []


def test_what_is_excluded_is_never_marked() -> None:
    assert marked("worker -passport", "worker without papers") == ["worker"]
    assert marked("worker -passport", "worker with passport") == ["worker"]


def test_a_branch_that_does_not_hold_marks_nothing() -> None:
    assert marked("visa OR (worker passport)", "the worker had a visa") == ["visa"]


def test_a_title_is_marked_though_the_summary_holds_the_rest() -> None:
    assert marked("worker passport", "A domestic worker") == ["worker"]


def test_the_runs_joined_are_the_text() -> None:
    text = "😀 Người lao động, người!"
    assert "".join(run for run, _ in highlight(text, "vi", asked("nguoi"))) == text


@given(st.text(), st.text(min_size=1, max_size=5))
def test_highlighting_loses_no_character(text: str, query: str) -> None:
    node = parse(query).node
    if node is not None:
        assert "".join(run for run, _ in highlight(text, "fr", node)) == text


def test_an_excerpt_shows_the_match_and_says_what_it_left_out() -> None:
    text = "before " * 60 + "the worker spoke" + " after" * 60
    runs = excerpt(text, "en", asked("worker"), around=40)
    assert runs[0] == ("…", False) and runs[-1] == ("…", False)
    assert [run for run, matched in runs if matched] == ["worker"]
    assert "".join(run for run, _ in runs[1:-1]) in text
    assert len("".join(run for run, _ in runs)) < 160
    assert excerpt("short worker", "en", asked("worker")) == [("short ", False), ("worker", True)]


def test_the_first_matching_word_gives_the_time() -> None:
    words = [("Tout", 0, 300), ("l'argent", 300, 900), ("des", 900, 1000), ("migrants", 1000, 1800)]
    assert first_match(words, "fr", asked("argent")) == 300
    assert first_match(words, "fr", asked("migrant")) == 1000
    assert first_match(words, "fr", asked('"argent des migrants"')) == 300
    assert first_match(words, "fr", asked("passeport")) is None
    assert first_match([], "fr", asked("passeport")) is None


def test_the_first_match_without_spaces() -> None:
    words = [("外国", 0, 400), ("人", 400, 600), ("労", 600, 800), ("働者", 800, 1200)]
    assert first_match(words, "ja", asked("労働")) == 600
