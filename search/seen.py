"""What an asker sees of a page of hits: plain values, as the database held them a moment ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from search.addresses import sound_address, testimony_address
from testimonies.description import languages
from testimonies.description.partial_dates import PartialDate
from testimonies.models import Participation, Person, Reader, ShownSegment

__all__ = ["Card", "Described", "Heard", "Seen", "Titled", "Transcribed", "card"]


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording. ``sound`` is its name in the address of its sound, ``None`` where the asker may not hear it."""

    pk: int
    testimony_id: int
    position: int
    accession_number: str
    sound: UUID | None

    @property
    def page_url(self) -> str:
        """Where it is read and heard."""
        return testimony_address(self.accession_number)

    @property
    def sound_url(self) -> str:
        """``""`` where the asker may not hear it."""
        return sound_address(self.sound) if self.sound else ""


@dataclass(frozen=True, slots=True)
class Transcribed:
    """The transcript that a segment is of: the ``original``, or a ``translation``."""

    kind: str
    language: str
    recording: Heard

    @property
    def recording_id(self) -> int:
        return self.recording.pk


@dataclass(frozen=True, slots=True)
class Described:
    """A description of a testimony in one language."""

    language: str
    title: str
    summary: str
    context: str

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class Titled:
    """A passage's title in one language."""

    language: str
    title: str
    synopsis: str
    recording_id: int
    start_ms: int
    end_ms: int

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class Card:
    """A testimony as it heads its hits. ``title`` is that for a reader of the active language, in
    ``title_language``; both ``""`` where it has none. People by the names that they are shown by."""

    pk: int
    accession_number: str
    title: str
    title_language: str
    narrators: tuple[str, ...]
    interviewers: tuple[str, ...]
    interviewed_on: PartialDate | None
    collection: str
    demonstration: bool

    @property
    def title_direction(self) -> str:
        return languages.direction(self.title_language)

    def get_absolute_url(self) -> str:
        return testimony_address(self.accession_number)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that was asked for and may be seen, by key."""

    segments: Mapping[int, ShownSegment]
    descriptions: Mapping[int, Described]
    passages: Mapping[int, Titled]
    recordings: Mapping[int, Heard]
    cards: Mapping[int, Card]


def card(row: Mapping[str, Any], reader: Reader) -> Card:
    """From a row of the database with the descriptions, people and recordings beside it."""
    number: int = row["pk"]
    spoken = dict.fromkeys(tag for recording in row["heard"] for tag in recording["spoken"])
    titles = {one["language"]: reader.renamed(one["title"], number) for one in row["described"]}
    language, title = languages.best(titles, get_language() or "en", also=list(spoken)) or ("", "")
    people = [(one["part"], _shown_name(one, number, reader)) for one in row["people"]]
    return Card(
        pk=number,
        accession_number=row["accession_number"],
        title=title,
        title_language=language,
        narrators=tuple(name for part, name in people if part == Participation.Part.NARRATOR),
        interviewers=tuple(name for part, name in people if part == Participation.Part.INTERVIEWER),
        interviewed_on=PartialDate.parse(row["interview_date"]) if row["interview_date"] else None,
        collection=row["collection__name"],
        demonstration=row["demonstration"],
    )


def _shown_name(one: Mapping[str, Any], testimony: int, reader: Reader) -> str:
    name, pseudonym = (reader.renamed(one[field], testimony) for field in ("name", "pseudonym"))
    return Person(name=name, pseudonym=pseudonym, shown_as=one["shown_as"], called=one["called"]).shown_name
