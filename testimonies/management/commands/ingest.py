"""``python manage.py ingest FOLDER --sheet metadata.csv``: an existing collection, taken in from its sheet."""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies.actions import ingesting
from testimonies.actions.ingesting import Plan, Result
from testimonies.actions.sound_sources import Folder
from testimonies.exceptions import BadSheet, TestimoniesError
from testimonies.interchange.sheets import columns
from testimonies.interchange.sheets.reading import MOST_BYTES
from testimonies.models import Outcome, collections_of

FAULTY = 3
"""Exit code where some testimonies have faults and were left out, or where one fault stopped all."""
WIDEST = 48


class Command(BaseCommand):
    help = (
        "Takes in the recordings of a folder as a sheet (CSV) describes them. Begun again after whatever interruption "
        "it goes on, and doubles nothing. The folder is never changed. Exit codes: 0 all is there; 1 the sheet or the "
        "call is wrong; 3 some testimonies have faults and were left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="folder that holds the sound files")
        parser.add_argument("--sheet", type=Path, help="CSV that describes them; columns: docs/batch-ingest.md")
        parser.add_argument("--template", action="store_true", help="print a sheet to begin with, and do nothing else")
        parser.add_argument("--columns", action="store_true", help="print the table of the columns, do nothing else")
        parser.add_argument("--dry-run", action="store_true", help="print what would happen, and change nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="with one fault, take in nothing at all")
        parser.add_argument("--by", help="user name of the one who takes in (default: the only superuser)")
        parser.add_argument("--collection", help="name or number (default: the only one they may add to)")
        parser.add_argument("--language", choices=[tag for tag, _name in settings.LANGUAGES], help="of all messages")
        parser.add_argument("--report", type=Path, help="write what became of each testimony to this file (JSON)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["template"]:
            self.stdout.write(columns.template(), ending="")
            return
        with translation.override(options["language"] or translation.get_language()):
            if options["columns"]:
                self.stdout.write(columns.manual(), ending="")
                return
            try:
                faulty = self._ingest(options)
            except BadSheet as error:
                lines = "\n".join(plain(_sentence(fault.line, fault.field, fault.sentence)) for fault in error.faults)
                raise CommandError(_("The sheet cannot be used.") + f"\n{lines}") from None
            except TestimoniesError as error:
                raise CommandError(plain(str(error))) from None
        if faulty:
            sys.exit(FAULTY)

    def _ingest(self, options: dict[str, Any]) -> bool:
        folder, sheet = options["folder"], options["sheet"]
        if folder is None or sheet is None:
            raise CommandError(_("Name the folder and its sheet: manage.py ingest FOLDER --sheet metadata.csv"))
        if not folder.is_dir():
            raise CommandError(_("“%(name)s” is no folder.") % {"name": plain(str(folder))})
        by = _person(options["by"])
        collection = _collection(by, options["collection"])
        sounds = Folder(folder)
        plan = ingesting.plan(by=by, collection=collection, data=_bytes(sheet), sounds=sounds)
        self.stderr.write(_("The sheet was read as %(encoding)s.") % {"encoding": plan.encoding})
        if options["dry_run"]:
            results: list[Result] = list(plan.results)
        elif options["all_or_nothing"]:
            results = self._all(by, collection, plan, sounds)
        else:
            results = self._one_by_one(by, collection, plan, sounds)
        self._table(results)
        if options["report"]:
            _write_report(options["report"], plan, results, collection)
        return any(result.outcome == Outcome.FAULT for result in results)

    def _all(self, by: Any, collection: Collection, plan: Plan, sounds: Folder) -> list[Result]:
        if plan.faulty:
            self.stderr.write(_("There are faults, so nothing was taken in."))
            return list(plan.results)
        done = ingesting.take_in_all(by=by, collection=collection, entries=plan.to_do, sounds=sounds)
        became = {result.entry.mark: result for result in done}
        if any(result.outcome == Outcome.FAULT for result in done):
            self.stderr.write(_("There are faults, so nothing was taken in."))
        return [became.get(result.entry.mark, result) for result in plan.results]

    def _one_by_one(self, by: Any, collection: Collection, plan: Plan, sounds: Folder) -> list[Result]:
        results: list[Result] = []
        total = len(plan.to_do)
        for planned in plan.results:
            if planned.outcome != Outcome.NEW:
                results.append(planned)
                continue
            result = ingesting.take_in(by=by, collection=collection, entry=planned.entry, sounds=sounds)
            results.append(result)
            done = sum(one.outcome == Outcome.TAKEN_IN for one in results)
            number = result.testimony.accession_number if result.testimony else ""
            self.stderr.write(f"{done}/{total}  {plain(planned.entry.mark)}  {result.outcome.label}  {number}".rstrip())
            self.stderr.flush()
        return results

    def _table(self, results: Iterable[Result]) -> None:
        """A line for each testimony, its faults below it; in the end how many there are of each."""
        results = list(results)
        rows = [[_("lines"), _("testimony"), _("title"), _("files"), _("what happens")]]
        below: list[list[str]] = [[]]
        for result in results:
            titles = list(result.entry.particulars.descriptions.values())
            number = f" {result.testimony.accession_number}" if result.testimony else ""
            rows.append(
                [
                    ", ".join(map(str, result.entry.lines[:4])) + (" …" if len(result.entry.lines) > 4 else ""),
                    cut(result.entry.mark),
                    cut(titles[0].title) if titles else "",
                    str(len(result.entry.parts)),
                    f"{result.outcome.label}{number}",
                ]
            )
            below.append([plain(_sentence(fault.line, fault.field, fault.sentence)) for fault in result.faults])
        widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row, faults in zip(rows, below, strict=True):
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
            for fault in faults:
                self.stdout.write(f"    ! {fault}")
        counted = Counter(result.outcome for result in results)
        self.stdout.write(", ".join(f"{outcome.label}: {counted[outcome]}" for outcome in Outcome if counted[outcome]))


def plain(text: str) -> str:
    """Text that a terminal shows and does not obey: what is invisible in it is written out."""
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter != "\n" else letter
        for letter in text
    )


def cut(text: str) -> str:
    text = plain(text.replace("\n", " "))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two, a vowel sign none."""
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def _sentence(line: int | None, column: str, sentence: str) -> str:
    place = _("line %(line)s") % {"line": line} if line else ""
    return ": ".join(part for part in (", ".join(part for part in (place, column) if part), sentence) if part)


def _bytes(sheet: Path) -> bytes:
    try:
        with sheet.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{plain(str(sheet))}: {error.strerror}") from None


def _person(name: str | None) -> Any:
    people = get_user_model().objects.filter(is_active=True)
    if name:
        found = people.filter(username=name).first() if name.isprintable() else None
        if found is None:
            raise CommandError(_("There is no user called “%(name)s”.") % {"name": plain(name)})
        return found
    superusers = list(people.filter(is_superuser=True)[:2])
    if len(superusers) != 1:
        raise CommandError(_("Say with --by who takes these in."))
    return superusers[0]


def _collection(by: Any, wanted: str | None) -> Collection:
    mine = collections_of(by, "add")
    if wanted:
        found = list(mine.filter(pk=int(wanted)) if wanted.isdecimal() else mine.filter(name=wanted)[:2])
        if len(found) != 1:
            raise CommandError(
                _("“%(name)s” is no collection to which %(user)s may add, or there are several. Known: %(known)s.")
                % {"name": plain(wanted), "user": by.get_username(), "known": _known(mine)}
            )
        return found[0]
    mine = mine.exclude(depth=1)  # the root of all is nobody's own
    if mine.count() != 1:
        raise CommandError(
            _("Say with --collection into which collection. %(user)s may add to: %(known)s.")
            % {"user": by.get_username(), "known": _known(mine)}
        )
    return mine.get()


def _known(collections: Any) -> str:
    return ", ".join(f"{one.pk} ({one.name})" for one in collections[:20]) or "–"


def _write_report(file: Path, plan: Plan, results: Iterable[Result], collection: Collection) -> None:
    report = {
        "collection": collection.name,
        "encoding": plan.encoding,
        "testimonies": [
            {
                "testimony": result.entry.mark,
                "lines": result.entry.lines,
                "files": [part.file for part in result.entry.parts],
                "outcome": result.outcome.value,
                "number": result.testimony.accession_number if result.testimony else None,
                "faults": [
                    {"line": fault.line, "column": fault.field, "sentence": fault.sentence} for fault in result.faults
                ],
            }
            for result in results
        ],
    }
    try:
        file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise CommandError(f"{plain(str(file))}: {error.strerror}") from None
