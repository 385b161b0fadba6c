"""Names of other people, and children."""

from __future__ import annotations

from collections.abc import Iterator

from testimonies.risk.kinds import Kind
from testimonies.risk.reading import Found, Reading

__all__ = ["children", "names"]

A_FEW = 3
FARTHEST = 7


def names(reading: Reading) -> Iterator[Found]:
    for section, why in (("title", "title"), ("kin", "kinship"), ("named", "named")):
        for first, after in reading.of(section):
            yield from _after_a_cue(reading, section, why, first, after)
    for number, _end in reading.of("given"):
        if after := reading.name_at(number, unknown=False):
            yield reading.found(number, after, Kind.NAME, "given_name")


def _after_a_cue(reading: Reading, section: str, why: str, first: int, after: int) -> Iterator[Found]:
    number = after
    while number < len(reading.words) and number - after < A_FEW and reading.at("link", number):
        number += 1
    if number >= len(reading.words) or reading.words[number].sentence != reading.words[first].sentence:
        return
    end = _caseless_name(reading, section, number) if reading.words[number].caseless else reading.name_at(number)
    if end:
        yield reading.found(first if section == "title" else number, end, Kind.NAME, why)


def _caseless_name(reading: Reading, section: str, number: int) -> int:
    """In a script without capitals any word may follow a word of kinship; only one that is called so is a name."""
    if section == "kin":
        return reading.name_at(number, unknown=False)
    word = reading.words[number]
    if any(reading.at(one, number) for one in ("not_name", "place", "organisation", "digits")) or word.plain.isdigit():
        return 0
    if len(word.plain) < 3 or word.plain in reading.shown:
        return 0
    return max(number + 1, reading.at("given", number))


def children(reading: Reading) -> Iterator[Found]:
    for _first, after in reading.of("child"):
        window = reading.near(after - 1, 0, FARTHEST)
        for number in window[1:]:
            if name_end := _name_of_child(reading, number, after):
                yield reading.found(number, name_end, Kind.CHILD, "child")
                break
            if age := _age(reading, number):
                yield reading.found(*age, Kind.CHILD, "child")
                break
            if school := _school(reading, number):
                yield reading.found(*school, Kind.CHILD, "child")
                break


def _name_of_child(reading: Reading, number: int, after: int) -> int:
    """A name right behind the word for the child, or one that the lists know a little farther on."""
    if number <= after + 1 and not _school(reading, number):
        return reading.name_at(number, unknown=not reading.words[number].caseless)
    return 0


def _age(reading: Reading, number: int) -> tuple[int, int] | None:
    word = reading.words[number]
    if after := reading.at("age_before", number):
        end = min(after + 2, reading.sentence_of(number).stop)
        return (after, end) if end > after else None
    is_number = word.plain.isdigit() or reading.at("digits", number) or reading.at("number", number)
    if is_number and number + 1 < len(reading.words) and (after := reading.at("age", number + 1)):
        return number, after
    return None


def _school(reading: Reading, number: int) -> tuple[int, int] | None:
    """A school by its name: capitals before it, or behind it."""
    if not reading.words[number].capital:
        return None
    end = number
    while end < len(reading.words) and reading.words[end].capital and end - number < 5:
        end += 1
    schools = [one for one in range(number, end) if reading.at("school", one)]
    return (number, end) if schools and end - number > 1 else None
