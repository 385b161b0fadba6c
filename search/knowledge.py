"""What this process knows of the archive beside the words: held in memory, and brought up before every answer.

Before an answer the change sequence is asked what changed since (:mod:`search.changes`); that alone is then asked anew,
for the facts of testimonies and for this asker's permit. So an answer is as exact as if all of it had been asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from search.cells import Cells, Mask
from search.changes import Changes, News
from search.holdings import Holdings
from search.permits import Permit
from search.reading import Reading
from testimonies.consent.audiences import Listener
from testimonies.models import asker

__all__ = ["Knowledge", "View", "knowledge"]

MOST_PERMITS = 200
MOST_EDITIONS = 500


@dataclass(frozen=True)
class View:
    """The archive as one asker may know it at this moment. ``late`` are the testimonies that the index does not hold
    as they are now."""

    holdings: Holdings
    permit: Permit
    late: frozenset[int]

    def sees(self, cells: Cells) -> Mask:
        """Which of these may be found, and are as the index holds them."""
        seen = self.permit.sees(cells)
        if self.late:
            seen &= ~np.isin(cells.testimony, np.fromiter(self.late, np.int64, len(self.late)))
        return seen


class Knowledge:
    """One for each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes = Changes()
        self._holdings: Holdings | None = None
        self._permits: OrderedDict[Listener, Permit] = OrderedDict()
        self._changed: list[frozenset[int]] = []  # what changed with each edition, the last ones
        self._edition = 0

    def view(self, listener: Listener, reading: Reading) -> View:
        """For an index as of ``reading``."""
        key = asker(listener)
        with self._lock:
            news = self._changes.ask(reading)
            if news.begun:
                self._holdings, self._changed, self._edition = None, [], 0
                self._permits.clear()
            if news.fresh:
                self._edition += 1
                self._changed = [*self._changed, news.fresh][-MOST_EDITIONS:]
            if news.own:
                return self._beside(key, news)
            self._holdings = self._holdings_with(news.fresh)
            return View(self._holdings, self._permit(key), news.late)

    def _beside(self, key: Listener, news: News) -> View:
        """What the asker changed in a transaction of their own may be rolled back, and nobody else may know of it yet:
        nothing of this is kept."""
        holdings = self._holdings_with(news.fresh).with_changes(news.own)
        if self._holdings is not None and news.fresh:
            self._holdings = None if news.fresh & news.own else self._holdings.with_changes(news.fresh)
        held = self._permits.get(key)
        current = held is not None and held.edition == self._edition
        permit = held.with_changes(news.own, 0) if held and current else Permit.load(key)
        return View(holdings, permit, news.late)

    def _holdings_with(self, fresh: Collection[int]) -> Holdings:
        return Holdings.load() if self._holdings is None else self._holdings.with_changes(fresh)

    def _permit(self, key: Listener) -> Permit:
        held = self._permits.pop(key, None)
        missed = self._edition - held.edition if held else 0
        if held is None or missed > len(self._changed):
            held = Permit.load(key, self._edition)
        elif missed:
            held = held.with_changes(frozenset().union(*self._changed[-missed:]), self._edition)
        self._permits[key] = held
        while len(self._permits) > MOST_PERMITS:
            self._permits.popitem(last=False)
        return held


knowledge = Knowledge()
