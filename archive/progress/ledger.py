"""The facts of all testimonies, held by each process and brought up before every answer.

The database notes every change of a testimony in the transaction that makes it (decisions 5 and 18). Before an answer
one small query asks what was noted since; those testimonies alone are asked anew. So a sum never counts a testimony
that was withdrawn a moment ago, and the page costs as little with ten thousand testimonies as with ten.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.utils import timezone

from archive.progress.facts import Facts, facts_of
from archive.progress.reached import Reached, reached
from testimonies.consent.audiences import VISITOR, Listener

__all__ = ["Ledger", "ledger"]

LONGEST_S = 600
"""After so long all is asked anew: what the database does not note (the languages of a recording) is no older."""
EVERY = 0
"""The testimony that is noted where a change concerns all of them."""
_NEVER = 2**62
"""Above every transaction: nothing that was noted before is wanted."""
MANY = 2_000
"""More changed ones than this are asked anew with all."""
_ASKED = """
SELECT now.horizon, now.own, now.database, noted.id, noted.testimony_id, noted.transaction
FROM (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
           coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) AS own,
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database
) AS now LEFT JOIN search_change AS noted ON noted.transaction >= least(%s, now.horizon)
"""


@dataclass
class Ledger:
    """All changes of transactions below ``horizon`` are in ``facts``, and those whose keys are ``seen``."""

    facts: dict[int, Facts] = field(default_factory=dict)
    sums: Reached | None = None
    horizon: int = 0
    database: int = 0
    day: date | None = None
    asked_at: float = 0
    seen: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reached(self) -> Reached:
        """The sums as of this moment. One query where nothing changed."""
        with self.lock:
            with connection.cursor() as cursor:
                cursor.execute(_ASKED, [self.horizon or _NEVER])
                rows = cursor.fetchall()
            horizon, own, database = rows[0][:3]
            noted = [(key, testimony, at) for *_now, key, testimony, at in rows if key is not None]
            if own and any(at == own for _key, _testimony, at in noted):
                return reached(facts_of(_visitor()))  # it may be rolled back: nothing of it is kept
            fresh = {testimony for key, testimony, _at in noted if key not in self.seen}
            if self._is_over(database, horizon) or EVERY in fresh or len(fresh) > MANY:
                self.facts, self.day = facts_of(_visitor()), timezone.localdate()
                self.asked_at, self.sums = time.monotonic(), None
            elif fresh:
                anew = facts_of(_visitor(), fresh)
                kept = {pk: one for pk, one in self.facts.items() if pk not in fresh}
                self.facts, self.sums = kept | anew, None
            self.horizon, self.database = horizon, database
            self.seen = {key for key, _testimony, at in noted if at >= horizon}
            if self.sums is None:
                self.sums = reached(self.facts)
            return self.sums

    def _is_over(self, database: int, horizon: int) -> bool:
        """Nothing is known yet, or of another database or day, or for long."""
        known = self.database and database == self.database and horizon >= self.horizon
        return not known or self.day != timezone.localdate() or time.monotonic() - self.asked_at > LONGEST_S


def _visitor() -> Listener:
    return VISITOR.on(timezone.localdate())


ledger = Ledger()
"""That of this process."""
