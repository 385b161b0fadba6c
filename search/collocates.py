"""Which words keep company with what was asked for, and how firmly.

Everything is counted in segments: stretches of speech of a few seconds to half a minute. Only what the asker may read
is counted, in the text and in the archive as a whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log, log2

from search.lines import Spoken

__all__ = ["MEASURES", "WINDOWS", "Candidate", "Collocate", "candidates", "log_dice", "log_likelihood", "measured"]

WINDOWS = (1, 2, 3, 5, 10)
USUAL_WINDOW = 5
FEWEST = 2
"""A word that stands beside it once is no company."""
MOST_CANDIDATES = 30
"""Words of which the index is asked how often they are said: those that stand in the window more often than in the rest
of the same segments, and a few of the commonest. Each costs a millisecond."""
COMMONEST = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word in the window: folded, as it is mostly written, its language, and in how many segments it stands there."""

    exact: str
    written: str
    language: str
    together: int


@dataclass(frozen=True, slots=True)
class Collocate:
    """``together``: segments with both, the word within the window; ``alone``: segments with the word anywhere."""

    written: str
    language: str
    together: int
    alone: int
    log_likelihood: float
    log_dice: float


def candidates(spoken: Iterable[Spoken], window: int) -> list[Candidate]:
    """Words within ``window`` words of a match in at least two segments: the likeliest to belong to it; a word counts
    once in a segment."""
    counted: Counter[str] = Counter()
    near: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    written: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in spoken:
        text, words = one.text, one.words
        exact = [word.exact for word in words]
        places, inside = _within(one, window)
        elsewhere.update(exact)
        elsewhere.subtract([exact[place] for place in inside])
        near.update([exact[place] for place in places])
        beside = {exact[place]: words[place] for place in reversed(places)}
        counted.update(beside.keys())
        for form, word in beside.items():
            written[form][text[word.start : word.end], one.language] += 1
    elsewhere.subtract(near)
    sizes = near.total(), elsewhere.total()

    def drawn(pair: tuple[str, int]) -> tuple[float, int, str]:
        """By how surely it is drawn to the match, as far as these segments say."""
        exact, number = pair
        here, there = number, elsewhere[exact]
        return -log_likelihood(here, sizes[0], here + there, max(1, sum(sizes))), -number, exact

    company = sorted((pair for pair in counted.items() if pair[1] >= FEWEST), key=lambda pair: (-pair[1], pair[0]))
    likely = sorted(company[COMMONEST:], key=drawn)[: MOST_CANDIDATES - COMMONEST]
    return [
        Candidate(exact, *written[exact].most_common(1)[0][0], number)
        for exact, number in (*company[:COMMONEST], *likely)
    ]


def measured(
    found: Sequence[Candidate], alone: Sequence[int], *, with_match: int, looked_at: int, segments: int
) -> list[Collocate]:
    """The measures of each. ``alone``: segments that hold the word, among all ``segments`` that the asker may read;
    ``with_match`` of these answer the question, and ``looked_at`` of those were read: where they are fewer, what was
    counted in them is taken as true of the rest for logDice. How sure it is follows from what was counted: for the
    log-likelihood those that were read stand against all that do not answer, and those that nobody read are left out.
    """
    scale = with_match / looked_at if looked_at else 1.0
    told = []
    for candidate, frequency in zip(found, alone, strict=True):
        together = min(candidate.together * scale, frequency, with_match)
        counted = min(candidate.together, frequency)
        unread = together - counted
        if together > 0:
            told.append(
                Collocate(
                    candidate.written,
                    candidate.language,
                    candidate.together,
                    frequency,
                    log_likelihood(counted, looked_at, frequency - unread, segments - (with_match - looked_at)),
                    log_dice(together, with_match, frequency),
                )
            )
    return told


def log_likelihood(together: float, first: float, second: float, everything: float) -> float:
    """Dunning's G², with the sign of the association: negative where the two meet less often than by chance.

    G² = 2 · Σ O·ln(O/E) over the four cells of the table {with, without the match} × {with, without the word}, where
    E = row · column / everything (T. Dunning, *Accurate methods for the statistics of surprise and coincidence*,
    Computational Linguistics 19(1), 1993). Above 10.83 the chance of so much company without a reason is below 1 in
    1,000 (χ², one degree of freedom).
    """
    rows, columns = (first, everything - first), (second, everything - second)
    cells = (
        (together, rows[0] * columns[0]),
        (first - together, rows[0] * columns[1]),
        (second - together, rows[1] * columns[0]),
        (everything - first - second + together, rows[1] * columns[1]),
    )
    total = sum(seen * log(seen * everything / product) for seen, product in cells if seen > 0 and product > 0)
    expected = rows[0] * columns[0] / everything if everything else 0.0
    return max(0.0, 2 * total) * (1 if together >= expected else -1)


def log_dice(together: float, first: float, second: float) -> float:
    """logDice = 14 + log₂(2·f(x,y) / (f(x) + f(y))), at most 14; one point more is twice as firm.

    It does not depend on the size of the archive, so that figures of different days can be compared (P. Rychlý, *A
    lexicographer-friendly association score*, RASLAN 2008).
    """
    return 14 + log2(2 * together / (first + second))


MEASURES: dict[str, Callable[[Collocate], tuple[object, ...]]] = {
    "log_dice": lambda one: (-one.log_dice, -one.together, one.written),
    "log_likelihood": lambda one: (-one.log_likelihood, -one.together, one.written),
    "together": lambda one: (-one.together, -one.log_dice, one.written),
    "alone": lambda one: (-one.alone, -one.log_dice, one.written),
    "word": lambda one: (one.written.casefold(),),
}
"""What a table can be sorted by, the usual one first."""


def _within(one: Spoken, window: int) -> tuple[list[int], set[int]]:
    """The places of the words that stand within ``window`` words of a match and in none, in order; and of those that
    matched."""
    inside: set[int] = set()
    near: set[int] = set()
    for start, end in one.spans:
        matched = [index for index, word in enumerate(one.words) if word.start < end and word.end > start]
        if matched:
            inside.update(matched)
            near.update(range(max(0, matched[0] - window), min(len(one.words), matched[-1] + window + 1)))
    return sorted(near - inside), inside
