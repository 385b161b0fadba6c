"""Existing collections taken in from a sheet: looked at first, then testimony by testimony, each whole or not at all.

What is there already under a mark of its collection is left alone: whoever was stopped begins again and goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection

from testimonies.actions import accession, describing, sheet_entries
from testimonies.actions.accession import Arrival
from testimonies.actions.sheet_entries import Entry
from testimonies.actions.sound_sources import Sounds
from testimonies.exceptions import Fault, NotPermitted, TestimoniesError
from testimonies.interchange.sheets.reading import check_not_too_many
from testimonies.models import Event, Outcome, Testimony, collections_of, listener_for

__all__ = ["Plan", "Result", "plan", "take_in", "take_in_all"]

Examination = tuple[Entry, list[Arrival]]


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of one testimony of the sheet; ``faults`` has something to say in other cases too."""

    entry: Entry
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    testimony: Testimony | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to the sheet, testimony by testimony in its order."""

    encoding: str
    results: tuple[Result, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        counted = Counter(result.outcome for result in self.results)
        return {outcome: counted[outcome] for outcome in Outcome if counted[outcome]}

    @property
    def to_do(self) -> list[Entry]:
        return [result.entry for result in self.results if result.outcome == Outcome.NEW]

    @property
    def faulty(self) -> bool:
        return any(result.outcome == Outcome.FAULT for result in self.results)


def plan(*, by: Any, collection: Collection, data: bytes, sounds: Sounds) -> Plan:
    """Look at a sheet and its files, and change nothing. Raises :class:`NotPermitted` and
    :class:`~testimonies.exceptions.BadSheet`; whatever is wrong with one testimony is in its result."""
    if not collections_of(by, "add").filter(pk=collection.pk).exists():
        raise NotPermitted(_("You cannot add testimonies to this collection."))
    sheet = sheet_entries.opened(data)
    entries = sheet_entries.entries(sheet)
    there = {one.local_identifier: one for one in _there(collection, [entry.mark for entry in entries])}
    files = _Files(sounds)
    results = []
    told: list[Fault] = []
    for entry in entries:
        held = there.get(entry.mark) if entry.mark else None
        if held is not None:
            results.append(_already(entry, held, by))
            continue
        faults = (*entry.faults, *files.faults(entry))
        results.append(Result(entry, Outcome.FAULT if faults else Outcome.NEW, faults))
        told += faults
        check_not_too_many(told)
    return Plan(sheet.encoding, tuple(results))


def take_in(*, by: Any, collection: Collection, entry: Entry, sounds: Sounds) -> Result:
    """Take in one testimony of a sheet with all its recordings, description and consent, in one transaction."""
    try:
        with ExitStack() as leftovers:
            examined = _examined(entry, sounds, leftovers)
            with transaction.atomic():
                result = _write(by, collection, entry, examined)
    except _AtLine as error:
        return Result(entry, Outcome.FAULT, error.faults)
    except TestimoniesError as error:
        return Result(entry, Outcome.FAULT, _faults_of(error, entry))
    _settle(sounds, entry)
    return result


def take_in_all(*, by: Any, collection: Collection, entries: Sequence[Entry], sounds: Sounds) -> list[Result]:
    """Take in all of them, or none: one fault, and nothing is there. The files are copied and examined first."""
    faulty: list[Result] = []
    with ExitStack() as leftovers:
        examined: list[Examination] = []
        for entry in entries:
            try:
                examined.append((entry, _examined(entry, sounds, leftovers)))
            except _AtLine as error:
                faulty.append(Result(entry, Outcome.FAULT, error.faults))
        if faulty:
            return faulty
        results: list[Result] = []
        try:
            with transaction.atomic():
                for entry, sounds_of_it in examined:
                    results.append(_write(by, collection, entry, sounds_of_it))
        except TestimoniesError as error:
            return [Result(entry, Outcome.FAULT, _faults_of(error, entry))]
    for entry in entries:
        _settle(sounds, entry)
    return results


class _AtLine(TestimoniesError):
    """What is wrong with the file of one row."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.faults = (Fault("file", sentence, line),)


class _Files:
    """The files of a sheet as far as it was read: none is there twice, by name or by content."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds
        self._lines: dict[str, int] = {}
        self._by_size: dict[int, list[tuple[str, int]]] = {}
        self._digests: dict[str, str] = {}

    def faults(self, entry: Entry) -> Iterator[Fault]:
        for part in entry.parts:
            if not part.file:
                continue
            first = self._lines.setdefault(part.file, part.line)
            if first != part.line:
                yield Fault("file", _("Line %(line)s names this file already.") % {"line": first}, part.line)
                continue
            try:
                twin = self._twin(part.file, part.line)
            except TestimoniesError as error:
                yield Fault("file", str(error), part.line)
                continue
            if twin:
                yield Fault("file", _("This is the very file of line %(line)s.") % {"line": twin}, part.line)

    def _twin(self, name: str, line: int) -> int | None:
        """The line of a file with the same bytes. Only files of one size are read for it."""
        size_bytes = self._sounds.size_bytes(name)
        others = self._by_size.setdefault(size_bytes, [])
        twin = next((at for other, at in others if self._digest(other) == self._digest(name)), None)
        others.append((name, line))
        return twin

    def _digest(self, name: str) -> str:
        if name not in self._digests:
            self._digests[name] = self._sounds.digest(name)
        return self._digests[name]


def _examined(entry: Entry, sounds: Sounds, leftovers: ExitStack) -> list[Arrival]:
    """The files of a testimony, copied and looked into; what is not kept in the end is thrown away."""
    examined: list[Arrival] = []
    for part in entry.parts:
        try:
            received = sounds.received(part.file)
            leftovers.callback(received.discard)
            examined.append(
                accession.examined(
                    Arrival(received, part.file.replace("\\", "/").rpartition("/")[2], part.spoken_languages)
                )
            )
        except TestimoniesError as error:
            raise _AtLine(part.line, str(error)) from error
        if examined[-1].received.digest in {one.received.digest for one in examined[:-1]}:
            raise _AtLine(part.line, _("Another row of this testimony holds the very same sound."))
    return examined


def _write(by: Any, collection: Collection, entry: Entry, examined: list[Arrival]) -> Result:
    """Inside the caller's transaction. Two who take in the same mark at one moment wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"{collection.pk} {entry.mark}"])
    held = _there(collection, [entry.mark]).first()
    if held is not None:
        return _already(entry, held, by)
    language = entry.title_language
    recordings = accession.deposit_together(
        by=by,
        arrivals=examined,
        collection=collection,
        title=entry.particulars.descriptions[language].title,
        language=language,
    )
    testimony = describing.describe(testimony=recordings[0].testimony, particulars=entry.particulars, by=by)
    Event.write("ingested", by=by, testimony=testimony, recordings=len(recordings))
    return Result(entry, Outcome.TAKEN_IN, testimony=testimony)


def _already(entry: Entry, held: Testimony, by: Any) -> Result:
    """Who does not work on the testimony that is there learns no more of it than that its mark is taken."""
    mine = Testimony.objects.worked_on_by(listener_for(by)).filter(pk=held.pk).first()
    faults: tuple[Fault, ...] = ()
    if mine is not None and mine.recordings.count() != len(entry.parts):
        faults = (
            Fault(
                "testimony",
                _("It is there with %(held)s recordings, and the sheet has %(named)s. Add what is missing on its page.")
                % {"held": mine.recordings.count(), "named": len(entry.parts)},
                entry.lines[0],
            ),
        )
    return Result(entry, Outcome.ALREADY, faults, mine)


def _there(collection: Collection, marks: Iterable[str]) -> Any:
    wanted = [mark for mark in marks if mark and "\0" not in mark]
    return Testimony.objects.filter(collection=collection, local_identifier__in=wanted)


def _faults_of(error: TestimoniesError, entry: Entry) -> tuple[Fault, ...]:
    return (Fault("", str(error), entry.lines[0]),)


def _settle(sounds: Sounds, entry: Entry) -> None:
    for part in entry.parts:
        sounds.settled(part.file)
