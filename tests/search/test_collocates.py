"""The measures of company, held against their definitions and against figures worked out by hand."""

from __future__ import annotations

from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.collocates import Candidate, log_dice, log_likelihood, measured


def by_definition(together: int, first: int, second: int, everything: int) -> float:
    """2·Σ O·ln(O/E), cell by cell."""
    observed = [
        [together, first - together],
        [second - together, everything - first - second + together],
    ]
    rows = [sum(row) for row in observed]
    columns = [sum(column) for column in zip(*observed, strict=True)]
    return 2 * sum(
        observed[i][j] * log(observed[i][j] / (rows[i] * columns[j] / everything))
        for i in range(2)
        for j in range(2)
        if observed[i][j]
    )


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    together, left, right, neither = (draw(st.integers(0, 5_000)) for _ in range(4))
    return together, together + left, together + right, together + left + right + neither + 1


@given(tables())
def test_log_likelihood_is_its_definition(table: tuple[int, int, int, int]) -> None:
    assert isclose(abs(log_likelihood(*table)), max(0.0, by_definition(*table)), rel_tol=1e-6, abs_tol=1e-5)


@given(tables())
def test_its_sign_says_whether_they_meet_more_often_than_by_chance(table: tuple[int, int, int, int]) -> None:
    together, first, second, everything = table
    if together * everything < first * second:
        assert log_likelihood(*table) <= 0
    else:
        assert log_likelihood(*table) >= 0


@pytest.mark.parametrize(
    ("together", "first", "second", "told"),
    [(10, 10, 10, 14.0), (5, 10, 10, 13.0), (1, 64, 64, 8.0), (10, 30, 10, 13.0)],
)
def test_log_dice_at_figures_worked_out_by_hand(together: int, first: int, second: int, told: float) -> None:
    assert isclose(log_dice(together, first, second), told)


def test_what_was_read_in_part_is_taken_as_true_of_the_rest() -> None:
    candidate = Candidate("agency", "agency", "en", together=5)
    [whole] = measured([candidate], [100], with_match=50, looked_at=50, segments=10_000)
    [half] = measured([candidate], [100], with_match=100, looked_at=50, segments=10_000)
    assert isclose(whole.log_dice, log_dice(5, 50, 100)) and isclose(half.log_dice, log_dice(10, 100, 100))
    assert whole.together == half.together == 5, "what was counted is told as it was counted"


def test_what_nobody_read_makes_nothing_surer() -> None:
    """Three segments of fifty are three segments, of however many more they are taken to be true."""
    candidate = Candidate("agency", "agency", "en", together=3)
    [read] = measured([candidate], [103], with_match=50, looked_at=50, segments=10_000)
    [drawn] = measured([candidate], [160], with_match=1_000, looked_at=50, segments=10_950)
    assert drawn.log_likelihood == pytest.approx(read.log_likelihood)
    assert isclose(drawn.log_dice, log_dice(60, 1_000, 160))


def test_no_word_stands_beside_more_often_than_it_is_said() -> None:
    """A word said since the index was written may be counted more often beside than altogether."""
    [told] = measured([Candidate("a", "a", "en", 9)], [3], with_match=9, looked_at=9, segments=100)
    assert told.log_dice <= 14 and told.alone == 3
    assert measured([Candidate("a", "a", "en", 9)], [0], with_match=9, looked_at=9, segments=100) == []
