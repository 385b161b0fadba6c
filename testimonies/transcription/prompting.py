"""Word lists: names, places and organisations that a recogniser shall spell as the archive does.

Whisper takes up to 223 tokens as "what was written before" and leans towards the words in it. It is no promise: a list
helps where the sound leaves a choice, and a long one costs time with every piece.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

MOST_TOKENS = 200
"""Of a list. Whisper's own limit is 223; names in other scripts than Latin take three to ten tokens each."""
MOST_LETTERS = 2_000
"""Of a list, before its tokens are counted: 200 tokens never write as many."""
BETWEEN = ", "


def prompt(names: Iterable[str]) -> str:
    """One prompt of ``names``, most important first: each once, on one line, in the spelling it is given in.

    Names that are equal but for case count once. Control characters, line ends and commas within a name become spaces.
    """
    kept: dict[str, str] = {}
    length = 0
    for name in names:
        clean = " ".join("".join(" " if _parts(one) else one for one in unicodedata.normalize("NFC", name)).split())
        if not clean or clean.casefold() in kept:
            continue
        length += len(clean) + len(BETWEEN)
        if length > MOST_LETTERS:
            break
        kept[clean.casefold()] = clean
    return BETWEEN.join(kept.values())


def bounded(prompt: str, count: Callable[[str], int], most: int = MOST_TOKENS) -> str:
    """The beginning of ``prompt`` that ``count`` finds to have at most ``most`` tokens, cut at the end of a word."""
    words = prompt.split()
    few, many = 0, len(words)
    while few < many:
        middle = (few + many + 1) // 2
        few, many = (middle, many) if count(" ".join(words[:middle])) <= most else (few, middle - 1)
    return " ".join(words[:few]).rstrip(", ")


def _parts(letter: str) -> bool:
    return letter == "," or unicodedata.category(letter) in ("Cc", "Zl", "Zp")
