"""Translations that go out in a file, and come back from people who work elsewhere.

A file holds what its reader may read, and nothing of what is kept back from them. It is looked through first. Taking it
in is writing by hand, text by text: what somebody else wrote meanwhile is overwritten only where the person says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.actions import exporting
from testimonies.actions.translating.fitting import fitted
from testimonies.actions.translating.row import Row
from testimonies.actions.translating.subjects import Subject
from testimonies.actions.translating.writing import Wanted, write
from testimonies.description import languages
from testimonies.exceptions import FaultyWords, UnreadableTranslation
from testimonies.interchange import po, xliff
from testimonies.interchange.bilingual import Bilingual, Unit, tidy
from testimonies.models import Event, ReviewState

__all__ = ["FORMS", "Fate", "Form", "Line", "given_out", "looked_through", "taken_in"]


@dataclass(frozen=True, slots=True)
class Form:
    label: str
    media_type: str
    extension: str
    write: Callable[[Bilingual], str]
    read: Callable[[bytes], Bilingual]


FORMS: Mapping[str, Form] = {
    "po": Form("PO (gettext)", "text/x-gettext-translation", "po", po.write, po.read),
    "xlf": Form("XLIFF", "application/x-xliff+xml", "xlf", xliff.write, xliff.read),
}


class Fate(StrEnum):
    """What becomes of one text of a file. Each has a sentence in :data:`FATES`."""

    NEW = "new"
    BETTER = "better"
    OF_OLDER_WORDS = "of_older_words"
    CONFLICT = "conflict"
    UNFINISHED = "unfinished"
    SAME = "same"
    EMPTY = "empty"
    REFUSED = "refused"


FATES: Mapping[Fate, str | Promise] = {
    Fate.NEW: gettext_lazy("Translated here for the first time."),
    Fate.BETTER: gettext_lazy("Takes the place of what stands here; that is kept in the history."),
    Fate.OF_OLDER_WORDS: gettext_lazy("Translates older words: the original has changed. It is taken in with a mark."),
    Fate.CONFLICT: gettext_lazy("Somebody changed this here after the file went out. What stands here stays."),
    Fate.UNFINISHED: gettext_lazy("Marked as unfinished in the file (fuzzy). It is not taken in."),
    Fate.SAME: gettext_lazy("Says what stands here already."),
    Fate.EMPTY: gettext_lazy("Has no translation in the file."),
    Fate.REFUSED: gettext_lazy("Cannot be taken in."),
}
TAKEN = (Fate.NEW, Fate.BETTER, Fate.OF_OLDER_WORDS)


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a file, and what becomes of it; ``sentence`` says why."""

    unit: Unit
    row: Row | None
    fate: Fate
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    lines: tuple[Line, ...]
    missing: int
    """How many texts there are here of which the file says nothing."""

    @property
    def counts(self) -> list[tuple[Fate, int, str]]:
        """Every fate that befalls any text, in order, with how many and its sentence."""
        number = Counter(line.fate for line in self.lines)
        return [(fate, number[fate], str(FATES[fate])) for fate in Fate if number[fate]]

    @property
    def taken(self) -> int:
        return sum(line.fate in TAKEN for line in self.lines)


def given_out(*, subject: Subject, form: str, by: Any) -> str:
    """The whole file. That words left is written down as for any export."""
    if subject.testimony is not None:
        exporting.note(testimony=subject.testimony, what=form, by=by)
    return FORMS[form].write(
        Bilingual(
            subject=subject.address,
            language=subject.language,
            source_language=subject.source_language,
            title=_("%(subject)s, into %(language)s")
            % {"subject": subject.address, "language": languages.name(subject.language)},
            units=tuple(_unit(row) for row in subject.rows() if not row.locked),
            made_at=timezone.now(),
        )
    )


def looked_through(
    *, subject: Subject, form: str, content: bytes, unfinished: bool = False, over: bool = False
) -> Report:
    """What would become of each text of a file; nothing is written.

    With ``unfinished`` what the file marks as such is taken in too; with ``over`` the file goes before what somebody
    changed here meanwhile. Raises :class:`~testimonies.exceptions.UnreadableTranslation` for what is no such file, and
    for a file of something else.
    """
    file = FORMS[form].read(content)
    _check_same(subject, file)
    return _report(subject, file, unfinished, over)


@transaction.atomic
def taken_in(
    *, subject: Subject, form: str, content: bytes, by: Any, unfinished: bool = False, over: bool = False
) -> Report:
    """Take in what :func:`looked_through` says can be, as it stands now. Returns what became of each text."""
    file = FORMS[form].read(content)
    _check_same(subject, file)
    subject.hold()
    report = _report(subject, file, unfinished, over)
    wanted = [
        Wanted(line.unit.key, text=line.unit.target, made_from=_made_from(line.unit, line.row))
        for line in report.lines
        if line.fate in TAKEN and line.row is not None
    ]
    outcomes = {one.key: one for one in write(subject=subject, wanted=wanted, by=by)}
    written = sum(one.written for one in outcomes.values())
    Event.write(
        "translation_taken_in",
        by=by,
        testimony=subject.testimony,
        recording=subject.recording,
        subject=subject.address,
        language=subject.language,
        form=form,
        texts=written,
    )
    return report


def _unit(row: Row) -> Unit:
    remarks = [remark for remark in (row.speaker, _("The original has changed.") if row.changed else "") if remark]
    return Unit(
        key=row.key,
        source=row.source,
        target=row.text,
        draft=row.state == ReviewState.MACHINE or row.changed,
        previous=row.before,
        place=row.label,
        remarks=tuple(remarks),
    )


def _check_same(subject: Subject, file: Bilingual) -> None:
    if file.subject != subject.address:
        other = file.subject or _("nothing that can be told")
        raise UnreadableTranslation(
            _("This file is of %(other)s, and this is the page of %(subject)s. Send it at its own page.")
            % {"other": other, "subject": subject.address}
        )
    if file.language and languages.base(file.language) != languages.base(subject.language):
        raise UnreadableTranslation(
            _("This file is in %(other)s, and here %(language)s is translated into.")
            % {"other": languages.name(file.language), "language": languages.name(subject.language)}
        )


def _report(subject: Subject, file: Bilingual, unfinished: bool, over: bool) -> Report:
    rows = {row.key: row for row in subject.rows()}
    twice = {key for key, number in Counter(unit.key for unit in file.units).items() if number > 1}
    lines = [_line(unit, rows.get(unit.key), file, unit.key in twice, unfinished, over) for unit in file.units]
    named = {unit.key for unit in file.units}
    return Report(tuple(lines), sum(not row.locked and key not in named for key, row in rows.items()))


def _line(unit: Unit, row: Row | None, file: Bilingual, twice: bool, unfinished: bool, over: bool) -> Line:
    def fate(one: Fate, sentence: str = "") -> Line:
        return Line(unit, row, one, sentence or str(FATES[one]))

    refusal = unit.fault or (_("It stands in the file more than once.") if twice else "")
    if refusal:
        return fate(Fate.REFUSED, refusal)
    if row is None:
        return fate(Fate.REFUSED, _("The words it translates are no longer there, or never were."))
    if row.locked:
        return fate(Fate.REFUSED, row.locked)
    if not unit.target:
        return fate(Fate.EMPTY)
    try:
        text = fitted(unit.target, row)
    except FaultyWords as refused:
        return fate(Fate.REFUSED, str(refused))
    same = text.split() == tidy(row.text).split()
    if unit.draft and not unfinished:
        return fate(Fate.SAME if same else Fate.UNFINISHED)
    older = not _says(unit.source, row)
    if same and (row.state != ReviewState.MACHINE and (older or not row.changed)):
        return fate(Fate.SAME)
    if not over and not same and _changed_meanwhile(row, file):
        return fate(Fate.CONFLICT)
    if older:
        return fate(Fate.OF_OLDER_WORDS)
    return fate(Fate.BETTER if row.text else Fate.NEW)


def _says(source: str, row: Row) -> bool:
    """Whether a file has the original as it stands, as far as its reader sees it."""
    return source.split() == tidy(row.source).split()


def _made_from(unit: Unit, row: Row | None) -> str | None:
    return None if row is None or _says(unit.source, row) else unit.source


def _changed_meanwhile(row: Row, file: Bilingual) -> bool:
    """Whether a person wrote what stands here after the file went out; one that does not say when is older."""
    if not row.text or row.state == ReviewState.MACHINE:
        return False
    return file.made_at is None or row.at is None or row.at >= file.made_at
