"""Putting words of a run into a transcript, beside what stands there: never two segments over one moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from testimonies.models import Recording, Run, Segment, Transcript
from testimonies.models.chunk import words_of
from testimonies.transcript import alignment
from testimonies.transcript.document import Segment as SpokenSegment
from testimonies.transcript.document import prevailing_language

__all__ = ["settle_language", "write"]


def write(transcript: Transcript, run: Run | None, spoken: Iterable[SpokenSegment]) -> int:
    """Add segments of ``run``, without what is spoken while another segment stands there. Returns how many.

    Called inside the caller's transaction, which holds the transcript.
    """
    spoken = [segment for segment in spoken if segment.text]
    if not spoken:
        return 0
    near: Any = transcript.segments.filter(
        start_ms__lt=max(segment.end_ms for segment in spoken), end_ms__gt=min(segment.start_ms for segment in spoken)
    )
    segments = [
        Segment(
            transcript=transcript,
            run=run,
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
            text=segment.text,
            language=segment.language,
            speaker=segment.speaker,
            doubts=list(segment.doubts),
            words=words_of(segment),
        )
        for segment in alignment.beside(spoken, [one.as_spoken() for one in near])
        if segment.text
    ]
    # at the very end of a chunk Whisper may write several segments of no length at the same moment: one stays
    return len(Segment.objects.bulk_create(segments, ignore_conflicts=True))


def settle_language(transcript: Transcript) -> None:
    """Write down what was spoken: the prevailing language, and for a recording that declared none, all of them."""
    if transcript.kind != "original":
        return
    spoken = [segment.as_spoken() for segment in transcript.segments.all()]
    Transcript.objects.filter(pk=transcript.pk).update(language=prevailing_language(spoken))
    heard = list(dict.fromkeys(segment.language for segment in spoken if segment.language))
    Recording.objects.filter(pk=transcript.recording_id, spoken_languages=[]).update(spoken_languages=heard)
