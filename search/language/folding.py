"""One form for every way of writing a word: case, width, accents, letter forms and digits folded away.

What is folded is decided by the script of the letter, never by one English rule for all. A mark that only colours a
letter (Latin, Greek, Arabic, Hebrew, Syriac) is dropped; a mark that is a vowel or a tone of its own (Indic and
South-East Asian scripts, kana) is kept. Rules for Devanagari follow the spelling variants named in the Unicode
Standard, chapter 12.1 (homorganic nasals, candrabindu, nukta).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DOTTED_I = frozenset({"tr", "az", "crh", "tt"})
"""Languages in which I is the capital of ı, and İ that of i."""

_ACCENTED_SCRIPTS = frozenset({"LATIN", "GREEK", "ARABIC", "HEBREW", "SYRIAC"})

_LETTERS = str.maketrans(
    {
        # Latin letters that Unicode does not take apart
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i"},
        **{"ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y"},
        # Arabic, Persian and Urdu forms of alef, yeh, kaf and heh
        **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۃ": "ه", "ہ": "ه", "ە": "ه"},
        # candrabindu is written anusvara as often as not
        "ँ": "ं",
    }
)
_NASAL_BEFORE_ITS_CLASS = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_NUKTA = "़"
_STRESS_MARKS = "\u0300\u0301"
_DIAERESIS = "\u0308"
_TATWEEL = "ـ"
_LETTER_APOSTROPHES = "ʼʻʾʿ"


def lowered(word: str, language: str = "") -> str:
    """``word`` in small letters by the rules of ``language``, accents kept, all that is no letter or digit gone.

    This is the form stemmers expect. Vowel points of Arabic and Hebrew are dropped already here, for stemmers do not
    know them.
    """
    if language in DOTTED_I:
        word = word.replace("İ", "i").replace("I", "ı")
    if word.isascii():
        return word.lower() if word.isalnum() else "".join(filter(str.isalnum, word)).lower()
    kept: list[str] = []
    script = ""
    for char in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold()):
        if unicodedata.category(char)[0] == "M":
            if not _is_selector(char) and script not in {"ARABIC", "HEBREW"}:
                kept.append(char)
        elif char.isdecimal():
            kept.append(str(unicodedata.decimal(char)))
        elif char.isalnum() and char != _TATWEEL and char not in _LETTER_APOSTROPHES:
            kept.append(char)
            script = _script(char)
    return "".join(kept)


def folded(word: str) -> str:
    """The form under which ``word`` is found however it was typed. ``""`` where nothing of it can be searched."""
    word = lowered(word)
    if word.isascii():
        return word
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFKD", word):
        if unicodedata.category(char)[0] != "M":
            base = char
            kept.append(char)
        elif not _is_ornament(char, base):
            kept.append(char)
    plain = unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)
    return _NASAL_BEFORE_ITS_CLASS.sub("ं", plain)


def _is_ornament(mark: str, base: str) -> bool:
    """Whether ``mark`` upon ``base`` may be left out without making another word of it."""
    if not base:
        return False
    script = _script(base)
    if script == "CYRILLIC":  # й and ї are letters; a stress mark and the dots of ё are not
        return mark in _STRESS_MARKS or (mark == _DIAERESIS and base == "е")
    return script in _ACCENTED_SCRIPTS or mark == _NUKTA


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The script a letter's Unicode name begins with, such as ``LATIN``."""
    return unicodedata.name(letter, "").partition(" ")[0]
