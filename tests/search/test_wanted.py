"""What an address of the search asks, and the addresses that lead on from it."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.wanted import LAST_PAGE, LONGEST_QUESTION, MOST_CHOICES, Wanted

SORTS = ("relevance", "newest", "time")


def asked(address: str) -> Wanted:
    return Wanted.of(QueryDict(address), sorts=SORTS)


def test_several_values_of_several_facets() -> None:
    one = asked("q=passport&country=NP&country=PH.origin&theme=wage-theft&words=original&sort=time&page=3")
    assert one.chosen == {"country": ("NP", "PH.origin"), "theme": ("wage-theft",)}
    assert (one.query, one.words, one.sort, one.page) == ("passport", "original", "time", 3)
    assert one.narrowing.of("country") == ("NP", "PH.origin") and one.is_narrowed and not one.slips


def test_a_value_is_taken_in_and_left_out_by_the_same_link() -> None:
    one = asked("q=passport&country=NP&page=3")
    both = Wanted.of(QueryDict(one.toggled("country", "QA")[1:]), sorts=SORTS)
    assert both.chosen == {"country": ("NP", "QA")} and both.page == 1, "another answer begins at its first page"
    assert Wanted.of(QueryDict(both.toggled("country", "NP")[1:]), sorts=SORTS).chosen == {"country": ("QA",)}


def test_what_is_usual_is_not_written() -> None:
    assert asked("q=a&words=both&sort=relevance&page=1").address() == "?q=a"


@pytest.mark.parametrize(
    ("page", "number", "slips"),
    [
        *[("", 1, 0), ("7", 7, 0), ("100000", LAST_PAGE, 0), ("9" * 40, LAST_PAGE, 0)],
        *[("0", 1, 1), ("-1", 1, 1), ("٣", 1, 1), ("two", 1, 1), ("1e3", 1, 1)],
    ],
)
def test_any_page_is_a_number(page: str, number: int, slips: int) -> None:
    one = asked(f"q=a&page={page}")
    assert (one.page, len(one.slips)) == (number, slips)


@pytest.mark.parametrize("value", ["%00", "NP%00", "a" * 101, "%E2%80%AE" + "x", "N%0A"])
def test_a_value_that_nobody_could_have_chosen_is_left_out_and_said(value: str) -> None:
    one = asked(f"q=a&country=QA&country={value}b")
    assert one.chosen == {"country": ("QA",)} and len(one.slips) == 1


def test_no_more_choices_than_one_can_see() -> None:
    one = asked("q=a&" + "&".join(f"theme=t{number}" for number in range(500)))
    assert len(one.chosen["theme"]) == MOST_CHOICES and len(one.slips) == 1


def test_marks_that_turn_the_page_around_do_not_reach_it() -> None:
    assert asked("q=%E2%80%AEpass%00port%E2%81%A6").query == "pass port"


def test_marks_that_are_letters_of_a_script_stay() -> None:
    assert asked("q=می%E2%80%8Cخواهم").query == "می\u200cخواهم"


def test_a_long_question_stays_too_long() -> None:
    one = asked("q=" + "a" * 10_000)
    assert len(one.query) == LONGEST_QUESTION + 1 and len(one.short_query) == LONGEST_QUESTION and one.is_long


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_an_address_asks_what_it_was_made_of(query: str, values: list[str]) -> None:
    given_ = QueryDict(mutable=True)
    given_["q"] = query
    given_.setlist("collection", values)
    one = Wanted.of(given_, sorts=SORTS)
    again = Wanted.of(QueryDict(one.address()[1:]), sorts=SORTS)
    assert (again.query, again.chosen) == (one.query, one.chosen) and not again.slips
