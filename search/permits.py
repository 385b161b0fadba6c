"""Who may find what: for one asker and one day, a few bits for each testimony.

They are what :mod:`testimonies.consent.scopes` says, asked of the database once and then only for what changed since.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from search.cells import KINDS, Cells, Mask
from search.tallying import at
from testimonies.consent import scopes
from testimonies.consent.audiences import Listener, Places, Use
from testimonies.models import Testimony

__all__ = ["TOLD", "Permit"]

ENTRY, WORDS, TRANSLATION, MINE, TOLD = 1, 2, 4, 8, 16
"""May see the entry; may read the words; may read translations of them; works on it; is told its countries."""

NEEDS = np.array(
    [
        {
            "segment": WORDS,
            "description": ENTRY,
            "passage": ENTRY,
            "doubtful": WORDS | MINE,
            "translation": WORDS | TRANSLATION,
            "doubtful-translation": WORDS | TRANSLATION | MINE,
        }[kind]
        for kind in KINDS
    ]
    + [1 << 62] * (8 - len(KINDS)),  # no kind yet, and so for nobody
    dtype=np.int64,
)
"""For each kind of document, by its place: all that is needed to find it."""


@dataclass(frozen=True)
class Permit:
    """``bits`` of each testimony, at the place of its key. ``edition``: how much of what changed is in it."""

    listener: Listener
    bits: np.ndarray[tuple[int], np.dtype[np.int64]]
    edition: int = 0

    @classmethod
    def load(cls, listener: Listener, edition: int = 0) -> Permit:
        """``listener`` as :func:`asker` gives them."""
        return cls(listener, np.zeros(0, np.int64), edition)._with(None, edition)

    def with_changes(self, testimonies: Collection[int], edition: int) -> Permit:
        """The same after these changed."""
        return self._with(testimonies, edition) if testimonies else replace(self, edition=edition)

    def sees(self, cells: Cells) -> Mask:
        """Which of these may be found."""
        needed = NEEDS[cells.kind]
        found: Mask = at(self.bits, cells.testimony) & needed == needed
        return found

    def _with(self, only: Collection[int] | None, edition: int) -> Permit:
        day: date = self.listener.day or timezone.localdate()
        asked = Testimony.objects.visible_to(self.listener, day).order_by()
        if only is not None:
            asked = asked.filter(pk__in=only)
        rows = asked.values_list(
            "pk",
            _whether(scopes.may(Use.TRANSCRIPT, self.listener, day)),
            _whether(scopes.may(Use.TRANSLATION, self.listener, day)),
            _whether(scopes.works_on(self.listener)),
            _whether(scopes.shows_places(Places.COUNTRY, self.listener)),
        )
        # of a testimony without an owner the database says neither yes nor no to whether it is theirs
        table = np.array([(key, *map(bool, allowed)) for key, *allowed in rows], dtype=np.int64).reshape(-1, 5)
        changed = np.array(sorted(only or ()), dtype=np.int64)
        highest = max(len(self.bits) - 1, *(int(some.max(initial=-1)) for some in (table[:, 0], changed)))
        bits = np.zeros(highest + 1, np.int64)
        bits[: len(self.bits)] = self.bits
        bits[changed] = 0
        bits[table[:, 0]] = ENTRY + table[:, 1:] @ np.array([WORDS, TRANSLATION, MINE, TOLD])
        return replace(self, bits=bits, edition=edition)


def _whether(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())
