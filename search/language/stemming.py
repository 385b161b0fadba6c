"""Stems: the part that the forms of one word share, by Snowball's rules for its language.

A language without rules has no stems; its words are found by their exact forms alone.
"""

from __future__ import annotations

import threading
from types import MappingProxyType

import Stemmer

from search.language.folding import folded

ALGORITHMS = MappingProxyType(
    {
        **{"ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech", "da": "danish"},
        **{"nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french"},
        **{"de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish"},
        **{"it": "italian", "lt": "lithuanian", "ms": "indonesian", "ne": "nepali", "no": "norwegian"},
        **{"nb": "norwegian", "nn": "norwegian", "fa": "persian", "pl": "polish", "pt": "portuguese"},
        **{"ro": "romanian", "ru": "russian", "sr": "serbian", "hr": "serbian", "bs": "serbian", "st": "sesotho"},
        **{"es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"},
    }
)
"""Language subtag to the name of Snowball's algorithm for it."""

_FOLDED_FIRST = frozenset({"hi", "ne"})
"""Languages whose spelling variants the algorithm does not know: it is given the folded word."""

_ARTICLES = (("وال", "ال"), ("فال", "ال"), ("بال", "ال"), ("كال", "ال"), ("ولل", "ال"), ("لل", "ال"))
"""The Arabic article behind a particle, and the bare article (Larkey, Ballesteros, Connell 2002, the light stemmer)."""

_stemmers = threading.local()


def stem(lowered_word: str, language: str) -> str:
    """The folded stem of a word already in small letters; ``""`` where ``language`` has no rules."""
    algorithm = ALGORITHMS.get(language)
    if algorithm is None:
        return ""
    if language in _FOLDED_FIRST:
        lowered_word = folded(lowered_word)
    elif language == "ar":
        lowered_word = _bare_article(lowered_word.replace("ى", "ي"))
    return folded(_stemmer(algorithm).stemWord(lowered_word)) or folded(lowered_word)


def _bare_article(word: str) -> str:
    for joined, bare in _ARTICLES:
        if word.startswith(joined) and len(word) >= len(joined) + 2:
            return bare + word.removeprefix(joined)
    return word


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    """One stemmer per thread and algorithm: they keep a buffer and may not be shared."""
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    if algorithm not in known:
        known[algorithm] = Stemmer.Stemmer(algorithm, 0)  # our own cache stands before it
    return known[algorithm]
