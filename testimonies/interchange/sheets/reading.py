"""A sheet, read: CSV with comma, semicolon or tab, its rows with the lines they begin on."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.exceptions import BadSheet, Fault
from testimonies.interchange.sheets.columns import COLUMNS, base_of
from testimonies.interchange.sheets.encoding import decode

__all__ = ["MOST_BYTES", "MOST_ROWS", "Row", "Sheet", "check_not_too_many", "is_formula", "pieces", "read"]

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_LINES = 500_000
"""Of the file: a row may hold many, and a sheet of empty lines shall cost nothing."""
MOST_FAULTS = 1_000
"""So many are told; whoever has more has taken another sheet for this one."""
SUGGESTIONS = 20
DELIMITERS = ",;\t"
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # of direction: invisible, and in no name of ours
_SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # the line with which Excel tells itself the delimiter
_FORMULA = re.compile(r"=|#(REF!|NAME\?|VALUE!|N/A|DIV/0!|NULL!|NUM!)$")
Qualifiers = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` of the file on which the row begins, the first being 1; ``values`` by column, without the empty ones."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    """What is wrong with single rows (too many cells, a formula); these rows are there all the same."""


def read(data: bytes, qualifiers: Qualifiers) -> Sheet:
    """Read the bytes of a sheet. ``qualifiers``: the known values of ``language``, ``role`` and ``use``.

    Raises one :class:`~testimonies.exceptions.BadSheet` with everything that is wrong with the sheet as a whole:
    encoding, first row, quotation marks, size.
    """
    if len(data) > MOST_BYTES:
        raise _bad(_("The sheet is larger than %(limit)s MB. Divide it.") % {"limit": MOST_BYTES // 1_000_000})
    text, encoding = decode(data)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise _bad(_("The sheet has more than %(limit)s rows. Divide it.") % {"limit": MOST_ROWS})
    said = _SAID.match(text)
    text = text[said.end() :] if said else text
    begin = 2 if said else 1
    delimiter = _delimiter(text, said[1] if said else "")
    rows: list[Row] = []
    faults: list[Fault] = []
    columns: tuple[str, ...] = ()
    for line, cells in _records(text, delimiter, begin):
        if not columns:
            columns = _columns(cells, line, qualifiers)
            continue
        if len(rows) >= MOST_ROWS:
            raise _bad(_("The sheet has more than %(limit)s rows. Divide it.") % {"limit": MOST_ROWS}, line)
        rows.append(Row(line, {name: cell for name, cell in zip(columns, cells, strict=False) if cell}))
        faults += _faults(columns, cells, line, delimiter)
        check_not_too_many(faults)
    if not rows:
        raise _bad(_("The sheet has no row below its first."))
    return Sheet(encoding, delimiter, columns, tuple(rows), tuple(faults))


def pieces(cell: str, *, keep_empty: bool = False) -> list[str]:
    """The values of a cell that may hold several: separated by ``|``, or by ``;`` where there is no ``|``."""
    found = [piece.strip() for piece in cell.split("|" if "|" in cell else ";")]
    return found if keep_empty else [piece for piece in found if piece]


def check_not_too_many(faults: Sequence[Fault]) -> None:
    """Raise :class:`BadSheet` with the first of them where there are more than anybody would read."""
    if len(faults) > MOST_FAULTS:
        more = _("There are more than %(count)s faults. These are the first of them.") % {"count": MOST_FAULTS}
        raise BadSheet((Fault("", more), *faults[:20]))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would compute this, or failed to."""
    return _FORMULA.match(cell) is not None


def _delimiter(text: str, said: str) -> str:
    """The one with which the first row holds the most known columns, or the one that is ``said``."""
    best, known = "", 0
    for delimiter in said if said and said in DELIMITERS else DELIMITERS:
        try:
            _line, names = next(_records(text, delimiter, 1))
        except (StopIteration, BadSheet):
            continue
        found = sum(base_of(_name(name))[0] is not None for name in names[:MOST_COLUMNS])
        if found > known:
            best, known = delimiter, found
    if not best:
        raise _bad(
            _("The first row of the sheet must name its columns, such as %(names)s.")
            % {"names": "testimony, file, title:en"},
            1,
        )
    return best


def _records(text: str, delimiter: str, begin: int) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the line of the file on which it begins."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = begin
    try:
        for cells in lines:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield line, cells
            line = begin + lines.line_num
    except csv.Error:
        raise _bad(
            _("From this line on the sheet cannot be read: a quotation mark is not closed, or a cell is far too long."),
            line,
        ) from None


def _columns(cells: list[str], line: int, qualifiers: Qualifiers) -> tuple[str, ...]:
    faults: list[Fault] = []
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise _bad(_("The sheet has more than %(limit)s columns.") % {"limit": MOST_COLUMNS}, line)
    names = tuple(_name(cell) for cell in cells)
    for name, count in Counter(names).items():
        if not name:
            faults.append(Fault("", _("A column has no name in the first row."), line))
        elif count > 1:
            faults.append(Fault(name, _("This column is there %(count)s times.") % {"count": count}, line))
        else:
            faults += _unknown(name, line, qualifiers, suggest=len(faults) < SUGGESTIONS)
    found = {base_of(name)[0] for name in names}
    for column in COLUMNS:
        if column.required and column not in found:
            faults.append(Fault(column.name, _("This column is missing."), line))
    if not any(name.startswith("title:") for name in names):
        faults.append(
            Fault("title:en", _("A title is missing: a column title:en, title:es or of another language."), line)
        )
    if faults:
        raise BadSheet(tuple(faults))
    return names


def _unknown(name: str, line: int, qualifiers: Qualifiers, *, suggest: bool) -> Iterator[Fault]:
    column, qualifier = base_of(name)
    if column is not None and (not qualifier or qualifier in qualifiers[column.qualifier]):
        return
    known = []
    for one in COLUMNS:
        if not one.qualifier or one.optional:
            known.append(one.name)
        known += [f"{one.name}:{value}" for value in qualifiers.get(one.qualifier, ())]
    near = difflib.get_close_matches(name[:80], known, n=1) if suggest else []
    if near:
        yield Fault(name, _("There is no such column. Do you mean “%(near)s”?") % {"near": near[0]}, line)
    else:
        yield Fault(name, _("There is no such column. Name it rightly, or take it out."), line)


def _faults(columns: tuple[str, ...], cells: list[str], line: int, delimiter: str) -> Iterator[Fault]:
    if any(cells[len(columns) :]):
        yield Fault(
            "",
            _("This row has more cells than there are columns. Put a cell in quotation marks that holds a “%(mark)s”.")
            % {"mark": delimiter},
            line,
        )
    for name, cell in zip(columns, cells, strict=False):
        if is_formula(cell):
            yield Fault(name, _("This cell holds a formula or its failure. Put the value in its place."), line)


def _name(cell: str) -> str:
    return re.sub(r"\s*:\s*", ":", _MARKS.sub("", cell).strip()).replace(" ", "_").lower()


def _bad(sentence: str, line: int | None = None) -> BadSheet:
    return BadSheet((Fault("", sentence, line),))
