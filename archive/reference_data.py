"""Loading ``archive/data/`` into the database: countries, the Convention, themes, instruments, actions, timeline.

Idempotent: a row is found by its own key and brought up to the file; running it again changes nothing. What editors
added beside it stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from archive import reference_rows
from archive.calendar import loading as calendar
from archive.library import loading as library
from archive.models import Explanation, Instrument, Loaded, TimelineEntry, TreatyAction
from archive.reference_rows import DATA, Known, Row, bring, rows
from testimonies.exceptions import BadReferenceData
from testimonies.models import Article, Country, Theme, ThemeGroup

__all__ = ["DATA", "NAME", "digest", "load"]

NAME = "reference data"
LOADERS = tuple(
    Path(str(module)) for module in (__file__, reference_rows.__file__, calendar.__file__, library.__file__)
)
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


def digest(data: Path = DATA) -> str:
    """SHA-256 over every file that is loaded, and what loads them."""
    sum_ = hashlib.sha256(b"".join(loader.read_bytes() for loader in LOADERS))
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
    bring(
        Country,
        ("iso2",),
        [
            {
                **{name: row[name] for name in ("iso2", "iso3", "m49", "un_status")},
                **{name: row[f"un_{name}"] for name in ("region", "subregion")},
                "intermediate_region": row["un_intermediate_region"],
                **row.labels("name"),
            }
            for row in rows("countries.csv", data)
        ],
    )


def _articles(data: Path) -> None:
    bring(
        Article,
        ("number",),
        [
            {
                "number": row.number("number"),
                "title": row["short_title"],
                **{name: row[name] for name in ("part", "part_title", "applies_to", "summary", "verified")},
            }
            for row in rows("icrmw_articles.csv", data)
        ],
    )


def _themes(data: Path) -> None:
    groups = [
        {"slug": row["slug"], "position": position, **row.labels("label")}
        for position, row in enumerate(rows("rights_theme_groups.csv", data), start=1)
    ]
    bring(ThemeGroup, ("slug",), groups)
    group = Known(ThemeGroup, "slug")
    themes = list(rows("rights_themes.csv", data))
    bring(
        Theme,
        ("slug",),
        [
            {
                "slug": row["slug"],
                "name": row["slug"],
                "group_id": group.at(row, row["group"]).pk,
                "scope_note": row["scope_note"],
                "position": position,
                **row.labels("label"),
            }
            for position, row in enumerate(themes, start=1)
        ],
    )
    _articles_of(themes)


def _articles_of(themes: list[Row]) -> None:
    """The articles that each theme guards: those of the file, and no other."""
    theme, article = Known(Theme, "slug"), Known(Article, "number")
    wanted = {
        (theme.at(row, row["slug"]).pk, article.at(row, int(number)).pk)
        for row in themes
        for number in row["articles"].split(";")
        if number
    }
    link = Theme.articles.through
    ours = link.objects.filter(theme__in={one for one, _ in wanted})
    there = {(one.theme_id, one.article_id): one.pk for one in ours}
    link.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    link.objects.bulk_create(link(theme_id=one, article_id=other) for one, other in sorted(wanted - there.keys()))


def _instruments(data: Path) -> None:
    wanted = [{name: row[name] for name in ("code", *INSTRUMENT_COLUMNS)} for row in rows("instruments.csv", data)]
    bring(Instrument, ("code",), wanted)


def _treaty_actions(data: Path) -> None:
    bring(
        TreatyAction,
        ("instrument_id", "country_id", "kind"),
        [*_convention_status(data), *_ilo_ratifications(data)],
    )


def _convention_status(data: Path) -> Iterator[dict[str, Any]]:
    convention, country = Instrument.objects.get(code="ICRMW"), Known(Country, "iso2")
    binding = {"r": TreatyAction.Kind.RATIFICATION, "a": TreatyAction.Kind.ACCESSION}
    for row in rows("icrmw_status.csv", data):
        shared = {
            "instrument_id": convention.pk,
            "country_id": country.at(row, row["iso2"]).pk,
            **{name: row[name] for name in ("verified", "note", "source")},
        }
        if row["signature_date"]:
            yield {**shared, "kind": TreatyAction.Kind.SIGNATURE, "day": row.day("signature_date")}
        if row["action"]:
            days = {"day": row.day("action_date"), "in_force_from": row.day("entry_into_force")}
            yield {**shared, "kind": binding[row["action"]], **days}


def _ilo_ratifications(data: Path) -> Iterator[dict[str, Any]]:
    instrument, country = Known(Instrument, "code"), Known(Country, "iso2")
    for row in rows("ilo_conventions.csv", data):
        yield {
            "instrument_id": instrument.at(row, row["convention"]).pk,
            "country_id": country.at(row, row["iso2"]).pk,
            "kind": TreatyAction.Kind.RATIFICATION,
            "day": row.day("ratification_date"),
            "in_force_from": row.day("entry_into_force"),
            **{name: row[name] for name in ("verified", "note", "source")},
        }


def _timeline(data: Path) -> None:
    """An entry that was loaded before rows had keys is given its key first."""
    columns = ("key", "date", "date_end", "title", "description", "category", "verified", "source")
    wanted = [{name: row[name] for name in columns} for row in rows("timeline.csv", data)]
    unnamed = {(one.date, one.title): one for one in TimelineEntry.objects.filter(key=None)}
    if unnamed:
        taken = set(TimelineEntry.objects.exclude(key=None).values_list("key", flat=True))
        for record in wanted:
            one = unnamed.get((record["date"], record["title"]))
            if one is not None and record["key"] not in taken:
                TimelineEntry.objects.filter(pk=one.pk).update(key=record["key"])
    bring(TimelineEntry, ("key",), wanted)


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


STEPS: tuple[Callable[[Path], None], ...] = (
    _countries,
    _articles,
    _themes,
    _instruments,
    _treaty_actions,
    _timeline,
    _explanations,
    library.load_documents,  # before the occasions that they belong to
    calendar.load_recurring_days,
    calendar.load_occasions,
)
