"""Which articles of the Convention and which themes another instrument touches (``archive/data/instrument_links.csv``).

Every row names the texts held here in which both sides were seen; what rests on memory is not shown.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from archive.models import Verified
from archive.reference_rows import DATA

__all__ = ["Link", "links"]


@dataclass(frozen=True, slots=True)
class Link:
    """``article`` is 0 and ``theme`` empty where the row names none."""

    instrument: str
    article: int
    theme: str
    source: str


@cache
def links() -> tuple[Link, ...]:
    """Those that may be shown, in the order of the file."""
    with (DATA / "instrument_links.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Link(row["instrument"], int(row["article"] or 0), row["theme"], row["source"])
            for row in csv.DictReader(file)
            if row["verified"] != Verified.NO
        )
