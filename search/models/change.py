"""The change sequence that every index follows."""

from __future__ import annotations

from django.db import connection, models
from django.db.models.functions import Cast, Now

__all__ = ["Change", "horizon"]


def _own_transaction() -> Cast:
    return Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField())


class Change(models.Model):
    """A testimony whose words, description, tags, state or consent changed.

    Written in the transaction of the change itself, so that what is committed is also announced. ``transaction`` is
    that transaction's number: a counter of our own could be committed out of its order, and a change be missed.
    """

    testimony_id = models.BigIntegerField()
    transaction = models.BigIntegerField(db_default=_own_transaction(), db_index=True)
    words_gone = models.BooleanField(
        db_default=False, help_text="Words of it may no longer lie on any disk, not even among what is deleted there."
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.transaction}: testimony {self.testimony_id}"


def horizon() -> int:
    """The transaction number below which everything has ended: what was committed below it can be seen now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
