"""What of the consent ledger governs now, one row for each testimony: kept by triggers, so that asking is cheap.

The ledger stays the truth. A trigger copies each line of it here in the transaction that writes it, unless a later line
is here already; another makes the row with the testimony. Nobody writes here otherwise. From these the database itself
derives, for each use and each audience that may ask, the days on which rule 4 of :mod:`testimonies.consent.rules` lets
that audience in: those on which both the entry and the use are open to it.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.consent.audiences import Use
from testimonies.consent.scopes import ASKING

__all__ = ["Governing"]


class Governing(models.Model):
    """For each use ``<use>_audience`` (empty: nothing recorded), ``<use>_from`` and ``<use>_until``, both inclusive,
    and ``<use>_line``, the key of the consent they come from; of the entry also how finely places are shown; and
    ``<use>_<audience>``, the days on which somebody of that audience may have it."""

    testimony = models.OneToOneField(
        "testimonies.Testimony", primary_key=True, on_delete=models.CASCADE, related_name="governing"
    )
    catalogue_places = models.CharField(max_length=10, db_default="", default="")

    class Meta:
        verbose_name = _("governing consent")
        verbose_name_plural = _("governing consents")

    def __str__(self) -> str:
        return str(self.testimony_id)


def _days_open(use: str, audience: str) -> models.Func:
    """``testimonies_open_to`` of the migration: from the entry's consent and the use's, a range of days."""
    columns = [f"{one}_{part}" for one in (Use.CATALOGUE, use) for part in ("audience", "from", "until")]
    return models.Func(models.Value(audience), *columns, function="testimonies_open_to", output_field=DateRangeField())


for _use in Use.values:
    Governing.add_to_class(f"{_use}_audience", models.CharField(max_length=20, db_default="", default=""))
    Governing.add_to_class(f"{_use}_from", models.DateField(db_default=date.max, default=date.max))
    Governing.add_to_class(f"{_use}_until", models.DateField(db_default=date.max, default=date.max))
    Governing.add_to_class(f"{_use}_line", models.BigIntegerField(db_default=0, default=0))
for _use in Use.values:
    for _audience in ASKING:
        _days = models.GeneratedField(
            expression=_days_open(_use, _audience), output_field=DateRangeField(), db_persist=True
        )
        Governing.add_to_class(f"{_use}_{_audience}", _days)
