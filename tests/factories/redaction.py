"""A published recording with real sound and real words, of which something is to be kept back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from django.db import transaction

from testimonies.actions import prepare, redacting
from testimonies.consent.audiences import VISITOR, Audience, Listener, Use
from testimonies.models import (
    AccessCopy,
    Recording,
    RedactedCopy,
    Redaction,
    Segment,
    State,
    Testimony,
    Transcript,
    copies_for,
)
from tests.factories.arrival import deposited
from tests.factories.scripts import ENGLISH, script
from tests.factories.testimony import consent

SILENT = 1e-4  # −80 dBFS
RESEARCHER = Listener(audience=Audience.RESEARCHER, user_id=None)


def published(by: Any, collection: Any, file: Path = ENGLISH) -> Recording:
    """The clip's own words at their own times, five to a segment; sound and words open to everyone."""
    recording = deposited(by, collection, file)
    prepare.make_access_copy(recording=recording)
    if file.with_suffix(".json").exists():
        write_words(recording.transcript, script(file))
    for use in Use.values:
        consent(recording.testimony, use, Audience.PUBLIC)
    Testimony.objects.filter(pk=recording.testimony_id).update(state=State.PUBLISHED, live=True)
    Recording.objects.filter(pk=recording.pk).update(released=True)
    return Recording.objects.get(pk=recording.pk)


def write_words(transcript: Transcript, spoken: Any, a_segment: int = 5) -> None:
    for at in range(0, len(spoken.words), a_segment):
        words = spoken.words[at : at + a_segment]
        Segment.objects.create(
            transcript=transcript,
            start_ms=words[0][1],
            end_ms=words[-1][2],
            text=" ".join(text for text, _, _ in words),
            language=spoken.language,
            words=[[start_ms, end_ms, text, 0.9] for text, start_ms, end_ms in words],
        )
    Transcript.objects.filter(pk=transcript.pk).update(language=spoken.language)


def loudest(file: Path | bytes, start_ms: int, end_ms: int) -> float:
    """The largest sample from ``start_ms`` to ``end_ms``, 1.0 being full scale, as FFmpeg reads the file."""
    samples, rate_hz = heard(file)
    return float(np.abs(samples[start_ms * rate_hz // 1000 : end_ms * rate_hz // 1000]).max())


def heard(file: Path | bytes) -> tuple[npt.NDArray[np.float64], int]:
    with av.open(io.BytesIO(file) if isinstance(file, bytes) else str(file)) as opened:
        stream = opened.streams.audio[0]
        blocks = [frame.to_ndarray()[0] for frame in opened.decode(stream)]
        return np.concatenate(blocks).astype(np.float64), int(stream.rate or 0)


def redact(recording: Recording, by: Any, start_ms: int = 2_000, end_ms: int = 3_500, **more: Any) -> Redaction:
    options: dict[str, Any] = {"open_to": Audience.STAFF, "reason": "narrator_asked", **more}
    with transaction.atomic():
        return redacting.redact(recording=recording, start_ms=start_ms, end_ms=end_ms, by=by, **options)


def given(recording: Recording, listener: Listener = VISITOR) -> AccessCopy | RedactedCopy | None:
    return copies_for(listener, [recording.pk]).get(recording.pk)


def never_unredacted(recording: Recording, spans: list[tuple[int, int]]) -> bool:
    """No copy for the public, or one that is silent in all of the spans."""
    copy = given(recording)
    if copy is None:
        return True
    return bool(copy.path.stat().st_size) and all(loudest(copy.path, *span) <= SILENT for span in spans)
