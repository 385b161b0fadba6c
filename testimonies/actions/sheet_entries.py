"""The rows of a sheet, gathered into testimonies; every fault of theirs with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from testimonies.actions import describing
from testimonies.actions.describing import Allowed, Particulars, Someone, Text, Where
from testimonies.actions.particulars_check import unknown
from testimonies.consent.audiences import Use
from testimonies.description import languages
from testimonies.exceptions import Fault, FaultyParticulars
from testimonies.interchange.sheets.columns import base_of
from testimonies.interchange.sheets.reading import Row, Sheet, check_not_too_many, pieces, read
from testimonies.models import Participation, Role, ShownAs

__all__ = ["Entry", "Part", "entries", "opened"]

QUALIFIERS = {"language": languages.SPOKEN_LANGUAGES, "role": Role.values, "use": Use.values}
MOST_PARTS = 100
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Part:
    """One recording: the line of its row, its file, the languages spoken in it."""

    line: int
    file: str
    spoken_languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One testimony of the sheet: ``mark`` is its own name in the collection's lists."""

    mark: str
    parts: tuple[Part, ...]
    particulars: Particulars
    faults: tuple[Fault, ...] = ()

    @property
    def lines(self) -> list[int]:
        return [part.line for part in self.parts]

    @property
    def title_language(self) -> str:
        """Of the title under which it is opened: a language spoken in it, if there is such a title."""
        titles = self.particulars.descriptions
        spoken = [tag for part in self.parts for tag in part.spoken_languages if tag in titles]
        return [*spoken, *titles][0]


def opened(data: bytes) -> Sheet:
    """The sheet, with the columns that this archive knows. Raises :class:`~testimonies.exceptions.BadSheet`."""
    return read(data, QUALIFIERS)


def entries(sheet: Sheet) -> list[Entry]:
    """The testimonies of a sheet in the order of their first rows. Raises BadSheet where faults are beyond counting."""
    together: dict[str, list[Row]] = {}
    for row in sheet.rows:
        together.setdefault(row.values.get("testimony") or f"\0{row.line}", []).append(row)
    wrong: dict[int, list[Fault]] = {}
    for fault in sheet.faults:
        wrong.setdefault(fault.line or 0, []).append(fault)
    found: list[Entry] = []
    faults: list[Fault] = []
    for rows in together.values():
        found.append(_entry(rows, [fault for row in rows for fault in wrong.get(row.line, ())]))
        faults += found[-1].faults
        check_not_too_many(faults)
    return found


def _entry(rows: list[Row], faults: list[Fault]) -> Entry:
    reading = _Reading(rows)
    parts = tuple(_part(row) for row in rows)
    particulars = reading.particulars()
    faults = [*faults, *reading.faults]
    try:
        describing.check(particulars)
    except FaultyParticulars as error:
        faults += [reading.placed(fault) for fault in error.faults]
    if not particulars.descriptions:
        faults.append(Fault("title", _("A title is owed, in one language at least."), rows[0].line))
    if len(rows) > MOST_PARTS:
        faults.append(Fault("testimony", _("These are more than %(count)s.") % {"count": MOST_PARTS}, rows[0].line))
    for row, part in zip(rows, parts, strict=True):
        for name in ("testimony", "file"):
            if not row.values.get(name):
                faults.append(Fault(name, _("This must not be empty."), row.line))
        if len(part.spoken_languages) > MOST_PARTS:
            faults.append(
                Fault("spoken_languages", _("These are more than %(count)s.") % {"count": MOST_PARTS}, row.line)
            )
        for tag in part.spoken_languages[:MOST_PARTS]:
            faults += [
                Fault(fault.field, fault.sentence, row.line)
                for fault in unknown("spoken_languages", tag, languages.SPOKEN_LANGUAGES)
            ]
    faults.sort(key=lambda fault: fault.line or 0)
    return Entry(rows[0].values.get("testimony", ""), parts, particulars, tuple(dict.fromkeys(faults)))


def _part(row: Row) -> Part:
    tags = pieces(row.values.get("spoken_languages", ""))
    return Part(row.line, row.values.get("file", ""), tuple(tag.lower() for tag in tags))


@dataclass
class _Reading:
    """What the rows of one testimony say of it together; remembers in which cell each thing stood."""

    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By column: its value, said once or the same in every row, and the line where it stands first."""
    columns: dict[str, str] = field(default_factory=dict)
    """By field of the particulars (``people.0``): the column it came from."""

    def __post_init__(self) -> None:
        for row in self.rows:
            for name, value in row.values.items():
                column, _qualifier = base_of(name)
                if column is None or column.each_row:
                    continue
                said, line = self.cells.setdefault(name, (value, row.line))
                if said != value:
                    self._fault(
                        name, _("Line %(line)s says something else of the same testimony.") % {"line": line}, row.line
                    )

    def particulars(self) -> Particulars:
        return Particulars(
            descriptions=self._descriptions(),
            interview_date=self._cell("interview_date", "interview_date"),
            kind=self._cell("kind", "kind").strip().lower(),
            local_identifier=self.rows[0].values.get("testimony", ""),
            countries=tuple(self._countries()),
            themes=tuple(self._list("themes")),
            keywords=tuple(self._list("keywords")),
            people=tuple(self._people()),
            consents=tuple(self._consents()),
        )

    def placed(self, fault: Fault) -> Fault:
        """The fault of a field as the fault of the cell that it came from."""
        path = fault.field.split(".")
        for length in range(len(path), 0, -1):
            column = self.columns.get(".".join(path[:length]))
            if column is not None:
                rest = [step for step in path[length:] if not step.isdigit()]
                name = next((one for one in (f"{column}:{':'.join(rest)}", column) if one in self.cells), column)
                return Fault(name, fault.sentence, self._line(name))
        return Fault(path[0], fault.sentence, self._line(path[0]))

    def _cell(self, column: str, place: str) -> str:
        self.columns[place] = column
        return self.cells.get(column, ("", 0))[0]

    def _line(self, column: str) -> int:
        return self.cells.get(column, ("", self.rows[0].line))[1]

    def _fault(self, column: str, sentence: str, line: int) -> None:
        self.faults.append(Fault(column, sentence, line))

    def _qualified(self, base: str) -> list[str]:
        """The qualifiers of ``base:…`` that say something, in the order of the sheet."""
        return [name.removeprefix(f"{base}:") for name in self.cells if name.startswith(f"{base}:")]

    def _descriptions(self) -> dict[str, Text]:
        facets = ("title", "summary", "context")
        tags = dict.fromkeys(tag for facet in facets for tag in self._qualified(facet))
        return {
            tag: Text(*(self._cell(f"{facet}:{tag}", f"descriptions.{tag}.{facet}") for facet in facets))
            for tag in tags
        }

    def _countries(self) -> Iterator[Where]:
        number = 0
        for role in self._qualified("country"):
            for iso2 in pieces(self.cells[f"country:{role}"][0]):
                self.columns[f"countries.{number}"] = f"country:{role}"
                number += 1
                yield Where(iso2.upper() if len(iso2) == 2 else iso2, role)

    def _list(self, column: str) -> list[str]:
        return pieces(self._cell(column, column))

    def _people(self) -> Iterator[Someone]:
        number = 0
        for part in Participation.Part.values:
            facets = {name: pieces(self.cells[f"{part}:{name}"][0], keep_empty=True) for name in self._qualified(part)}
            count = max((len(values) for values in facets.values()), default=0)
            for name, values in facets.items():
                if len(values) != count:
                    self._fault(
                        f"{part}:{name}",
                        _(
                            "There are %(found)s values here and %(count)s in another column of the same people. "
                            "Leave a place empty where one has none: a||b."
                        )
                        % {"found": len(values), "count": count},
                        self._line(f"{part}:{name}"),
                    )
                    return
            for one in zip(*facets.values(), strict=True):
                about = dict(zip(facets, one, strict=True))
                if any(about.values()):
                    self.columns[f"people.{number}"] = part
                    number += 1
                    yield _someone(part, about)

    def _consents(self) -> Iterator[Allowed]:
        for number, use in enumerate(self._qualified("consent")):
            place = f"consents.{number}"
            audience = self._cell(f"consent:{use}", place).lower()
            yield Allowed(
                use=use,
                audience=audience,
                given=self._cell("consent_given", f"{place}.given").lower(),
                language=self._cell("consent_language", f"{place}.language").lower(),
                valid_from=self._day("consent_from", use, f"{place}.valid_from"),
                valid_until=self._day("consent_until", use, f"{place}.valid_until"),
            )

    def _day(self, base: str, use: str, place: str) -> date | None:
        column = f"{base}:{use}" if f"{base}:{use}" in self.cells else base
        written = self._cell(column, place)
        if not written:
            return None
        try:
            if not _DAY.fullmatch(written):
                raise ValueError
            return date.fromisoformat(written)
        except ValueError:
            sentence = _("“%(text)s” is no day. Write it as 2011-04-01.") % {"text": written}
            if Fault(column, sentence, self._line(column)) not in self.faults:
                self._fault(column, sentence, self._line(column))
            return None


def _someone(part: str, about: dict[str, str]) -> Someone:
    """Who does not say how to be shown is shown by no name."""
    called = {
        name.removeprefix("called:"): words for name, words in about.items() if name.startswith("called:") and words
    }
    return Someone(
        part=part,
        shown_as=about.get("shown_as", "").lower() or ShownAs.ANONYMOUS.value,
        name=about.get("name", ""),
        pseudonym=about.get("pseudonym", ""),
        called=called,
    )
