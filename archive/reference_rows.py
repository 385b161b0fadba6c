"""The rows of ``archive/data/``: read with their line numbers, found by their keys, brought into the database."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.db.models import Model

from testimonies.exceptions import BadReferenceData

__all__ = ["DATA", "LANGUAGES", "Known", "Row", "bring", "rows"]

DATA = Path(__file__).resolve().parent / "data"
LANGUAGES = ("en", "es", "fr", "ar")
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Row:
    """One line of a file: its cells by column, and where it stands for the sake of whoever must mend it."""

    cells: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:
        try:
            return self.cells[column].strip()
        except KeyError:
            raise BadReferenceData(f"{self.where}: there is no column “{column}”.") from None

    def day(self, column: str) -> date | None:
        """A whole day, or ``None`` for an empty cell or one that holds a year or month alone."""
        text = self[column]
        if len(text) != len("2014-12-18"):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadReferenceData(f"{self.where}: “{text}” in “{column}” is no day; write YYYY-MM-DD.") from None

    def number(self, column: str) -> int:
        try:
            return int(self[column])
        except ValueError:
            raise BadReferenceData(f"{self.where}: “{self[column]}” in “{column}” is no whole number.") from None

    def labels(self, prefix: str) -> dict[str, str]:
        return {f"label_{tag}": self[f"{prefix}_{tag}"] for tag in LANGUAGES}


def rows(file_name: str, data: Path = DATA) -> Iterator[Row]:
    """The rows of one file, with their line numbers."""
    with (data / file_name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for cells in reader:
            if None in cells or None in cells.values():
                raise BadReferenceData(f"{file_name}, line {reader.line_num}: it has not as many cells as the header.")
            yield Row(cells, f"{file_name}, line {reader.line_num}")


class Known(Generic[Record]):
    """The rows of ``model`` by one column that is unique, asked for once."""

    def __init__(self, model: type[Record], column: str) -> None:
        self._what, self._column = model.__name__.lower(), column
        self._by = {getattr(one, column): one for one in model._default_manager.all()}

    def at(self, row: Row, value: object) -> Record:
        """Raises :class:`BadReferenceData` naming file and line where there is none."""
        try:
            return self._by[value]
        except KeyError:
            raise BadReferenceData(f"{row.where}: there is no {self._what} with {self._column} “{value}”.") from None


def bring(model: type[Record], key: tuple[str, ...], wanted: Iterable[Mapping[str, Any]]) -> None:
    """Bring the table up to ``wanted``, records by their attributes, those of ``key`` among them.

    One statement asks, one adds what is new, one changes what differs. What is the same is not written, and what an
    editor made their own (``is_own``) stays. For models whose ``save`` does nothing of its own.
    """
    there = {tuple(getattr(one, name) for name in key): one for one in model._default_manager.all()}
    new: dict[tuple[Any, ...], Record] = {}
    changed: dict[tuple[Any, ...], Record] = {}
    columns: set[str] = set()
    for record in wanted:
        at = tuple(record[name] for name in key)
        if (one := there.get(at)) is None:
            there[at] = new[at] = model(**record)
        elif not getattr(one, "is_own", False) and (differs := _differing(one, record)):
            for name in differs:
                setattr(one, name, record[name])
            if at not in new:
                changed[at] = one
                columns |= differs
    model._default_manager.bulk_create(new.values())
    if changed:
        model._default_manager.bulk_update(changed.values(), sorted(columns))


def _differing(one: Model, record: Mapping[str, Any]) -> set[str]:
    return {name for name, value in record.items() if getattr(one, name) != value}
