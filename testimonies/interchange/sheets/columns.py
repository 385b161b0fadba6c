"""The columns of a sheet. Reader, template, manual and the page in the admin are all drawn from :data:`COLUMNS`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["BY_NAME", "COLUMNS", "EXAMPLES", "Column", "base_of", "manual", "template"]

LANGUAGE, ROLE, USE = "language", "role", "use"


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` as written in the first row; with ``qualifier`` a ``:`` and one of its values follow (``title:es``).

    ``many``: several values in one cell. ``each_row``: said of the recording; else of the testimony. A ``qualifier``
    that is ``optional`` may be left out.
    """

    name: str
    explanation: str | Promise
    qualifier: str = ""
    optional: bool = False
    many: bool = False
    each_row: bool = False
    required: bool = False

    @property
    def written(self) -> str:
        """How the manual writes it: ``title:LANGUAGE``."""
        if not self.qualifier:
            return self.name
        tail = f":{self.qualifier.upper()}"
        return f"{self.name}[{tail}]" if self.optional else f"{self.name}{tail}"


_OWN_NAME = gettext_lazy(
    "Own name. Shown to everyone if shown_as is “name”; otherwise encrypted, for named people alone. Better left out."
)
_PSEUDONYM = gettext_lazy("The name chosen in the place of their own.")
_SHOWN_AS = gettext_lazy("What the public sees: name, pseudonym or anonymous. Empty: anonymous.")
_CALLED = gettext_lazy("What to call them where no name is shown, such as “a seasonal worker”.")

COLUMNS: tuple[Column, ...] = (
    Column(
        "testimony",
        gettext_lazy(
            "Your own mark for the testimony. Rows with the same mark are parts of one testimony, in the order of the "
            "sheet. What was taken in under a mark is not taken in again."
        ),
        required=True,
        each_row=True,
    ),
    Column(
        "file",
        gettext_lazy("Name of the sound file, with its path inside the folder, such as 1998/tape-07.wav."),
        required=True,
        each_row=True,
    ),
    Column("title", gettext_lazy("Title in that language, without a real name. One at least."), LANGUAGE),
    Column("summary", gettext_lazy("Two or three sentences: who speaks, about what."), LANGUAGE),
    Column("context", gettext_lazy("The place, the time, how the interview came about."), LANGUAGE),
    Column("interview_date", gettext_lazy("2009, 2011-03 or 2014-12-18; with ~ for “about”: 2009~.")),
    Column("kind", gettext_lazy("What it gives account of: life or ratification. Empty: life.")),
    Column(
        "spoken_languages",
        gettext_lazy("Language tags of this recording, such as es | qu. Empty: the archive listens for itself."),
        many=True,
        each_row=True,
    ),
    Column(
        "country",
        gettext_lazy(
            "Countries by their two letters (ISO 3166-1). Roles: origin, transit, destination, return, interview."
        ),
        ROLE,
        many=True,
    ),
    Column("themes", gettext_lazy("Identifiers of rights themes, such as wage-theft."), many=True),
    Column("keywords", gettext_lazy("Free words."), many=True),
    *(
        column
        for part in ("narrator", "interviewer", "interpreter", "translator")
        for column in (
            Column(f"{part}:name", _OWN_NAME, many=True),
            Column(f"{part}:pseudonym", _PSEUDONYM, many=True),
            Column(f"{part}:shown_as", _SHOWN_AS, many=True),
            Column(f"{part}:called", _CALLED, LANGUAGE, many=True),
        )
    ),
    Column(
        "consent",
        gettext_lazy(
            "Whom the narrator allowed this use: public, researcher, reading_room, staff or nobody. "
            "Empty: not allowed. Nothing is open that is not written here."
        ),
        USE,
    ),
    Column("consent_given", gettext_lazy("How: form, spoken or both. Owed where any use is allowed.")),
    Column("consent_language", gettext_lazy("Tag of the language in which it was explained.")),
    Column(
        "consent_from",
        gettext_lazy("First day, such as 2011-04-01; for all uses, or with its name for one. Empty: from today."),
        USE,
        optional=True,
    ),
    Column(
        "consent_until",
        gettext_lazy("Last day; for all uses, or with its name for one. Empty: without end."),
        USE,
        optional=True,
    ),
)

BY_NAME = {column.name: column for column in COLUMNS}

EXAMPLES: dict[str, tuple[str, str]] = {
    "testimony": ("FW-1998-07", "FW-1998-07"),
    "file": ("1998/tape-07-a.wav", "1998/tape-07-b.wav"),
    "title:en": ("Two years in the packing house", ""),
    "title:es": ("Dos años en la empacadora", ""),
    "summary:en": ("A seasonal worker tells how her passport was kept.", ""),
    "context:en": ("", ""),
    "interview_date": ("1998-07", ""),
    "kind": ("life", ""),
    "spoken_languages": ("es | qu", "es"),
    "country:origin": ("PE", ""),
    "country:destination": ("ES", ""),
    "country:interview": ("ES", ""),
    "themes": ("passport-confiscation | wage-theft", ""),
    "keywords": ("packing house | season", ""),
    "narrator:pseudonym": ("Asha", ""),
    "narrator:shown_as": ("pseudonym", ""),
    "interviewer:name": ("Inés Prado", ""),
    "interviewer:shown_as": ("name", ""),
    "consent:catalogue": ("public", ""),
    "consent:transcript": ("researcher", ""),
    "consent:sound": ("", ""),
    "consent_given": ("form", ""),
    "consent_language": ("es", ""),
    "consent_from": ("1998-07-20", ""),
    "consent_until": ("", ""),
}
"""The columns of the template, and two rows that show how: one testimony on two tapes, its voice not to be heard."""


def base_of(name: str) -> tuple[Column | None, str]:
    """The column that a name of the first row means, and its qualifier: ``title:es`` gives ``title`` and ``es``."""
    if name in BY_NAME and (not BY_NAME[name].qualifier or BY_NAME[name].optional):
        return BY_NAME[name], ""
    base, _colon, qualifier = name.rpartition(":")
    column = BY_NAME.get(base)
    return (column, qualifier) if column is not None and column.qualifier else (None, "")


def template(delimiter: str = ",") -> str:
    """A sheet to begin with: the first row, and the two of the example to be written over."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(EXAMPLES)
    for number in (0, 1):
        writer.writerow(cells[number] for cells in EXAMPLES.values())
    return out.getvalue()


def manual() -> str:
    """The table of the columns for the manual, in Markdown and in the active language."""
    name, holds = _("column"), _("what it holds")
    rows = [f"| {name} | | {holds} |", "|---|---|---|"]
    for column in COLUMNS:
        marks = [_("required")] if column.required else []
        marks += [_("several")] if column.many else []
        marks += [_("each row")] if column.each_row else []
        rows.append(
            f"| `{column.written}` | {', '.join(marks)} | {str(column.explanation).replace('|', chr(92) + '|')} |"
        )
    return "\n".join(rows) + "\n"
