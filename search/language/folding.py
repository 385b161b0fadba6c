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

MARKS_COUNT = DOTTED_I | {"vi", "sv", "da", "nb", "nn", "no", "fi", "et", "is", "fo"}
"""Languages of Latin letters in which a mark makes another letter: Vietnamese tones and vowels, Turkish ö and ı, Nordic
å, ä and ø. A word typed with marks is found with these marks alone; typed without any, it is found with all."""

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
_ETHIOPIC_TWINS = (
    (0x1210, 0x1200, 8),
    (0x1280, 0x1200, 8),
    (0x1220, 0x1230, 8),
    (0x12D0, 0x12A0, 8),
    (0x1340, 0x1338, 8),
)
"""Rows of syllables that Amharic speaks alike and writes one for the other: ሐ and ኀ for ሀ, ሠ for ሰ, ዐ for አ, ፀ for ጸ
(Alemayehu and Willett, Stemming of Amharic words for information retrieval, 2002)."""

_LETTERS.update(
    {
        row + order: chr(twin + (0 if twin in (0x1200, 0x12A0) and order == 3 else order))
        for row, twin, orders in (*_ETHIOPIC_TWINS, (0x1200, 0x1200, 8), (0x12A0, 0x12A0, 8))
        for order in range(orders)
    }
)

_NASAL_BEFORE_ITS_CLASS = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
_NUKTA = "़"
_STRESS_MARKS = "\u0300\u0301"
_DIAERESIS = "\u0308"
_PERSIAN_EZAFE = re.compile("(?<=ه)\u200c[یي]$")
"""``ه‌ی`` for ``هٔ``, whose mark is left out as well."""
_TATWEEL = "ـ"
_LETTER_APOSTROPHES = "ʼʻʾʿ"
_TONE_BEFORE_LAST = re.compile(r"([òóỏõọ])([ae])$|(?<!q)([ùúủũụ])(y)$")


def lowered(word: str, language: str = "") -> str:
    """``word`` in small letters by the rules of ``language``, accents kept, all that is no letter or digit gone.

    This is the form stemmers expect. Vowel points of Arabic and Hebrew are dropped already here, for stemmers do not
    know them.
    """
    if language in DOTTED_I:
        word = word.replace("İ", "i").replace("I", "ı")
    if "\u200c" in word:
        word = _PERSIAN_EZAFE.sub("", word)
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


def exactly(word: str, language: str = "") -> str:
    """The form under which ``word`` stands in the index: folded, its marks kept where ``language`` counts them."""
    if language not in MARKS_COUNT or not all(_script(char) == "LATIN" for char in word if char.isalpha()):
        return folded(word)
    kept = lowered(word, language)
    return _TONE_BEFORE_LAST.sub(_tone_last, kept) if language == "vi" else kept


def is_bare(word: str) -> bool:
    """Whether ``word`` was typed without any mark that folding takes away."""
    return folded(word) == lowered(word)


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


def _tone_last(match: re.Match[str]) -> str:
    """``hòa`` as ``hoà``: Vietnamese writes the tone of these open syllables upon either vowel."""
    first, last = match[1] or match[3], match[2] or match[4]
    bare, tone = tuple(unicodedata.normalize("NFD", first))
    return bare + unicodedata.normalize("NFC", last + tone)


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
