"""The reference of a paper form survives the hand that wrote it and the eye that read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.consent import reference
from testimonies.consent.reference import ALPHABET, Reference, parse
from testimonies.exceptions import BadReference

references = st.builds(
    lambda year, record, number: Reference(f"{year:04}-{record:04}", number),
    st.integers(0, 9999),
    st.integers(0, 9_999_999),
    st.integers(1, 999),
)


@given(references)
def test_what_is_printed_is_understood(one: Reference) -> None:
    assert parse(str(one)) == one


@given(references, st.data())
def test_one_mistyped_digit_is_always_noticed(one: Reference, data: st.DataObject) -> None:
    printed = str(one)
    place = data.draw(st.sampled_from([at for at, letter in enumerate(printed[:-1]) if letter.isdigit()]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != printed[place]]))
    with pytest.raises(BadReference):
        parse(printed[:place] + wrong + printed[place + 1 :])


@given(references, st.data())
def test_two_digits_swapped_are_always_noticed(one: Reference, data: st.DataObject) -> None:
    printed = str(one)
    digits = [at for at, letter in enumerate(printed[:-1]) if letter.isdigit()]
    first, second = sorted(data.draw(st.lists(st.sampled_from(digits), min_size=2, max_size=2, unique=True)))
    if printed[first] == printed[second]:
        return
    swapped = list(printed)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    with pytest.raises(BadReference):
        parse("".join(swapped))


@pytest.mark.parametrize(
    "written",
    [
        "{0}",
        " {0} ",
        "{1}",
        "{2}",
        "2026 0007 c2 {check}",
        "20260007C2{check}",
        "٢٠٢٦-٠٠٠٧-C٢-{check}",
        "2026–0007–C2–{check}",
        "\u2066{0}\u2069",
        "２０２６－０００７－Ｃ２－{check}",
    ],
)
def test_spaces_dashes_case_and_digits_of_any_script_do_not_matter(written: str) -> None:
    wanted = Reference("2026-0007", 2)
    printed = str(wanted)
    text = written.format(printed, printed.lower(), printed.replace("-", "−"), check=printed[-1])
    assert parse(text) == wanted


@pytest.mark.parametrize(
    "written", ["", "2026-0007", "2026-0007-C2", "2026-0007-K2-A", "C2", "2026-0007-C0002-A", "x" * 9000]
)
def test_what_is_no_reference_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadReference, match="2026-0007-C2"):
        parse(written)


def test_the_alphabet_has_no_character_that_is_taken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31 and not set(ALPHABET) & set("01IOS")
    weights = [pow(3, place, 31) for place in range(1, 31)]
    assert len(set(weights)) == 30, "three is a primitive root: no two places weigh the same"
    assert {reference.check_character(f"{number:04}") for number in range(1000)} == set(ALPHABET)
