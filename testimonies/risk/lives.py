"""Employers with a place, ways into a country, memberships, convictions, health."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testimonies.risk.kinds import Kind
from testimonies.risk.reading import Found, Reading

__all__ = ["convictions", "employers", "entries", "illnesses", "memberships"]

_WRITTEN_DATE = re.compile(r"\b(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})\b")
MEMBER_NEAR = 6


def employers(reading: Reading) -> Iterator[Found]:
    """A workplace by its name; only where a place stands in the same sentence, for that is what finds it."""
    for first, after in reading.of("workplace"):
        named = _workplace_name(reading, first, after)
        if named and _has_place(reading, *named):
            yield reading.found(*named, Kind.EMPLOYER, "workplace")
    for _first, after in reading.of("work"):
        number = after
        while number < len(reading.words) and number - after < 2 and reading.at("link", number):
            number += 1
        end = _proper(reading, number)
        if end and not reading.at("workplace", number) and _has_place(reading, number, end):
            yield reading.found(number, end, Kind.EMPLOYER, "workplace")


def _workplace_name(reading: Reading, first: int, after: int) -> tuple[int, int] | None:
    number = after
    while number < len(reading.words) and number - after < 3 and reading.at("link", number):
        number += 1
    if number < len(reading.words) and reading.words[number].sentence == reading.words[first].sentence:
        word = reading.words[number]
        if word.caseless:
            known = any(reading.at(one, number) for one in ("not_name", "place", "place_before", "money"))
            if not known and number == after and not word.plain.isdigit() and word.plain.startswith("ال"):
                return first, number + 1
        elif end := _proper(reading, number):
            return first, end
    begin = first
    while begin and reading.words[begin - 1].capital and not _known(reading, begin - 1) and first - begin < 3:
        begin -= 1
    return (begin, after) if begin < first else None


def _proper(reading: Reading, number: int) -> int:
    """The number of the word after a run of capitals that are no place and no everyday word; 0: there is none."""
    after = number
    while after - number < 5:
        joined = after > number and reading.any_in("link", [after])
        if not _capital_at(reading, after) and not (joined and _capital_at(reading, after + 1)):
            break
        after += 1
    return after if after > number else 0


def _capital_at(reading: Reading, number: int) -> bool:
    return number < len(reading.words) and reading.words[number].capital and not _known(reading, number)


def _known(reading: Reading, number: int) -> bool:
    return any(reading.at(section, number) for section in ("not_name", "place"))


def _has_place(reading: Reading, first: int, after: int) -> bool:
    sentence = [number for number in reading.sentence_of(first) if not first <= number < after]
    if reading.any_in("place", sentence):
        return True
    return any(
        reading.at("place_before", number) and _capital_at(reading, number + 1) and not first <= number + 1 < after
        for number in sentence
    )


def entries(reading: Reading) -> Iterator[Found]:
    """The places and days in a sentence about crossing; after a word for arriving, only a day with its month."""
    for section, places in (("crossing", True), ("arrival", False)):
        for first, after in reading.of(section):
            sentence = reading.sentence_of(first)
            if places:
                for number in sentence:
                    if not first <= number < after and (end := reading.at("place", number)):
                        yield reading.found(number, end, Kind.ENTRY, "crossing")
            yield from _days(reading, sentence, needs_day=not places)


def _days(reading: Reading, sentence: range, *, needs_day: bool) -> Iterator[Found]:
    for number in sentence:
        end = reading.at("month", number)
        if not end:
            continue
        begin = number
        links = 0
        while begin > sentence.start and links < 2:
            before = reading.words[begin - 1].plain
            if before.rstrip("stndrh").isdigit() and len(before) <= 4:
                begin -= 1
                break
            if not reading.at("link", begin - 1):
                break
            begin, links = begin - 1, links + 1
        has_day = reading.words[begin].plain[:1].isdigit()
        begin = begin if has_day else number
        for _more in range(3):
            if end < sentence.stop and (reading.words[end].plain.rstrip("stndrh").isdigit() or reading.at("link", end)):
                end += 1
        while not reading.words[end - 1].plain[:1].isdigit() and end - 1 > number:
            end -= 1
        has_day = has_day or reading.words[end - 1].plain[:1].isdigit()
        if has_day or (not needs_day and reading.words[number].capital):
            yield reading.found(begin, end, Kind.ENTRY, "crossing")
    low, high = reading.words[sentence.start].start, reading.words[sentence.stop - 1].end
    for found in _WRITTEN_DATE.finditer(reading.flat, low, high):
        yield Found(found.start(), found.end(), Kind.ENTRY, "crossing")


def memberships(reading: Reading) -> Iterator[Found]:
    for first, after in reading.of("member_alone"):
        yield reading.found(first, after, Kind.MEMBERSHIP, "member")
    for first, after in reading.of("member"):
        for number in reading.near(after - 1, 1, MEMBER_NEAR):
            if end := reading.at("organisation", number):
                yield reading.found(first, max(after, end), Kind.MEMBERSHIP, "member")
                break


def convictions(reading: Reading) -> Iterator[Found]:
    for first, after in reading.of("police"):
        yield reading.found(first, after, Kind.CONVICTION, "police")


def illnesses(reading: Reading) -> Iterator[Found]:
    for first, after in reading.of("illness"):
        yield reading.found(first, after, Kind.HEALTH, "illness")
