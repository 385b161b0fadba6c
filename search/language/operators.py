"""Words that join words: AND, OR, NOT and NEAR, in English everywhere and in the language of the page beside it.

In scripts that have capitals, an operator is written in capitals, for in small letters these are words of speech.
Arabic has none: there ``أو`` between spaces is OR, since nobody looks for the word “or” itself (in quotation marks it
is found all the same), and NOT is ``باستثناء``, “with the exception of”. ``بدون`` and ``ليس`` were not taken: “work
without a contract” is what people speak of. NEAR is written with its number, ``قرب/5``.
"""

from __future__ import annotations

import re
from types import MappingProxyType

OPERATORS = MappingProxyType(
    {
        "en": {"AND": "AND", "OR": "OR", "NOT": "NOT", "NEAR": "NEAR"},
        "es": {"Y": "AND", "O": "OR", "NO": "NOT", "CERCA": "NEAR"},
        "fr": {"ET": "AND", "OU": "OR", "SAUF": "NOT", "NON": "NOT", "PRÈS": "NEAR", "PRES": "NEAR"},
        "ar": {"و": "AND", "أو": "OR", "او": "OR", "باستثناء": "NOT", "قرب": "NEAR"},
    }
)
"""How each operator is written in the language of a page."""

USUAL_DISTANCE = 10
"""Words that NEAR without a number spans."""

FARTHEST = 30
"""Words that NEAR may span: a segment of speech is hardly longer."""

_NUMBERED = re.compile(r"(\w+)/(\d*)")


def operator(word: str, ui_language: str) -> tuple[str, int] | None:
    """The operator that ``word`` is on a page in ``ui_language``, with the number after its stroke (0 for none)."""
    known = OPERATORS["en"] | OPERATORS.get(ui_language.partition("-")[0], {})
    if word in known and not (known[word] == "NEAR" and ui_language[:2] == "ar" and not word.isascii()):
        return known[word], 0
    numbered = _NUMBERED.fullmatch(word)
    if numbered and known.get(numbered[1]) == "NEAR":
        return "NEAR", int(numbered[2][:6] or 0)
    return None
