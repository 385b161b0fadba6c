"""Stems: the part that the forms of one word share, by Snowball's rules for its language or by light ones of our own.

A language without rules has no stems; its words are found by their exact forms alone.
"""

from __future__ import annotations

import re
import threading
from types import MappingProxyType

import Stemmer

from search.language.folding import exactly, folded
from search.language.irregular import LIKE, WHOLE
from search.language.light import LIGHT

ALGORITHMS = MappingProxyType(
    {
        **{"hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish"},
        **{"nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french"},
        **{"de": "german", "el": "greek", "hu": "hungarian", "id": "indonesian", "ga": "irish"},
        **{"it": "italian", "lt": "lithuanian", "ms": "indonesian", "ne": "nepali", "no": "norwegian"},
        **{"nb": "norwegian", "nn": "norwegian", "fa": "persian", "pl": "polish", "pt": "portuguese"},
        **{"ro": "romanian", "ru": "russian", "sr": "serbian", "hr": "serbian", "bs": "serbian", "st": "sesotho"},
        **{"es": "spanish", "sv": "swedish", "tr": "turkish", "yi": "yiddish"},
    }
)
"""Language subtag to the name of Snowball's algorithm for it."""

_FOLDED_FIRST = frozenset({"ne"})
"""Languages whose spelling variants the algorithm does not know: it is given the folded word."""

_PERSIAN_PEOPLE = re.compile("(?<=....)(?<=[^ا])ان$|(?<=ا)یان$|(?<=ا)يان$")
"""The plural of people, which Snowball leaves: ``کارگران``, ``کارفرمایان``. Shorter words end so by themselves."""

_FRENCH_WE = re.compile("(?<=...[^tsxgpn])ions$")
_FRENCH_IN_IONS = frozenset({"avions", "camions", "millions", "billions", "rébellions", "légions"})
"""The imperfect of “we”, ``dormions``, which Snowball leaves, and nouns that end as it does."""

_stemmers = threading.local()


def stem(lowered_word: str, language: str) -> str:
    """The stem of a word already in small letters, folded as words are; ``""`` where ``language`` has no rules."""
    if language in LIGHT:
        return LIGHT[language](exactly(lowered_word, language))
    algorithm = ALGORITHMS.get(language)
    if algorithm is None:
        return ""
    if lowered_word in WHOLE.get(language, {}):
        return WHOLE[language][lowered_word]
    if language == "fr" and lowered_word not in _FRENCH_IN_IONS:
        lowered_word = _FRENCH_WE.sub("ais", lowered_word)
    lowered_word = LIKE.get(language, {}).get(lowered_word, lowered_word)
    if language in _FOLDED_FIRST:
        lowered_word = folded(lowered_word)
    found = _stemmer(algorithm).stemWord(lowered_word) or lowered_word
    if language == "tr":  # takes off but one sort of endings at a time: kadınlar, kadın, kadı
        found = _stemmer(algorithm).stemWord(_stemmer(algorithm).stemWord(found)) or found
    if language == "fa":
        found = _PERSIAN_PEOPLE.sub("", found)
    return exactly(found, language) or exactly(lowered_word, language)


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """One stemmer per thread and algorithm: they keep a buffer and may not be shared."""
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    if algorithm not in known:
        known[algorithm] = Stemmer.Stemmer(algorithm, 0)  # our own cache stands before it
    return known[algorithm]
