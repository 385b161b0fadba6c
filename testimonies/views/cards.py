"""What a card in a list shows of a testimony: no more than this listener may know, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import (
    Participation,
    Place,
    Reader,
    Recording,
    Role,
    Testimony,
    conceal_names,
    places_of,
)
from testimonies.views.cards_asked import asked_by

ON_THE_WAY = (Role.ORIGIN, Role.TRANSIT, Role.DESTINATION, Role.RETURN)
QUOTE_CHARACTERS = 130


@dataclass(frozen=True, slots=True)
class Quote:
    """How somebody begins to speak: as many whole segments as make ``QUOTE_CHARACTERS``, in one language."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True, slots=True)
class Card:
    """``words`` is ``None`` where nothing is written or may be quoted; ``way`` holds the places in order, no finer than
    consent allows."""

    testimony: Testimony
    description: Any
    words: Quote | None
    spoken: tuple[str, ...]
    duration_ms: int
    audible: bool
    narrators: tuple[str, ...]
    way: tuple[Place, ...]


def cards(testimonies: Iterable[Testimony], listener: Listener) -> list[Card]:
    """A card for each of these, which the listener may see, in the same order."""
    shown = list(testimonies)
    asked = asked_by(listener)
    asked.fill(shown)
    keys = [one.pk for one in shown]
    audible = asked.recordings(keys)
    known = {one.pk: [each for each in one.recordings.all() if each.pk in audible] for one in shown}
    reader = Reader.of(listener, audible, keys)
    conceal_names(shown, listener, reader=reader)
    words = first_words(shown, listener, reader=reader)
    return [
        Card(
            testimony=one,
            description=one.description_for(),
            words=words.get(one.pk),
            spoken=spoken_in(known[one.pk]),
            duration_ms=sum(recording.duration_ms or 0 for recording in known[one.pk]),
            audible=any(audible[recording.pk] for recording in known[one.pk]),
            narrators=narrators(one),
            way=way(places_of(one, listener)),
        )
        for one in shown
    ]


def cards_of(keys: Iterable[int], listener: Listener) -> list[Card]:
    """A card for each testimony of these keys that the listener may see, in the order of the keys."""
    return cards(asked_by(listener).testimonies(list(keys)), listener)


def first_words(
    testimonies: Iterable[Testimony], listener: Listener, *, reader: Reader | None = None
) -> dict[int, Quote]:
    """How each begins, in the language spoken, as far as the listener may read it in excerpts; by the testimony's key.
    ``reader``: what is kept from them of these, where it was asked.

    A card quotes a voice away from its own page, so that consent for excerpts is asked beside that for the words.
    """
    keys = [one.pk for one in testimonies]
    if reader is None:
        reader = Reader.of(listener, asked_by(listener).recordings(keys), keys)
    quotes: dict[int, Quote] = {}
    begun: dict[int, int] = {}
    for testimony, segment in asked_by(listener).beginnings(keys, reader):
        tongue = segment.language or segment.transcript.language
        quote = quotes.get(testimony)
        if quote is None:
            begun[testimony], quotes[testimony] = segment.transcript_id, Quote(segment.text, tongue)
            continue
        goes_on = begun[testimony] == segment.transcript_id and quote.language == tongue
        if goes_on and len(quote.text) < QUOTE_CHARACTERS:
            quotes[testimony] = Quote(f"{quote.text} {segment.text}", tongue)
    return quotes


def spoken_in(recordings: Iterable[Recording]) -> tuple[str, ...]:
    """The languages of these recordings, each once, in order, by tag."""
    return tuple(dict.fromkeys(languages.base(tag) for one in recordings for tag in one.spoken_languages))


def narrators(testimony: Testimony) -> tuple[str, ...]:
    """By the names they chose."""
    return tuple(
        one.person.shown_name for one in testimony.participations.all() if one.part == Participation.Part.NARRATOR
    )


def way(places: Iterable[Place]) -> tuple[Place, ...]:
    """Where from, through, to and back, in the order of the journey."""
    known = list(places)
    return tuple(one for role in ON_THE_WAY for one in known if one.role == role)
