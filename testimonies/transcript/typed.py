"""What people type or paste into a transcript, made fit to stand there, or refused with a sentence."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from testimonies.exceptions import FaultyWords

__all__ = ["LONGEST", "clean", "clean_label", "from_utf16", "is_unspaced", "to_utf16"]

LONGEST = 2_000
"""So many characters a segment holds at most: half a minute of the fastest speech is not half of it."""
LONGEST_LABEL = 60

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_MEANINGLESS = re.compile(
    "[\u00ad\u200b\u2060-\u2064\u206a-\u206f\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
"""Seen by nobody: soft hyphens, zero-width spaces, marks of byte order; and what turns the direction of all that
follows, which is said by the language of the segment. The joiners that Persian, Hindi and others need stay, and so do
the marks that turn the direction of nothing but themselves."""


def clean(text: str, *, longest: int = LONGEST) -> str:
    """The text in composed letters, breaks and runs of spaces made one space. Raises :class:`FaultyWords`.

    Nothing that can be read is taken out; what cannot be kept (control characters, halves of letters) is refused.
    """
    text = _MEANINGLESS.sub("", _BREAKS.sub(" ", text))
    if any(unicodedata.category(letter) in ("Cc", "Cs") or _is_no_character(letter) for letter in text):
        raise FaultyWords(_("The text holds control characters that nobody can read. Paste it as plain text."))
    text = re.sub(" {2,}", " ", unicodedata.normalize("NFC", text)).strip()
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in text):
        raise FaultyWords(
            _("A segment cannot be empty. If nobody said this, strike it out; if it belongs elsewhere, merge it.")
        )
    if len(text) > longest:
        raise FaultyWords(
            _("A segment holds at most %(most)s characters; this text has %(many)s. Put it into several segments.")
            % {"most": longest, "many": len(text)}
        )
    return text


def clean_label(text: str) -> str:
    """What a speaker is called; empty for nobody in particular. Raises :class:`FaultyWords`."""
    if not text.strip():
        return ""
    label = clean(text, longest=10 * LONGEST_LABEL)
    if len(label) > LONGEST_LABEL:
        raise FaultyWords(_("A speaker is called by at most %(most)s characters.") % {"most": LONGEST_LABEL})
    return label


def from_utf16(text: str, offset: int) -> int:
    """The place in ``text`` that a browser, which counts UTF-16 units, calls ``offset``; never within a letter."""
    units = 0
    for place, letter in enumerate(text):
        if units >= offset:
            return place
        units += 2 if ord(letter) > 0xFFFF else 1
    return len(text)


def to_utf16(text: str, place: int) -> int:
    """What a browser calls ``place``."""
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in text[:place])


def is_unspaced(letter: str) -> bool:
    """Whether it is of a script whose words stand without spaces between them, from Thai to Chinese; not Korean."""
    return (
        "\u0e00" <= letter <= "\u109f"
        or "\u1780" <= letter <= "\u17ff"
        or ("\u2e80" <= letter <= "\ua4cf" and not "\u3130" <= letter <= "\u318f")
        or "\uf900" <= letter <= "\ufaff"
        or letter >= "\U00020000"
    )


def _is_no_character(letter: str) -> bool:
    return (ord(letter) & 0xFFFE) == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"
