"""Who has a job in hand: read from PostgreSQL itself, which cannot be wrong about it.

A running job holds an advisory lock of the database under its name. The lock goes with the connection, so it is gone
the moment its worker, or the database, is killed; a row that says ``doing`` may stay for ever. It may even stay while
its worker lives on: when the database goes away just as the worker wants to write that the job has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from testimonies.models.hand import JOBS_HELD as _KEYSPACE

__all__ = ["announced", "drop", "forget", "in_hand", "in_nobodys_hand", "prefer"]


@contextmanager
def in_hand(name: str) -> Iterator[None]:
    """Hold the job called ``name`` (its procrastinate lock) while the block runs, waiting for whoever holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_KEYSPACE, name])
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_KEYSPACE, name])


def in_nobodys_hand(begun_before_s: float) -> set[int]:
    """The ids of jobs that are called running, were begun so many seconds ago or more, and are held by nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id, job.lock FROM procrastinate_jobs job
            WHERE job.status = 'doing' AND job.lock IS NOT NULL
              AND (SELECT max(event.at) FROM procrastinate_events event
                   WHERE event.job_id = job.id AND event.type = 'started') < now() - make_interval(secs => %s)
            """,
            [begun_before_s],
        )
        suspects = cursor.fetchall()
        forgotten = set()
        for job_id, name in suspects:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [_KEYSPACE, name])
            if cursor.fetchone()[0]:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_KEYSPACE, name])
                forgotten.add(job_id)
    return forgotten


def prefer(name: str, priority: int) -> None:
    """Give the job that waits under that name another priority; higher comes first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET priority = %s WHERE lock = %s AND status = 'todo'", [priority, name]
        )


def announced(*, failed_within_s: float) -> set[str]:
    """The names of all jobs that wait or run, and of those that failed lately and are left alone for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT job.lock FROM procrastinate_jobs job
            WHERE job.lock IS NOT NULL AND (
                job.status IN ('todo', 'doing')
                OR job.status = 'failed' AND EXISTS (
                    SELECT 1 FROM procrastinate_events event
                    WHERE event.job_id = job.id AND event.at > now() - make_interval(secs => %s)))
            """,
            [failed_within_s],
        )
        return {row[0] for row in cursor.fetchall()}


def drop(names: Sequence[str]) -> None:
    """Take away the jobs of these names that wait. One that runs finds out by itself that nothing is owed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = ANY(%s) AND status = 'todo'", [list(names)])


def forget(names: Sequence[str]) -> None:
    """Take away every trace of the jobs of these names."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = ANY(%s)", [list(names)])
