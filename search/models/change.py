"""The change sequence that every index follows."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

__all__ = ["Change"]


class Change(models.Model):
    """A testimony whose words, description, tags, state or consent changed. The primary key is the sequence number.

    Written in the transaction of the change itself, so that what is committed is also announced.
    """

    testimony_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}: testimony {self.testimony_id}"
