"""Removing what PostgreSQL keeps of deleted rows: in its tables, its statistics and its write-ahead log.

A deleted row lies in its table's file until a vacuum, and a plain vacuum only marks its place as free. ``VACUUM FULL``
writes the table anew; statistics hold samples of values; the write-ahead log holds whole pages until it is removed
after a checkpoint. What the disk itself keeps of deleted files is beyond this: the volume is to be encrypted.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.utils import Error, NotSupportedError, OperationalError, ProgrammingError

__all__ = ["Later", "erase"]

WAITS_FOR_A_TABLE_S = 5
"""A table is asked for so long: whoever reads it waits behind the request."""
WAITS_FOR_READERS_S = 30.0
"""A vacuum keeps what a transaction that began before may still see."""


class Later(Exception):
    """A table or an old transaction stood in the way; to be tried again."""


def erase(tables: Sequence[str]) -> bool:
    """Overwrite what deleted rows left. Returns whether all of it could be done here; not inside of a transaction.

    On a server of its own the archive's role may lack the right to a checkpoint; its operator is then told what to do.
    Raises :class:`Later`.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a vacuum cannot run inside of a transaction")
    with connection.cursor() as cursor:
        _wait_for_readers(cursor)
        cursor.execute(f"SET lock_timeout = '{WAITS_FOR_A_TABLE_S}s'")
        try:
            for table in tables:
                cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
            return _statistics(cursor, tables) and _log(cursor)
        except OperationalError as error:
            raise Later(type(error).__name__) from None
        finally:
            cursor.execute("RESET lock_timeout")


def _wait_for_readers(cursor: Any) -> None:
    cursor.execute("SELECT pg_current_xact_id()::xid::text")
    mine = cursor.fetchone()[0]
    deadline = time.monotonic() + WAITS_FOR_READERS_S
    while True:
        cursor.execute(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
              AND (age(backend_xmin) >= age(%s::xid) OR age(backend_xid) >= age(%s::xid))
            """,
            [mine, mine],
        )
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() > deadline:
            raise Later("a transaction that began before is still open")
        time.sleep(0.2)


def _statistics(cursor: Any, tables: Sequence[str]) -> bool:
    """``ANALYZE`` of a table without rows leaves its old samples; only they are deleted, and all are taken anew."""
    try:
        cursor.execute(
            "DELETE FROM pg_statistic WHERE starelid IN (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)",
            [[connection.ops.quote_name(table) for table in tables]],
        )
        cursor.execute("VACUUM FULL pg_statistic")
    except (ProgrammingError, NotSupportedError):
        return False
    for table in tables:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
    return True


def _log(cursor: Any) -> bool:
    """Begin a new segment of the write-ahead log and let go of the older ones, twice: a checkpoint keeps what it needs.

    Segments that are kept to be written over still hold the old bytes, and so do those of archives and replicas.
    """
    try:
        for _turn in range(2):
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('wal_recycle', 'archive_mode')")
        settings = dict(cursor.fetchall())
        cursor.execute("SELECT count(*) FROM pg_replication_slots")
        slots = cursor.fetchone()[0]
    except Error:
        return False
    return settings.get("wal_recycle") == "off" and settings.get("archive_mode") == "off" and not slots
