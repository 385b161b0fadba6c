"""What is counted to keep the doors: how often somebody asked, and the salt under which nobody can tell who.

These tables are unlogged (``0003_doors``): a crash of the database empties them, and nothing waits for the disk.
"""

from __future__ import annotations

from django.db import models

__all__ = ["Asked", "Count", "Salt"]


class Salt(models.Model):
    """The secret of one day, for :mod:`archive.accounts.asker`. Deleted when the day is over."""

    day = models.DateField(primary_key=True)
    secret = models.BinaryField()


class Asked(models.Model):
    """How often ``who`` (a person's number, or an address's token of the day) asked for ``what`` in a window."""

    who = models.CharField(max_length=40)
    what = models.CharField(max_length=40)
    since = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "what"], name="asked_once_per_window")]


class Count(models.Model):
    """An entry of the shared part of the cache (:mod:`archive.accounts.counts`)."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)
