"""What was counted stays true until something changes: so it is counted once, and kept for as long as that.

Before each answer the change sequence is asked, in one small query, whether anything changed since
(:mod:`search.changes`); then all that was kept is forgotten. So a number is as exact as if it had been counted anew,
also the moment after a withdrawal. Only what follows from the tables that the database watches
(``search/migrations``) may be kept here, and nothing of what anybody said: numbers and keys.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from search.changes import ALL_READ, Changes
from testimonies.consent.audiences import Listener
from testimonies.models import asker

__all__ = ["Unchanged", "unchanged"]

MOST = 300

Found = TypeVar("Found")


class Unchanged:
    """One for each process. What it gives out is shared: nobody may change it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes = Changes()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._edition = 0

    def answer(self, count: Callable[[], Found], listener: Listener, *question: Hashable) -> Found:
        """What ``count()`` gives, who asks and what they ask together its name. Whoever asks alike shares it.

        In a transaction in which the asker changed something themselves it is counted anew, and kept for nobody.
        """
        key = (asker(listener), question)
        with self._lock:
            news = self._changes.ask(ALL_READ)
            if news.begun or news.fresh:
                self._kept.clear()
                self._edition += 1
            edition = self._edition
            if not news.own and key in self._kept:
                self._kept.move_to_end(key)
                return cast(Found, self._kept[key])
        found = count()
        if not news.own:
            self._keep(key, found, edition)
        return found

    def _keep(self, key: Hashable, found: Any, edition: int) -> None:
        """Unless something changed while it was counted."""
        with self._lock:
            if edition == self._edition:
                self._kept[key] = found
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)


unchanged = Unchanged()
