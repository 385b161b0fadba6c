"""Questions made at random, as they are typed, each with what a document must hold to answer it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from testimonies.consent.audiences import Listener
from tests.search.reference import Document, values

WORDS = ("kilotu", "kilodan", "marunvo", "marunvi", "zefirk", "dogunpa", "bursakem", "temnorug", "walixob", "pundarze")
LANGUAGES = ("am", "ti", "km")  # in which no word has another form
COUNTRIES = ("NP", "QA", "PH")
THEMES = ("reference-one", "reference-two", "reference-three")
ROLES = ("origin", "destination")

Predicate = Callable[[Document, Listener], bool]


def question(chance: random.Random, archive: Any, *, depth: int) -> tuple[str, Predicate]:
    """As it is typed, and whether a document answers."""
    kinds = [_word, _word, _phrase, _near, _prefix, _fuzzy, _fact]
    if depth:
        kinds += [_and, _or, _not]
    return chance.choice(kinds)(chance, archive, depth)


def _word(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    word = chance.choice(WORDS)
    return word, lambda one, _: word in one.words


def _phrase(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    pair = tuple(chance.choices(WORDS, k=2))
    return f'"{pair[0]} {pair[1]}"', lambda one, _: pair in zip(one.words, one.words[1:], strict=False)


def _near(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    first, second = chance.sample(WORDS, 2)
    within = chance.randint(1, 4)
    return f"{first} NEAR/{within} {second}", lambda one, _: any(
        abs(place - other) <= within
        for place, word in enumerate(one.words)
        for other, another in enumerate(one.words)
        if (word, another) == (first, second)
    )


def _prefix(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    start = chance.choice(WORDS)[: chance.randint(3, 5)]
    return f"{start}*", lambda one, _: any(word.startswith(start) for word in one.words)


def _fuzzy(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    word = chance.choice(WORDS)
    alike = {"marunvo", "marunvi"} if word.startswith("marun") else {word}
    return f"{word}~", lambda one, _: not alike.isdisjoint(one.words)


def _fact(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    facet, value = chance.choice(
        [("country", "NP"), ("country", "QA.origin"), ("theme", THEMES[0]), ("language", "am"), ("state", "verified"),
         ("speaker", "narrator"), ("kind", "life"), ("decade", "2000")]
    )  # fmt: skip
    return f"{facet}:{value}", lambda one, listener: value in values(one, facet, listener)


def _and(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    (text, holds), (other, also) = (question(chance, archive, depth=depth - 1) for _ in range(2))
    return f"({text}) ({other})", lambda one, listener: holds(one, listener) and also(one, listener)


def _or(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    (text, holds), (other, also) = (question(chance, archive, depth=depth - 1) for _ in range(2))
    return f"(({text}) OR ({other}))", lambda one, listener: holds(one, listener) or also(one, listener)


def _not(chance: random.Random, archive: Any, depth: int) -> tuple[str, Predicate]:
    text, holds = question(chance, archive, depth=depth - 1)
    return f"NOT ({text})", lambda one, listener: not holds(one, listener)
