"""Loading the founding texts of the campaign as records, each as far as the reference data knows it."""

from __future__ import annotations

from pathlib import Path

from archive.models import Instrument, LibraryItem
from archive.models.in_languages import WRITTEN_IN
from archive.reference_rows import Known, rows
from testimonies.models import Country

__all__ = ["load_documents"]

COLUMNS = (
    *("kind", "date", "verified", "place", "source", "note"),
    *(f"{name}_{tag}" for name in ("title", "about") for tag in WRITTEN_IN),
)


def load_documents(data: Path) -> None:
    """A record that an editor changed stays as it is. Lists in a cell are parted by ``;``."""
    own = set(LibraryItem.objects.filter(is_own=True).values_list("slug", flat=True))
    country, instrument = Known(Country, "iso2"), Known(Instrument, "code")
    for row in rows("founding_documents.csv", data):
        if row["slug"] in own:
            continue
        lists = {name: _parted(row[name]) for name in ("signatories", "addressees")}
        item, _made = LibraryItem.objects.update_or_create(
            slug=row["slug"],
            defaults={
                **{column: row[column] for column in COLUMNS},
                **{name: "\n".join(some) for name, some in lists.items()},
                "languages": _parted(row["languages"]),
                "country": country.at(row, row["country"]) if row["country"] else None,
                "live": True,
            },
        )
        item.instruments.set([instrument.at(row, code) for code in _parted(row["instruments"])])


def _parted(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]
