"""Loading what the calendar knows from the reference data: days kept each year, and what was held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from archive.models import LibraryItem, Occasion, RecurringDay
from archive.models.in_languages import WRITTEN_IN
from archive.reference_rows import Known, Row, bring, rows
from testimonies.models import Country

__all__ = ["load_occasions", "load_recurring_days"]


def load_recurring_days(data: Path) -> None:
    bring(
        RecurringDay,
        ("slug",),
        [
            {
                **{column: row.number(column) for column in ("month", "day", "since")},
                **{column: row[column] for column in ("slug", "verified", "source")},
                **texts(row, "name", "about"),
            }
            for row in rows("recurring_days.csv", data)
        ],
    )


def load_occasions(data: Path) -> None:
    """Each as the file has it, unless an editor changed it; one that is as it was keeps the moment of its change."""
    there = {one.reference: one for one in Occasion.objects.all()}
    country = Known(Country, "iso2")
    for row in rows("occasions.csv", data):
        kept = there.setdefault(row["reference"], Occasion(reference=row["reference"]))
        if kept.is_own:
            continue
        columns = ("kind", "begins", "ends", "place", "verified", "source")
        wanted: dict[str, Any] = {column: row[column] for column in columns} | texts(row, "title", "about")
        wanted |= {"country_id": country.at(row, row["country"]).pk if row["country"] else None, "live": True}
        if kept.pk is None or any(getattr(kept, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(kept, name, value)
            kept.save()
    _documents_of_occasions(data)


def _documents_of_occasions(data: Path) -> None:
    occasions, documents = Known(Occasion, "reference"), Known(LibraryItem, "slug")
    link = Occasion.documents.through
    wanted = []
    for row in rows("occasion_documents.csv", data):
        occasion, document = occasions.at(row, row["occasion"]), documents.at(row, row["document"])
        if not occasion.is_own:
            wanted.append(link(occasion_id=occasion.pk, libraryitem_id=document.pk))
    link.objects.bulk_create(wanted, ignore_conflicts=True)


def texts(row: Row, *names: str) -> dict[str, str]:
    columns = [f"{name}_{tag}" for name in names for tag in WRITTEN_IN]
    return {column: row[column] for column in columns}
