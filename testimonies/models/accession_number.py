"""Accession numbers: ``2026-0001``, counted per year, never given twice."""

from __future__ import annotations

from django.db import models, transaction

__all__ = ["AccessionCounter"]


class AccessionCounter(models.Model):
    """The last number given in a year. It only rises: the number of a purged testimony is not given again."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    @classmethod
    def next_in(cls, year: int) -> str:
        """Take the next number of ``year``. Waits for whoever is taking one at the same moment."""
        with transaction.atomic():
            cls.objects.get_or_create(year=year)
            counter = cls.objects.select_for_update().get(year=year)
            counter.last += 1
            counter.save(update_fields=["last"])
        return f"{year}-{counter.last:04}"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04}"
