"""Translation into English by the recogniser, as a machine draft: each segment of the original gives one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import asking
from testimonies.description import languages
from testimonies.exceptions import StateForbids
from testimonies.models import Chunk, Event, Recording, Run, RunTask, Segment, Transcript
from testimonies.transcript.document import Document
from testimonies.transcript.document import Segment as SpokenSegment
from testimonies.transcription import chunking, dialect, hearing, weights
from testimonies.transcription.engine import Engine

__all__ = ["TARGET", "ask", "check_model", "translated"]

TARGET = "en"
"""The one language that Whisper translates into."""


@transaction.atomic
def ask(*, recording: Recording, by: Any, target: str = TARGET) -> Run:
    """Have ``recording`` translated as soon as its words are written. Asked again, it is the run asked for before.

    Raises :class:`StateForbids` for another language, and :class:`~testimonies.exceptions.CannotTranslate` where the
    installation's model was not trained for it.
    """
    if target != TARGET:
        raise StateForbids(_("The archive's machine translates into English only. Write other translations by hand."))
    check_model(settings.WHISPER_MODEL)
    Recording.objects.select_for_update().get(pk=recording.pk)
    transcript, _made = Transcript.objects.get_or_create(recording=recording, kind="translation", language=target)
    if transcript.run is not None:
        return transcript.run
    run = asking.first_run(transcript=transcript, total_ms=recording.duration_ms, by=by, task=RunTask.TRANSLATE)
    Event.write("translation_asked", by=by, recording=recording, run=run.pk, language=target)
    if Run.objects.ready().filter(pk=run.pk).exists():
        signals.transcription_asked.send(Run, run=run, delay_s=0)
    return run


def translated(*, run: Run, chunk: Chunk, engine: Engine, samples: np.ndarray) -> Document:
    """One segment of the original in English, with its times, relative to the chunk; none where it is gone by now.

    What is in English already is taken over as it stands.
    """
    original = Segment.objects.filter(
        transcript__recording=run.transcript.recording_id,
        transcript__kind="original",
        start_ms=chunk.start_ms,
        end_ms=chunk.end_ms,
    ).first()
    if original is None:
        return Document("")
    span_ms = chunk.end_ms - chunk.start_ms
    if languages.base(original.language) == TARGET:
        spoken = SpokenSegment(
            0, span_ms, original.text, TARGET, speaker=original.speaker, doubts=tuple(original.doubts)
        )
        return Document(TARGET, (spoken,), engine.describe(), span_ms)
    spoken_in = (original.language,) if original.language else ()
    parts = [
        segment
        for piece in _pieces(samples, engine.longest_piece_ms)
        for segment in hearing.hear(engine, piece, languages=spoken_in, prompt=run.prompt, task=RunTask.TRANSLATE.value)
    ]
    text = " ".join(part.text for part in parts)
    doubts = tuple(dict.fromkeys(doubt for part in parts for doubt in part.doubts))
    whole = SpokenSegment(0, span_ms, text, TARGET, speaker=original.speaker, doubts=doubts)
    return Document(TARGET, (whole,) if text else (), engine.describe(), span_ms)


def check_model(model: str) -> None:
    """Raise :class:`~testimonies.exceptions.CannotTranslate` for a model of which it is known without loading it."""
    file = weights.CARRIED.get(model, Path(model).expanduser())
    trained = not model.endswith(".en") and weights.card(file).translates
    name = Path(model).name
    dialect.settings("translate", dialect.attempt(0), {}, translates=dialect.may_translate(name, trained), model=name)


def _pieces(samples: np.ndarray, longest_ms: int) -> list[np.ndarray]:
    """The sound in as many pieces as the model needs: mostly one."""
    if len(samples) <= longest_ms * 16:
        return [samples]
    return [piece.samples for piece in chunking.pieces([samples], longest_ms=longest_ms)]
