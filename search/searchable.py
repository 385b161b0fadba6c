"""What the asker narrowed an answer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["EVERYTHING", "FACETS", "Narrowing"]

FACETS = ("country", "theme", "article", "language", "collection", "decade", "state", "speaker", "kind")
"""What an answer can be narrowed to: the names of facets, of fields in a question, and of parameters in an address."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the asker narrowed the answer to. Of one facet any value will do, of several facets each must hold.

    Values: ``country`` ``NP`` or ``NP.destination``; ``theme`` a slug, or ``group.SLUG``; ``article`` a number;
    ``language`` a base tag; ``collection`` a key; ``decade`` ``1990``; ``state`` ``machine``, ``corrected`` or
    ``verified``; ``speaker`` ``narrator``, ``interviewer`` or ``interpreter``; ``kind`` ``life`` or ``ratification``.
    ``words``: those of the ``original``, of its ``translation``, or ``both``.
    What nobody could have chosen finds nothing.
    """

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = "both"

    def of(self, facet: str) -> tuple[str, ...]:
        """What was chosen of a facet."""
        return tuple(self.chosen.get(facet, ()))


EVERYTHING = Narrowing()
