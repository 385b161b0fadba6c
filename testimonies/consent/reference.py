"""The reference printed on a paper form: ``2026-0007-C2-K``, the testimony, the form's number, a check character.

The check character is the sum of all digits, each times a power of three by its place from the right, modulo the prime
31. Three is a primitive root of 31, so that within thirty places no two weights are alike: one digit mistyped, or any
two of them swapped, always gives another character (ISO/IEC 7064 calls such a system a pure one; theirs has letters
that are easily mistaken for digits, which :data:`ALPHABET` leaves out).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.exceptions import BadReference

ALPHABET = "23456789ABCDEFGHJKLMNPQRTUVWXYZ"
"""31 characters; without 0, 1, I, O and S, which are taken for each other in handwriting."""

_FORM = re.compile(r"(?P<year>\d{4})-?(?P<record>\d{4,7})-?C(?P<number>\d{1,3})-?(?P<check>[0-9A-Z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """A form of a testimony: its accession number, and the form's own number within it, from 1 on."""

    accession_number: str
    number: int

    def __str__(self) -> str:
        body = f"{self.accession_number}-C{self.number}"
        return f"{body}-{check_character(body)}"


def check_character(body: str) -> str:
    """The character that follows ``body``; all but its digits is passed over."""
    digits = [int(letter) for letter in body if letter in "0123456789"]
    total = sum(digit * pow(3, place, len(ALPHABET)) for place, digit in enumerate(reversed(digits), start=1))
    return ALPHABET[total % len(ALPHABET)]


def parse(written: str) -> Reference:
    """What was typed from the paper: any case, spaces, dashes, digits of any script. Raises :class:`BadReference`."""
    found = _FORM.fullmatch(_folded(written))
    if found is None:
        raise BadReference(_("This is no reference of a form. It looks like this: %(example)s.") % {"example": EXAMPLE})
    reference = Reference(f"{found['year']}-{found['record']}", int(found["number"]))
    if str(reference)[-1] != found["check"]:
        raise BadReference(
            _("One of these characters is mistyped: the last one does not fit the others. Look at the paper again.")
        )
    return reference


def _folded(written: str) -> str:
    letters = []
    for letter in unicodedata.normalize("NFKC", written).upper():
        if unicodedata.category(letter) == "Nd":
            letters.append(str(unicodedata.digit(letter)))
        elif unicodedata.category(letter) == "Pd" or letter == "−":
            letters.append("-")
        elif not letter.isspace() and unicodedata.category(letter) != "Cf":
            letters.append(letter)
    return "".join(letters)


EXAMPLE = str(Reference("2026-0007", 2))
