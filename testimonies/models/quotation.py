"""A quotation: the words of any span of a recording, as they stand now and as far as one listener may have them.

Its address is the testimony's number, the recording's place in it and two times. The times are of the sound, which
never changes; so it outlives every correction, cut and new transcription of the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from testimonies.consent.audiences import Listener
from testimonies.models.recording import Recording
from testimonies.models.redaction import copies_for
from testimonies.models.segment_change import Done, SegmentChange
from testimonies.models.shown import conceal
from testimonies.models.testimony import Testimony
from testimonies.models.transcript import Segment, Transcript
from testimonies.transcript import quoting, speakers
from testimonies.transcript.quoting import Cut

__all__ = ["Line", "Quotation", "Since", "line_of", "meets", "span_of_segment"]

CONTEXT_MS = 60_000
NEIGHBOURS = 2
"""So many segments on each side, within that time, are shown around a quotation."""
_SALT = "testimonies.quotation"
_CUT_ANEW = (Done.SPLIT, Done.MERGED, Done.ADOPTED, Done.STRUCK, Done.UNDONE, Done.REDONE, Done.RESTORED)


class Since(models.TextChoices):
    """What became of words since they were quoted."""

    SAME = "same", "same"
    CHANGED = "changed", "changed"
    UNTOLD = "untold", "untold"


@dataclass(frozen=True, slots=True)
class Line:
    """What of one segment lies in the span."""

    segment: Segment
    cut: Cut

    @property
    def language(self) -> str:
        return self.segment.language or self.segment.transcript.language

    @property
    def speaker(self) -> str:
        return speakers.named(self.segment.speaker) if self.segment.speaker else ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """``start_ms`` and ``end_ms`` are as asked for, clipped to the recording. ``language`` is empty for the words as
    they were spoken, else that of a translation. ``wordless``: this listener may not read the words at all."""

    recording: Recording
    start_ms: int
    end_ms: int
    language: str
    transcript: Transcript | None
    lines: tuple[Line, ...]
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]
    audible: bool

    @classmethod
    def of(
        cls,
        testimony: Testimony,
        listener: Listener,
        *,
        position: int,
        start_ms: int,
        end_ms: int,
        language: str = "",
    ) -> Quotation | None:
        """``None`` where there is no such recording, or translation, that ``listener`` may know of, or where the span
        has no length within it."""
        known = Recording.objects.visible_to(listener).filter(testimony=testimony, position=position)
        recording = known.select_related("testimony").first()
        if recording is None:
            return None
        if recording.duration_ms is not None:
            end_ms = min(end_ms, recording.duration_ms)
        if end_ms <= start_ms:
            return None
        kind = {"kind": "translation", "language": language} if language else {"kind": "original"}
        transcript = Transcript.objects.visible_to(listener).filter(recording=recording, **kind).first()
        if transcript is None and language:
            return None
        if transcript is not None:
            transcript.recording = recording
        around = _around(transcript, listener, start_ms, end_ms) if transcript else []
        inside = [one for one in around if meets(one, start_ms, end_ms)]
        lines = tuple(line for one in inside if (line := line_of(one, start_ms, end_ms)))
        return cls(
            recording=recording,
            start_ms=start_ms,
            end_ms=end_ms,
            language=language,
            transcript=transcript,
            lines=lines,
            before=tuple(one for one in around if one not in inside and one.start_ms < start_ms)[-NEIGHBOURS:],
            after=tuple(one for one in around if one not in inside and one.start_ms >= start_ms)[:NEIGHBOURS],
            audible=recording.pk in copies_for(listener, [recording.pk]),
        )

    @property
    def text(self) -> str:
        """The words of the span, withheld ones left out."""
        return " ".join(line.cut.text.strip() for line in self.lines if not line.segment.withheld)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Whoever speaks in it, each once, in order; without those of whom the transcript does not say it."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines if line.speaker))

    @property
    def play_ms(self) -> int:
        """Where the first word of it begins; where the words have no times, the beginning of the span."""
        cut = self.lines[0].cut if self.lines else None
        return cut.start_ms if cut and cut.timed else self.start_ms

    @property
    def until_ms(self) -> int:
        """Where the last word of it ends, or the span, whichever is later."""
        cut = self.lines[-1].cut if self.lines else None
        return max(cut.end_ms if cut and cut.timed else 0, self.end_ms)

    @property
    def fingerprint(self) -> str:
        """What tells, later, whether these words still stand. Nobody without the archive's key can try words on it."""
        return f"{_key_mark(settings.SECRET_KEY)}{_mac(self._letters, settings.SECRET_KEY)}" if self.text else ""

    def since(self, fingerprint: str) -> Since:
        """What became of the words since ``fingerprint`` was taken; untold where it is none, or of another key."""
        for key in map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
            mark = _key_mark(key)
            if len(fingerprint) == len(mark) + MAC_LETTERS and fingerprint.startswith(mark):
                same = constant_time_compare(fingerprint[len(mark) :], _mac(self._letters, key))
                return Since.SAME if same else Since.CHANGED
        return Since.UNTOLD

    @property
    def _letters(self) -> str:
        return f"{self.language}:{quoting.letters(self.text)}"

    def get_absolute_url(self) -> str:
        where = [self.recording.testimony.accession_number, self.recording.position, self.start_ms, self.end_ms]
        return reverse("testimonies:quotation", args=where)

    @property
    def lasting_url(self) -> str:
        """The address that also says which words were meant, and of which translation."""
        tag = f"{self.language}-" if self.language else ""
        if self.fingerprint:
            return f"{self.get_absolute_url()}?of={tag}{self.fingerprint}"
        return self.get_absolute_url() + (f"?language={self.language}" if self.language else "")


def span_of_segment(testimony: Testimony, listener: Listener, segment: int) -> tuple[int, int, int, str] | None:
    """``(position, start_ms, end_ms, language)`` of the sound that a segment stood for, whatever became of it.

    Moved times are followed. Once it was split, merged, struck out or gave way to another run, it is the times that it
    had before: the sound that was meant. ``language`` is empty for the original.
    """
    transcripts = Transcript.objects.visible_to(listener).filter(recording__testimony=testimony)
    readable = transcripts.filter(recording__in=Recording.objects.visible_to(listener)).select_related("recording")
    cut = (
        SegmentChange.objects.filter(transcript__in=readable.order_by(), concerns__contains=[segment])
        .filter(verb__in=_CUT_ANEW)
        .order_by("pk")
    )
    for change in cut.iterator():
        held = next((one for one in change.before if one["id"] == segment), None)
        if held is not None and (change.made or change.gone):
            return _span(readable.get(pk=change.transcript_id), held["start_ms"], held["end_ms"])
    found = Segment.objects.filter(pk=segment, transcript__in=readable.order_by()).first()
    return _span(readable.get(pk=found.transcript_id), found.start_ms, found.end_ms) if found else None


def _span(transcript: Transcript, start_ms: int, end_ms: int) -> tuple[int, int, int, str]:
    language = "" if transcript.kind == "original" else transcript.language
    return transcript.recording.position, start_ms, max(end_ms, start_ms + 1), language


def _around(transcript: Transcript, listener: Listener, start_ms: int, end_ms: int) -> list[Segment]:
    near = Segment.objects.filter(
        transcript=transcript, start_ms__lt=end_ms + CONTEXT_MS, end_ms__gte=max(0, start_ms - CONTEXT_MS)
    )
    fetched = list(near.order_by("start_ms", "pk").known_to(listener))
    return conceal(fetched, {transcript.pk: transcript}, listener)


def line_of(segment: Segment, start_ms: int, end_ms: int) -> Line | None:
    """What of a segment, as it was shown to somebody, lies in the span; ``None`` where nothing was said in it."""
    times = (segment.start_ms, segment.end_ms)
    if segment.withheld:
        return Line(segment, Cut((), *times, timed=False))
    cut = quoting.within(segment.text, segment.spoken_words, segment.pieces, times, (start_ms, end_ms))
    return Line(segment, cut) if cut.pieces else None


def meets(segment: Any, start_ms: int, end_ms: int) -> bool:
    length = segment.start_ms < segment.end_ms
    return bool(
        segment.start_ms < end_ms and start_ms < segment.end_ms if length else start_ms <= segment.start_ms < end_ms
    )


MARK_LETTERS, MAC_LETTERS = 3, 13
"""16 letters in an address: which key, and 52 bits of what the words were."""


def _key_mark(key: str) -> str:
    return salted_hmac(f"{_SALT}.key", "", secret=key, algorithm="sha256").hexdigest()[:MARK_LETTERS]


def _mac(text: str, key: str) -> str:
    return salted_hmac(_SALT, text, secret=key, algorithm="sha256").hexdigest()[:MAC_LETTERS]
