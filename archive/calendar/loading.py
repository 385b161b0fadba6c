"""Loading what the calendar knows from the reference data: days kept each year, and what was held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archive.models import LibraryItem, Occasion, RecurringDay
from archive.models.in_languages import WRITTEN_IN
from archive.reference_data import Row, found, rows
from testimonies.models import Country

__all__ = ["load_occasions", "load_recurring_days"]


def load_recurring_days(data: Path) -> None:
    for row in rows("recurring_days.csv", data):
        if RecurringDay.objects.filter(slug=row["slug"], is_own=True).exists():
            continue
        numbers = {column: row.number(column) for column in ("month", "day", "since")}
        RecurringDay.objects.update_or_create(
            slug=row["slug"],
            defaults={**numbers, **texts(row, "name", "about"), "verified": row["verified"], "source": row["source"]},
        )


def load_occasions(data: Path) -> None:
    """Each as the file has it, unless an editor changed it; one that is as it was keeps the moment of its change."""
    for row in rows("occasions.csv", data):
        kept = Occasion.objects.filter(reference=row["reference"]).first() or Occasion(reference=row["reference"])
        if kept.is_own:
            continue
        country = found(Country, row, iso2=row["country"]) if row["country"] else None
        columns = ("kind", "begins", "ends", "place", "verified", "source")
        wanted: dict[str, Any] = {column: row[column] for column in columns} | texts(row, "title", "about")
        wanted |= {"country_id": country.pk if country else None, "live": True}
        if kept.pk is None or any(getattr(kept, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(kept, name, value)
            kept.save()
    for row in rows("occasion_documents.csv", data):
        occasion = found(Occasion, row, reference=row["occasion"])
        if not occasion.is_own:
            occasion.documents.add(found(LibraryItem, row, slug=row["document"]))


def texts(row: Row, *names: str) -> dict[str, str]:
    columns = [f"{name}_{tag}" for name in names for tag in WRITTEN_IN]
    return {column: row[column] for column in columns}
