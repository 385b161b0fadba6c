"""What has been loaded already, so that loading again costs nothing and changes nothing."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

__all__ = ["Loaded"]


class Loaded(models.Model):
    """A set of data by name, with the digest of the files that were loaded."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name
