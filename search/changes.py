"""The change sequence as one process knows it: asked anew before every answer, in one small query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.db import connection

__all__ = ["ALL_READ", "Changes", "News", "Reached"]

_ASKED = """
SELECT now.horizon, now.own, now.database, noted.id, noted.testimony_id, noted.transaction
FROM (
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
           coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) AS own,
           (SELECT oid::bigint FROM pg_database WHERE datname = current_database()) AS database
) AS now LEFT JOIN search_change AS noted ON noted.transaction >= least(%s, now.horizon)
"""


class Reached(Protocol):
    """How far somebody has read, as :class:`search.reading.Reading` says it."""

    @property
    def sequence(self) -> int: ...

    @property
    def taken(self) -> Collection[int]: ...


@dataclass(frozen=True, slots=True)
class _AllRead:
    sequence: int = 2**62
    taken: Collection[int] = ()


ALL_READ: Reached = _AllRead()
"""Of somebody who holds no index, so that nothing can be missing there."""


@dataclass(frozen=True, slots=True)
class News:
    """The testimonies that changed since it was asked last: ``fresh`` for good, ``own`` in a transaction of the asker's
    that may yet be rolled back. ``begun``: what was known before is of another database, or nothing was. ``late`` are
    the testimonies that the index does not hold as they are now."""

    fresh: frozenset[int]
    own: frozenset[int]
    begun: bool
    late: frozenset[int]


@dataclass
class Changes:
    """All that was committed below ``horizon`` is known. ``seen`` are the rows from ``floor`` on: transaction and
    testimony, by key."""

    database: int = 0
    horizon: int = 0
    floor: int = 0
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)
    _late: tuple[Reached | None, frozenset[int]] = (None, frozenset())

    def ask(self, reading: Reached) -> News:
        """What is new, and what the index lacks."""
        begun, sequence = not self.database, reading.sequence
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [sequence if begun or sequence < self.floor else self.horizon])
            rows = cursor.fetchall()
        horizon, own, database = rows[0][:3]
        if not begun and (database != self.database or horizon < self.horizon):
            self.database, self.horizon, self.floor, self.seen = 0, 0, 0, {}
            return self.ask(reading)
        new = {key: (at, testimony) for *_, key, testimony, at in rows if key is not None and key not in self.seen}
        mine = {key: row for key, row in new.items() if row[0] == own}
        settled = {key: row for key, row in new.items() if row[0] != own}
        fresh = frozenset(testimony for at, testimony in settled.values() if at >= self.horizon)
        self.floor = min(sequence, horizon if begun else self.floor)
        self.database, self.horizon = database, horizon
        self.seen |= settled
        if settled or self._late[0] is not reading:
            self._forget(min(sequence, horizon))
            self._late = reading, _lacking(self.seen, reading)
        own_late = _lacking(mine, reading)
        mine_all = frozenset(testimony for _, testimony in mine.values())
        return News(fresh, mine_all, begun, self._late[1] | own_late if own_late else self._late[1])

    def _forget(self, below: int) -> None:
        if below > self.floor:
            self.seen = {key: row for key, row in self.seen.items() if row[0] >= below}
            self.floor = below


def _lacking(rows: Mapping[int, tuple[int, int]], reading: Reached) -> frozenset[int]:
    """The testimonies with a change that an index of this reading has not taken in."""
    return frozenset(
        testimony for key, (at, testimony) in rows.items() if at >= reading.sequence and key not in reading.taken
    )
