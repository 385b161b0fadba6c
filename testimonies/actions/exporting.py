"""Writing down where a testimony went to, so that those who have it can be told when its narrator takes it back."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from testimonies.consent import rules
from testimonies.models import Exported, Testimony, listener_for

__all__ = ["note"]


def note(*, testimony: Testimony, what: str, to: str = "", by: Any = None) -> None:
    """Count one whole file that left in an interchange format (``what``: ``vtt``, ``oai_dc``), today.

    ``to`` names a harvester that is known by name. ``by`` is who asked: visitors are counted together, a person with an
    account by account, and those who work on the testimony not at all. No event: a line for each would tell when
    somebody read what.
    """
    account = by if by is not None and by.is_authenticated else None
    if account is not None and rules.works_on(listener_for(account), testimony.standing):
        return
    table = connection.ops.quote_name(Exported._meta.db_table)
    of, key = ('(testimony_id, what, "to", day) WHERE account_id IS NULL', None)
    if account is not None:
        of, key = ('(testimony_id, what, "to", account_id, day) WHERE account_id IS NOT NULL', account.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} AS held (testimony_id, what, "to", account_id, day, times) '
            f"VALUES (%s, %s, %s, %s, %s, 1) ON CONFLICT {of} DO UPDATE SET times = held.times + 1",
            [testimony.pk, what, to[:200], key, timezone.localdate()],
        )
