"""What one listener may have of each recording of a testimony: its sound or why not, its words or why not."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.consent.audiences import Listener, Use
from testimonies.description import languages
from testimonies.exceptions import NotPermitted
from testimonies.models import (
    Passage,
    Reader,
    Recording,
    ReviewState,
    ShownSegment,
    Testimony,
    Transcript,
    copies_for,
)
from testimonies.views.testimony_asked import asked_by


@dataclass(frozen=True, slots=True)
class Words:
    """Which words a reader wants: those spoken, those of a translation (``language``), or both side by side."""

    language: str = ""
    beside: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Words:
        """``?words=fr``, ``?beside=fr``; whatever is no language asks for the words spoken."""
        for name in ("beside", "words"):
            tag = asked.get(name, "")
            if tag.isascii() and tag.isalpha() and len(tag) <= 3:
                return cls(tag.lower(), name == "beside")
        return cls()


@dataclass(frozen=True, slots=True)
class Choice:
    """A translation that the listener may read. ``draft``: no person has looked after all that a machine wrote."""

    transcript: Transcript
    draft: bool


@dataclass(frozen=True, slots=True)
class Listening:
    """``silence`` and ``wordless`` are sentences for the listener, empty where there is nothing to explain.

    ``segments`` are of ``transcript``, which is the one spoken unless ``translated`` says that the reader wants a
    translation alone; ``beside`` is a translation's words, by the start of the segment beside which they stand.
    """

    recording: Recording
    audible: bool
    silence: str
    transcript: Transcript | None
    segments: tuple[ShownSegment, ...]
    wordless: str
    choices: tuple[Choice, ...]
    chosen: Choice | None
    beside: Mapping[int, Sequence[ShownSegment]] | None
    worked_on: bool
    passages: tuple[Passage, ...]

    @property
    def translated(self) -> bool:
        """Whether the words are a translation's alone."""
        return self.chosen is not None and self.beside is None

    @property
    def offered(self) -> list[tuple[Choice, bool, bool]]:
        """Each translation, whether it is shown alone, and whether it stands beside the words spoken."""
        return [
            (one, one == self.chosen and self.translated, one == self.chosen and not self.translated)
            for one in self.choices
        ]

    @property
    def draft(self) -> Transcript | None:
        """The translation that is shown and that no person has looked after."""
        return self.chosen.transcript if self.chosen is not None and self.chosen.draft else None

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
    def lines(self) -> list[tuple[list[Passage], ShownSegment | None]]:
        """The segments in order, each with the passages that begin in it; at last those that begin after the words."""
        waiting = sorted(self.passages, key=lambda passage: passage.start_ms)
        lines: list[tuple[list[Passage], ShownSegment | None]] = []
        for segment in self.segments:
            begun: list[Passage] = []
            while waiting and waiting[0].start_ms < segment.end_ms:
                begun.append(waiting.pop(0))
            lines.append((begun, segment))
        return [*lines, (waiting, None)] if waiting else lines


def listen(
    testimony: Testimony, listener: Listener, words: Words | None = None, *, reader: Reader | None = None
) -> list[Listening]:
    """Every recording of ``testimony`` that the listener may know of, in order, with the words that they want; those
    spoken where a recording has no others. ``reader``: what is kept from them of it, where it was asked."""
    words = words or Words()
    asked = asked_by(listener)
    recordings = asked.recordings(testimony.pk)
    keys = [recording.pk for recording in recordings]
    audible = set(copies_for(listener, keys))
    reader = reader or Reader.of(listener, keys, [testimony.pk])
    readable = _choices(testimony, listener)
    wanted = _wanted(readable, words)
    said: dict[int, list[ShownSegment]] = defaultdict(list)
    for segment in asked.segments(wanted, reader):
        said[segment.transcript_id].append(segment)
    worked_on = asked.works_on(testimony.pk)
    return [
        _listening(
            recording,
            silence=_reason(testimony, Use.SOUND, listener),
            wordless=_reason(testimony, Use.TRANSCRIPT, listener),
            may_hear=recording.pk in audible,
            choices=[one for one in readable if one.transcript.recording_id == recording.pk],
            words=words,
            said=said,
            worked_on=worked_on,
            passages=_passages(recording, reader),
        )
        for recording in recordings
    ]


def _choices(testimony: Testimony, listener: Listener) -> list[Choice]:
    """The transcripts that ``listener`` may read: that of the words spoken, and translations that hold any words."""
    return [
        Choice(one, draft=one.kind == "translation" and bool(one.provenance.engine) and one.unseen)
        for one in asked_by(listener).transcripts(testimony.pk)
        if one.kind == "original" or one.spoken
    ]


def _wanted(readable: Sequence[Choice], words: Words) -> dict[int, Transcript]:
    """The transcripts of which the page needs the words, by their keys."""
    translations = [one for one in readable if _is_wanted(one, words)]
    without = {one.transcript.recording_id for one in translations} if not words.beside else set()
    originals = [one for one in readable if one.transcript.kind == "original"]
    spoken = [one for one in originals if one.transcript.recording_id not in without]
    return {one.transcript.pk: one.transcript for one in (*translations, *spoken)}


def _is_wanted(one: Choice, words: Words) -> bool:
    return one.transcript.kind == "translation" and languages.base(one.transcript.language) == words.language


def _listening(
    recording: Recording,
    *,
    silence: str,
    wordless: str,
    may_hear: bool,
    choices: Sequence[Choice],
    words: Words,
    said: Mapping[int, Sequence[ShownSegment]],
    worked_on: bool,
    passages: tuple[Passage, ...],
) -> Listening:
    original = next((one.transcript for one in choices if one.transcript.kind == "original"), None)
    chosen = next((one for one in choices if _is_wanted(one, words)), None)
    spoken = said.get(original.pk, ()) if original else ()
    alone = chosen is not None and not (words.beside and original)
    translated = said.get(chosen.transcript.pk, ()) if chosen else ()
    return Listening(
        recording=recording,
        audible=may_hear,
        silence=silence or ("" if may_hear else _unheard(recording)),
        transcript=chosen.transcript if chosen and alone else original,
        segments=tuple(translated if alone else spoken),
        wordless=wordless or ("" if original else _("There are no words of this recording yet.")),
        choices=tuple(one for one in choices if one.transcript.kind == "translation"),
        chosen=chosen,
        beside=_beside(spoken, translated) if chosen and not alone else None,
        passages=passages,
        worked_on=worked_on,
    )


def _beside(spoken: Sequence[ShownSegment], translated: Sequence[ShownSegment]) -> Mapping[int, Sequence[ShownSegment]]:
    """Each segment of a translation beside the last one spoken that has begun by its middle."""
    starts = [one.start_ms for one in spoken]
    beside: dict[int, list[ShownSegment]] = defaultdict(list)
    for one in translated if starts else ():
        place = bisect_right(starts, max(one.start_ms, (one.start_ms + one.end_ms) // 2 - 1)) - 1
        beside[starts[max(0, place)]].append(one)
    return beside


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
