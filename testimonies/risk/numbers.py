"""What is written in digits, or spoken as digits: telephones, documents, accounts, and addresses with a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from testimonies.risk.kinds import Kind
from testimonies.risk.reading import Found, Reading

__all__ = ["accounts", "addresses", "documents", "emails", "telephones"]

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
_LONG_DIGITS = re.compile(r"(?<![\w.,])\d(?:[ -]?\d){5,29}(?![\w])")
_CODE = re.compile(r"\b(?=[A-Z0-9/-]{0,40}\d)[A-Z0-9]{1,4}(?:[ /-]?[A-Z0-9]{1,8}){0,5}\b")
_PASSPORT = re.compile(r"\b[A-Z]{1,2}\d{6,8}\b")
_TELEPHONE = re.compile(r"(?<![\w.,])\+?\(?\d[\d ().\-/]{4,22}\d(?!\w)")
_MONEY = re.compile(r"[1-9]\d{0,2}([ .]\d{3})+")
_DATE = re.compile(r"(\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(19|20)\d\d([ /-]+(19|20)\d\d)*)")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
NEAR_WORDS = 8
DIGITS_OF_A_DOCUMENT = 5
DIGITS_OF_AN_ACCOUNT = 6
SPOKEN_DIGITS = 7
SPOKEN_AFTER_ZERO = 5
CUES = ("account", "document", "telephone")
DIGITS_OF_A_CARD = range(13, 20)


def emails(reading: Reading) -> Iterator[Found]:
    for found in _EMAIL.finditer(reading.flat):
        yield Found(found.start(), found.end(), Kind.EMAIL, "email")
    for number, after in reading.of("at"):
        for dot in range(after, min(after + 4, len(reading.words))):
            if number and reading.at("dot", dot) and reading.at("tld", reading.at("dot", dot)):
                yield reading.found(number - 1, reading.at("tld", reading.at("dot", dot)), Kind.EMAIL, "email")
                break


def accounts(reading: Reading) -> Iterator[Found]:
    for found in _IBAN.finditer(reading.flat):
        if _is_iban(found[0]):
            yield Found(found.start(), found.end(), Kind.BANK, "account")
    for found in _LONG_DIGITS.finditer(reading.flat):
        digits = re.sub(r"\D", "", found[0])
        if (len(digits) in DIGITS_OF_A_CARD and _luhn(digits)) or (
            len(digits) >= DIGITS_OF_AN_ACCOUNT
            and _cue_before(reading, found, "account")
            and not _money(reading, found)
        ):
            yield Found(found.start(), found.end(), Kind.BANK, "account")


def documents(reading: Reading) -> Iterator[Found]:
    for found in _CODE.finditer(reading.flat):
        digits = sum(letter.isdigit() for letter in found[0])
        if digits < DIGITS_OF_A_DOCUMENT or _DATE.fullmatch(found[0]):
            continue
        if _PASSPORT.fullmatch(found[0]) or (_cue_before(reading, found, "document") and not _money(reading, found)):
            yield Found(found.start(), found.end(), Kind.DOCUMENT, "number")


def telephones(reading: Reading) -> Iterator[Found]:
    for found in _TELEPHONE.finditer(reading.flat):
        digits = sum(letter.isdigit() for letter in found[0])
        if not 7 <= digits <= 15 or _DATE.fullmatch(found[0].strip()):
            continue
        sure = found[0].startswith(("+", "0", "(0")) or _cue_before(reading, found, "telephone")
        if _money(reading, found) or (not sure and (_MONEY.fullmatch(found[0]) or found[0].isdigit())):
            continue
        yield Found(found.start(), found.end(), Kind.TELEPHONE, "digits")
    yield from _spoken(reading)


def _spoken(reading: Reading) -> Iterator[Found]:
    number = 0
    while number < len(reading.words):
        after = number
        while after < len(reading.words) and reading.at("digits", after):
            if reading.words[after].sentence != reading.words[number].sentence:
                break
            after += 1
        enough = SPOKEN_AFTER_ZERO if reading.at("zero", number) else SPOKEN_DIGITS
        if after - number >= enough:
            yield reading.found(number, after, Kind.TELEPHONE, "spoken_digits")
        number = max(after, number + 1)


def addresses(reading: Reading) -> Iterator[Found]:
    for first, after in reading.of("street"):
        begin, end = _street_before(reading, first), _street_behind(reading, after)
        if begin < first or end > after:
            yield reading.found(begin, end, Kind.ADDRESS, "street")
    for first, after in reading.of("door"):
        if after < len(reading.words) and _is_number(reading, after):
            yield reading.found(first, after + 1, Kind.ADDRESS, "street")
        elif first and reading.words[first - 1].plain.isdigit() and reading.words[first].capital:
            yield reading.found(first - 1, after, Kind.ADDRESS, "street")


def _street_before(reading: Reading, first: int) -> int:
    """“12 Baker Street”, “14 rue”: a number, or names with a capital and a number before them."""
    begin = first
    while begin and first - begin < 3 and reading.words[begin - 1].capital and reading.words[first].capital:
        if reading.at("not_name", begin - 1) or reading.words[begin - 1].sentence != reading.words[first].sentence:
            break
        begin -= 1
    if begin and _short_number(reading, begin - 1):
        begin -= 1
    return begin


def _street_behind(reading: Reading, after: int) -> int:
    """“calle Los Olivos 45”, “rue des Lilas”: names, and a number behind them."""
    end = number = after
    limit = reading.sentence_of(after - 1).stop
    while number < limit and number - after < 5:
        word = reading.words[number]
        caseless_name = (
            word.caseless
            and number == after
            and not _definite(reading.words[after - 1].plain)
            and not reading.at("not_name", number)
            and len(word.plain) > 2
        )
        if caseless_name or _short_number(reading, number) or word.capital:
            end = number + 1
        elif not reading.at("link", number) and word.plain not in ("no", "num", "numero", "number"):
            break
        number += 1
    return end


def _definite(word: str) -> bool:
    """“The street” in Arabic is any street; only one without the article has its name behind it."""
    return "ال" in word[:3] or word.startswith("لل")


def _short_number(reading: Reading, number: int) -> bool:
    return reading.words[number].plain.isdigit() and len(reading.words[number].plain) <= 5


def _is_number(reading: Reading, number: int) -> bool:
    return bool(reading.words[number].plain[:1].isdigit() or reading.at("digits", number))


def _cue_before(reading: Reading, found: re.Match[str], section: str) -> bool:
    """Whether a phrase of ``section`` stands before it, not far, in the same sentence, and no other kind nearer."""
    here = min(_number_of(reading, found.start()), len(reading.words) - 1)
    window = reading.near(here, NEAR_WORDS, 0)
    nearest = {one: max((n for n in window if reading.at(one, n)), default=-1) for one in CUES}
    if section == "telephone" and max(nearest.values()) < 0:
        return reading.any_in("number_is", window)
    return nearest[section] >= 0 and nearest[section] == max(nearest.values())


def _money(reading: Reading, found: re.Match[str]) -> bool:
    number = _number_of(reading, found.end())
    return number < len(reading.words) and bool(reading.at("money", number))


def _number_of(reading: Reading, offset: int) -> int:
    """The number of the first word that ends behind ``offset``."""
    low, high = 0, len(reading.words)
    while low < high:
        middle = (low + high) // 2
        if reading.words[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return low


def _is_iban(written: str) -> bool:
    """ISO 13616: the check digits, modulo 97."""
    code = re.sub(r"[ -]", "", written)
    if not 15 <= len(code) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in code[4:] + code[:4])) % 97 == 1


def _luhn(digits: str) -> bool:
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
