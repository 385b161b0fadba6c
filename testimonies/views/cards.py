"""What a card in a list shows of a testimony: no more than this listener may know, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from testimonies.consent.audiences import Listener, Use
from testimonies.description import languages
from testimonies.models import (
    Participation,
    Place,
    Reader,
    Recording,
    Role,
    Segment,
    Testimony,
    conceal_names,
    places_of,
)

ON_THE_WAY = (Role.ORIGIN, Role.TRANSIT, Role.DESTINATION, Role.RETURN)
BEGINNING_MS = 120_000
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
    """A card for each, in the same order. Wants what ``Testimony.objects.for_cards()`` prefetched."""
    shown = list(testimonies)
    every = {recording.pk: recording for one in shown for recording in one.recordings.all()}
    reader = Reader.of(listener, list(every), [one.pk for one in shown])
    conceal_names(shown, listener, reader=reader)
    heard = Recording.objects.audible_to(listener).filter(pk=OuterRef("pk"), access_copy__isnull=False)
    visible = Recording.objects.visible_to(listener).filter(pk__in=every).order_by("position")
    known: dict[int, list[Recording]] = defaultdict(list)
    audible = set()
    for pk, is_audible in visible.annotate(is_audible=Exists(heard)).values_list("pk", "is_audible"):
        recording = every[pk]
        known[recording.testimony_id].append(recording)
        if is_audible:
            audible.add(recording.testimony_id)
    words = first_words(shown, listener, reader=reader)
    return [
        Card(
            testimony=one,
            description=one.description_for(),
            words=words.get(one.pk),
            spoken=spoken_in(known[one.pk]),
            duration_ms=sum(recording.duration_ms or 0 for recording in known[one.pk]),
            audible=one.pk in audible,
            narrators=narrators(one),
            way=way(places_of(one, listener)),
        )
        for one in shown
    ]


def first_words(
    testimonies: Iterable[Testimony], listener: Listener, *, reader: Reader | None = None
) -> dict[int, Quote]:
    """How each begins, in the language spoken, as far as the listener may read it in excerpts; by the testimony's key.
    ``reader``: what is kept from them of these, where it was asked.

    A card quotes a voice away from its own page, so that consent for excerpts is asked beside that for the words.
    """
    quotable = Testimony.objects.allowing(Use.EXCERPT, listener).order_by()
    segments = (
        Segment.objects.sure()
        .filter(transcript__recording__testimony__in=list(testimonies), transcript__kind="original")
        .filter(transcript__recording__testimony__in=quotable)
        .filter(start_ms__lt=BEGINNING_MS)
        .order_by("transcript__recording__testimony_id", "transcript__recording__position", "start_ms")
        .as_shown_to(listener, reader=reader)
    )
    quotes: dict[int, Quote] = {}
    begun: dict[int, int] = {}
    for segment in segments:
        testimony_id, tongue = (
            segment.transcript.recording.testimony_id,
            segment.language or segment.transcript.language,
        )
        quote = quotes.get(testimony_id)
        if quote is None:
            begun[testimony_id], quotes[testimony_id] = segment.transcript_id, Quote(segment.text, tongue)
        elif (
            begun[testimony_id] == segment.transcript_id
            and len(quote.text) < QUOTE_CHARACTERS
            and quote.language == tongue
        ):
            quotes[testimony_id] = Quote(f"{quote.text} {segment.text}", tongue)
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
