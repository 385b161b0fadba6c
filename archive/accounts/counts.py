"""The cache: each process its own, but for what allauth counts and marks, which all share through the database.

Django's own database cache would do, but it unpickles what it finds there (who can write to the database could then
run code), needs several queries for one entry, and would slow down everything else that is cached.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.utils import timezone

__all__ = ["Cache"]

SHARED = "allauth"
"""Counts of attempts, and codes of second factors that were used: each opens once, whichever process is asked."""
LONGEST_S = 24 * 3600
_ADD = """
    INSERT INTO archive_count AS c (key, value, until) VALUES (%s, %s, %s)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until WHERE c.until <= %s
    RETURNING key
"""


class Cache(LocMemCache):
    """``LocMemCache``, with the keys that begin with :data:`SHARED` in the table ``archive_count``, as JSON."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if not _shared(key):
            return bool(super().add(key, value, timeout, version))
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [key, json.dumps(value), _until(timeout), timezone.now()])
            return cursor.fetchone() is not None

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if not _shared(key):
            return super().get(key, default, version)
        found = _rows().filter(key=key, until__gt=timezone.now()).values_list("value").first()
        return found[0] if found else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not _shared(key):
            super().set(key, value, timeout, version)
            return
        _rows().update_or_create(key=key, defaults={"value": value, "until": _until(timeout)})

    def delete(self, key: Any, version: int | None = None) -> bool:
        if not _shared(key):
            return bool(super().delete(key, version))
        return bool(_rows().filter(key=key).delete()[0])


def _shared(key: Any) -> bool:
    return isinstance(key, str) and key.startswith(SHARED)


def _until(timeout: Any) -> Any:
    seconds = timeout if isinstance(timeout, int | float) and 0 <= timeout < LONGEST_S else LONGEST_S
    return timezone.now() + timedelta(seconds=seconds)


def _rows() -> Any:
    from archive.models import Count  # models are not loaded yet when the cache is made

    return Count.objects
