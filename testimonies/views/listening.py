"""What one listener may have of each recording of a testimony: its sound or why not, its words or why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from testimonies.consent.audiences import Listener, Use
from testimonies.exceptions import NotPermitted
from testimonies.models import (
    Passage,
    PassageCountry,
    Reader,
    Recording,
    ReviewState,
    Segment,
    Testimony,
    Transcript,
    copies_for,
)


@dataclass(frozen=True, slots=True)
class Listening:
    """``silence`` and ``wordless`` are sentences for the listener, empty where there is nothing to explain."""

    recording: Recording
    audible: bool
    silence: str
    transcript: Transcript | None
    segments: tuple[Segment, ...]
    wordless: str
    translations: tuple[tuple[Transcript, tuple[Segment, ...]], ...]
    worked_on: bool
    passages: tuple[Passage, ...]

    @property
    def prefix(self) -> str:
        """What the identifiers of this recording's segments begin with: ``t-75200``, ``r2-t-75200``."""
        return "" if self.recording.position == 1 else f"r{self.recording.position}-"

    @property
    def review(self) -> str:
        """How far people have looked after the words: the least of what was done to any segment."""
        states = {segment.review_state for segment in self.segments if not segment.withheld}
        return next((state.value for state in ReviewState if state in states), "")

    @property
    def looked_after(self) -> int:
        """How many segments a person corrected or verified."""
        return sum(one.review_state != ReviewState.MACHINE and not one.withheld for one in self.segments)

    @property
    def lines(self) -> list[tuple[list[Passage], Segment | None]]:
        """The segments in order, each with the passages that begin in it; at last those that begin after the words."""
        waiting = sorted(self.passages, key=lambda passage: passage.start_ms)
        lines: list[tuple[list[Passage], Segment | None]] = []
        for segment in self.segments:
            begun = [passage for passage in waiting if passage.start_ms < segment.end_ms]
            waiting = waiting[len(begun) :]
            lines.append((begun, segment))
        return [*lines, (waiting, None)] if waiting else lines


def listen(testimony: Testimony, listener: Listener) -> list[Listening]:
    """Every recording of ``testimony`` that the listener may know of, in order."""
    recordings = (
        Recording.objects.visible_to(listener)
        .filter(testimony=testimony)
        .select_related("access_copy")
        .prefetch_related(Prefetch("passages", _with_all(listener)))
        .order_by("position")
    )
    keys = [recording.pk for recording in recordings]
    audible = set(copies_for(listener, keys))
    reader = Reader.of(listener, keys, [testimony.pk])
    readable = (
        Transcript.objects.visible_to(listener)
        .filter(recording__testimony=testimony)
        .select_related("run")
        .order_by("kind", "language")
    )
    words: dict[int, list[Segment]] = defaultdict(list)
    for segment in Segment.objects.filter(transcript__recording__testimony=testimony).as_shown_to(
        listener, reader=reader
    ):
        words[segment.transcript_id].append(segment)
    worked_on = Testimony.objects.worked_on_by(listener).filter(pk=testimony.pk).exists()
    return [
        _listening(
            recording,
            silence=_reason(testimony, Use.SOUND, listener),
            wordless=_reason(testimony, Use.TRANSCRIPT, listener),
            may_hear=recording.pk in audible,
            readable=[(one, tuple(words[one.pk])) for one in readable if one.recording_id == recording.pk],
            worked_on=worked_on,
            passages=_passages(recording, reader),
        )
        for recording in recordings
    ]


def _with_all(listener: Listener) -> Any:
    """Passages with what the public page tells of them; countries where the listener may know those."""
    countries = PassageCountry.objects.told_to(listener).select_related("country").order_by("role", "pk")
    passages: Any = Passage.objects.all()
    return passages.prefetch_related("descriptions", "themes", "articles", Prefetch("country_roles", countries))


def _listening(
    recording: Recording,
    *,
    silence: str,
    wordless: str,
    may_hear: bool,
    readable: Sequence[tuple[Transcript, tuple[Segment, ...]]],
    worked_on: bool,
    passages: tuple[Passage, ...],
) -> Listening:
    original, segments = next(((one, words) for one, words in readable if one.kind == "original"), (None, ()))
    return Listening(
        recording=recording,
        audible=may_hear,
        silence=silence or ("" if may_hear else _unheard(recording)),
        transcript=original,
        segments=segments,
        wordless=wordless or ("" if original else _("There are no words of this recording yet.")),
        translations=tuple((one, words) for one, words in readable if one.kind == "translation" and words),
        passages=passages,
        worked_on=worked_on,
    )


def _unheard(recording: Recording) -> str:
    if not hasattr(recording, "access_copy"):
        return recording.preparation_sentence
    return _("The listening copy of this recording is being made anew. Please come back later.")


def _passages(recording: Recording, reader: Reader) -> tuple[Passage, ...]:
    """Without those that speak of what is kept from the reader: nobody knows what their titles give away."""
    shown = []
    for passage in recording.passages.all():
        if reader.hides(recording.pk, passage.start_ms, passage.end_ms):
            continue
        for description in passage.descriptions.all():
            description.title = reader.renamed(description.title, recording.testimony_id)
            description.synopsis = reader.renamed(description.synopsis, recording.testimony_id)
        shown.append(passage)
    return tuple(shown)


def _reason(testimony: Testimony, use: str, listener: Listener) -> str:
    """Why not, in a sentence; empty where it is allowed."""
    try:
        testimony.check_may(use, listener)
    except NotPermitted as refusal:
        return str(refusal)
    return ""
