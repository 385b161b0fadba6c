"""Loading ``archive/data/`` into the database: countries, the Convention, themes, instruments, actions, timeline.

Idempotent: a row is found by its own key and brought up to the file; running it again changes nothing. What editors
added beside it stays.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model

from archive.models import Explanation, Instrument, Loaded, TimelineEntry, TreatyAction
from testimonies.exceptions import BadReferenceData
from testimonies.models import Article, Country, Theme, ThemeGroup

DATA = Path(__file__).resolve().parent / "data"
NAME = "reference data"
Record = TypeVar("Record", bound=Model)
LANGUAGES = ("en", "es", "fr", "ar")
INSTRUMENT_COLUMNS = (
    "name",
    "kind",
    "organization",
    "adopted",
    "in_force",
    "reference",
    "description",
    "verified",
    "source",
)


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


def digest(data: Path = DATA) -> str:
    """SHA-256 over every file that is loaded, and this loader."""
    sum_ = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(data.glob("*.csv")):
        sum_.update(file.name.encode() + b"\0" + file.read_bytes())
    return sum_.hexdigest()


def load(data: Path = DATA) -> bool:
    """Load everything in one transaction. Returns whether there was anything to do.

    Raises :class:`BadReferenceData` naming file and line; nothing is changed then.
    """
    present = digest(data)
    if Loaded.objects.filter(name=NAME, digest=present).exists():
        return False
    with transaction.atomic():
        for step in STEPS:
            step(data)
        Loaded.objects.update_or_create(name=NAME, defaults={"digest": present})
    return True


def _countries(data: Path) -> None:
    for row in rows("countries.csv", data):
        Country.objects.update_or_create(
            iso2=row["iso2"],
            defaults={
                "iso3": row["iso3"],
                "m49": row["m49"],
                "un_status": row["un_status"],
                "region": row["un_region"],
                "subregion": row["un_subregion"],
                "intermediate_region": row["un_intermediate_region"],
                **row.labels("name"),
            },
        )


def _articles(data: Path) -> None:
    for row in rows("icrmw_articles.csv", data):
        Article.objects.update_or_create(
            number=row.number("number"),
            defaults={
                "part": row["part"],
                "part_title": row["part_title"],
                "applies_to": row["applies_to"],
                "title": row["short_title"],
                "summary": row["summary"],
                "verified": row["verified"],
            },
        )


def _themes(data: Path) -> None:
    for position, row in enumerate(rows("rights_theme_groups.csv", data), start=1):
        ThemeGroup.objects.update_or_create(slug=row["slug"], defaults={"position": position, **row.labels("label")})
    for position, row in enumerate(rows("rights_themes.csv", data), start=1):
        theme, _ = Theme.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "name": row["slug"],
                "group": found(ThemeGroup, row, slug=row["group"]),
                "scope_note": row["scope_note"],
                "position": position,
                **row.labels("label"),
            },
        )
        theme.articles.set([found(Article, row, number=int(number)) for number in row["articles"].split(";") if number])


def _instruments(data: Path) -> None:
    for row in rows("instruments.csv", data):
        Instrument.objects.update_or_create(
            code=row["code"],
            defaults={column: row[column] for column in INSTRUMENT_COLUMNS},
        )


def _convention_status(data: Path) -> None:
    convention = Instrument.objects.get(code="ICRMW")
    binding = {"r": TreatyAction.Kind.RATIFICATION, "a": TreatyAction.Kind.ACCESSION}
    for row in rows("icrmw_status.csv", data):
        country = found(Country, row, iso2=row["iso2"])
        shared = {"verified": row["verified"], "note": row["note"], "source": row["source"]}
        if row["signature_date"]:
            key = {"instrument": convention, "country": country, "kind": TreatyAction.Kind.SIGNATURE}
            _deed(key, {"day": row.day("signature_date"), **shared})
        if row["action"]:
            days = {"day": row.day("action_date"), "in_force_from": row.day("entry_into_force")}
            _deed({"instrument": convention, "country": country, "kind": binding[row["action"]]}, {**days, **shared})


def _ilo_ratifications(data: Path) -> None:
    for row in rows("ilo_conventions.csv", data):
        _deed(
            {
                "instrument": found(Instrument, row, code=row["convention"]),
                "country": found(Country, row, iso2=row["iso2"]),
                "kind": TreatyAction.Kind.RATIFICATION,
            },
            {
                "day": row.day("ratification_date"),
                "in_force_from": row.day("entry_into_force"),
                "verified": row["verified"],
                "note": row["note"],
                "source": row["source"],
            },
        )


def _deed(key: dict[str, Any], told: dict[str, Any]) -> None:
    """One treaty action as the file has it, unless an editor entered or changed it."""
    if not TreatyAction.objects.filter(**key, is_own=True).exists():
        TreatyAction.objects.update_or_create(**key, defaults=told)


def _timeline(data: Path) -> None:
    """An entry that an editor changed stays as it is. One that was loaded before rows had keys is given its key."""
    columns = ("date", "date_end", "title", "description", "category", "verified", "source")
    for row in rows("timeline.csv", data):
        unnamed = TimelineEntry.objects.filter(key=None, date=row["date"], title=row["title"])
        found = TimelineEntry.objects.filter(key=row["key"]).first() or unnamed.first() or TimelineEntry()
        found.key = row["key"]
        if not found.is_own:
            for column in columns:
                setattr(found, column, row[column])
        found.save()


def _explanations(data: Path) -> None:
    """What each thing is about, in the other languages; a subject that is not there is a slip of the pen."""
    known = {f"article/{number}" for number in Article.objects.values_list("number", flat=True)}
    known |= {f"theme/{slug}" for slug in Theme.objects.values_list("slug", flat=True)}
    known |= {f"instrument/{code}" for code in Instrument.objects.values_list("code", flat=True)}
    known |= {f"timeline/{key}" for key in TimelineEntry.objects.values_list("key", flat=True)}
    told = []
    for row in rows("explanations.csv", data):
        if row["subject"] not in known:
            raise BadReferenceData(f"{row.where}: there is no “{row['subject']}” to explain.")
        told.append(
            Explanation(**{column: row[column] for column in ("subject", "language", "title", "text", "source")})
        )
    Explanation.objects.bulk_create(
        told,
        update_conflicts=True,
        unique_fields=("subject", "language"),
        update_fields=("title", "text", "source"),
    )


def found(model: type[Record], row: Row, **key: object) -> Record:
    try:
        return model._default_manager.get(**key)
    except ObjectDoesNotExist:
        raise BadReferenceData(f"{row.where}: there is no {model.__name__.lower()} with {key}.") from None


def _library_and_calendar(data: Path) -> None:
    """The documents before the occasions that they belong to."""
    from archive.calendar.loading import load_occasions, load_recurring_days
    from archive.library.loading import load_documents  # these read this module's rows

    for step in (load_documents, load_recurring_days, load_occasions):
        step(data)


STEPS: tuple[Callable[[Path], None], ...] = (
    _countries,
    _articles,
    _themes,
    _instruments,
    _convention_status,
    _ilo_ratifications,
    _timeline,
    _explanations,
    _library_and_calendar,
)
