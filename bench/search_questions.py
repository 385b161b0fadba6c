"""What is asked of the archive's search and of its peers, drawn from a seeded archive."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.searchable import EVERYTHING, Narrowing

if TYPE_CHECKING:
    from bench.synthetic import Synthetic

WITHIN = 5
SEED = 11
COMMONEST = 40
MIDDLING = slice(200, 2_000)


@dataclass(frozen=True)
class Question:
    """``kind``: word, and, phrase, near, prefix, fuzzy, concordance."""

    kind: str
    words: list[str]
    narrowing: Narrowing = EVERYTHING

    @property
    def typed(self) -> str:
        """As somebody types it here."""
        match self.kind:
            case "phrase":
                return '"{}"'.format(" ".join(self.words))
            case "near":
                return f" NEAR/{WITHIN} ".join(self.words)
            case "prefix":
                return f"{self.words[0]}*"
            case "fuzzy":
                return f"{self.words[0]}~"
            case _:
                return " ".join(self.words)

    @property
    def tsquery(self) -> str:
        """As PostgreSQL reads it; empty where it has no word for it."""
        match self.kind:
            case "phrase":
                return " <-> ".join(self.words)
            case "near":
                one, other = self.words
                ways = [(one, other), (other, one)]
                return " | ".join(f"({a} <{far}> {b})" for a, b in ways for far in range(1, WITHIN + 1))
            case "prefix":
                return f"{self.words[0]}:*"
            case "fuzzy":
                return ""
            case _:
                return " & ".join(self.words)


def questions(made: Synthetic, number: int) -> dict[str, list[Question]]:
    """So many of each kind. The forty commonest words, of which any is said in every twentieth segment or more often,
    are asked for alone, and in phrases and nearness that name them; all other kinds are without them."""
    chance = random.Random(SEED)
    common, middling = made.words[:COMMONEST], made.words[MIDDLING]
    everyday = frozenset(common)

    def neighbours(step: int, *, commonest: bool) -> list[str]:
        """Two words of one segment, ``step`` apart; both among the commonest, or neither."""
        while True:
            words = chance.choice(made.texts).split()
            at = chance.randrange(len(words) - step)
            pair = [words[at], words[at + step]]
            if pair[0] != pair[1] and all((word in everyday) == commonest for word in pair):
                return pair

    def long() -> str:
        return chance.choice([one for one in middling if len(one) >= 6])

    narrowing = Narrowing({"country": ("NP", "AE", "AD"), "language": ("en", "es"), "state": ("corrected", "verified")})
    makers: dict[str, Callable[[], Question]] = {
        "one word": lambda: Question("word", [chance.choice(middling)]),
        "common word": lambda: Question("word", [chance.choice(common)]),
        "AND": lambda: Question("and", [chance.choice(middling[:400]), chance.choice(middling[:400])]),
        "phrase": lambda: Question("phrase", neighbours(1, commonest=False)),
        "phrase of common words": lambda: Question("phrase", neighbours(1, commonest=True)),
        "NEAR": lambda: Question("near", neighbours(3, commonest=False)),
        "NEAR of common words": lambda: Question("near", neighbours(3, commonest=True)),
        "prefix": lambda: Question("prefix", [long()[:5]]),
        "fuzzy": lambda: Question("fuzzy", [long()]),
        "filter with all facets": lambda: Question("word", [chance.choice(middling)], narrowing),
        "concordance of the first 50": lambda: Question("concordance", [chance.choice(middling)]),
    }
    return {kind: [make() for _ in range(number)] for kind, make in makers.items()}
