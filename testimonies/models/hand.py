"""Who has what in hand at this moment: read from PostgreSQL's own locks, which go with the connection of whoever dies.

No row says that something is being worked on (``docs/decisions/0007-a-job-is-held-not-said-to-run.md``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db import connection

from testimonies.models.chunk import CHUNKS_HELD, Chunk

__all__ = ["JOBS_HELD", "Hands", "workers_alive"]

JOBS_HELD = 0x6A6F62
"""The key space of the locks under which jobs are held ("job"): apart from those of others."""
WORKER_SILENT_S = 20
"""A worker that sent no heartbeat for so long is dead."""


@dataclass(frozen=True, slots=True)
class Hands:
    """``preparing``, ``silencing`` and ``making_small`` are keys of recordings, ``hearing`` counts the workers that
    each run (by its key) has."""

    preparing: frozenset[int]
    hearing: Mapping[int, int]
    silencing: frozenset[int] = frozenset()
    making_small: frozenset[int] = frozenset()

    @classmethod
    def now(cls) -> Self:
        """Three queries, whatever the archive holds: as many rows as there are workers."""
        jobs, chunk_ids = _held()
        at_chunks = (
            Counter(Chunk.objects.filter(pk__in=chunk_ids).values_list("run_id", flat=True)) if chunk_ids else {}
        )
        at_runs: Counter[int] = Counter()
        preparing, silencing, making_small = set(), set(), set()
        for name in jobs:
            kind, _, rest = name.partition("-")
            if kind == "prepare":
                preparing.add(int(rest))
            elif kind == "silence":
                silencing.add(int(rest))
            elif kind == "small":
                making_small.add(int(rest))
            elif kind == "hear":
                at_runs[int(rest.partition("-")[0])] += 1
        # a worker that listens holds both its job and its chunk; one that finds speech holds its job alone
        hearing = {run: max(at_runs[run], at_chunks.get(run, 0)) for run in {*at_runs, *at_chunks}}
        return cls(frozenset(preparing), hearing, frozenset(silencing), frozenset(making_small))


def workers_alive() -> int:
    """How many workers gave a sign of life in the last ``WORKER_SILENT_S`` seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_SILENT_S],
        )
        return int(cursor.fetchone()[0])


def _held() -> tuple[list[str], list[int]]:
    """The names of the jobs and the keys of the chunks that are held in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH held AS MATERIALIZED (
                SELECT classid::bigint AS space, objid::bigint AS key, objsubid FROM pg_locks
                WHERE locktype = 'advisory' AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            SELECT job.lock, NULL FROM procrastinate_jobs job
            WHERE job.status = 'doing' AND job.lock IS NOT NULL
              AND (hashtext(job.lock)::bigint & 4294967295) IN (
                SELECT key FROM held WHERE space = %s AND objsubid = 2)
            UNION ALL
            SELECT NULL, key FROM held WHERE space = %s AND objsubid = 1
            """,
            [JOBS_HELD, CHUNKS_HELD],
        )
        rows = cursor.fetchall()
    return [name for name, key in rows if key is None], [key for _name, key in rows if key is not None]
