"""Transcribing a recording piece by piece; each piece is committed as it is finished.

Killed anywhere, a transcription goes on after the last committed piece: the cuts are the same every time
(:mod:`testimonies.transcription.chunking`), and a piece that is committed is not heard again.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from testimonies import signals
from testimonies.audio import decoding
from testimonies.exceptions import DecodingFailed, UnknownModel, WeightsMissing
from testimonies.models import Chunk, Event, Failure, Progress, Recording, ReviewState, Segment, Transcript
from testimonies.transcript.document import Document, prevailing_language
from testimonies.transcription import chunking
from testimonies.transcription.engine import Engine, load

__all__ = ["ask_again", "transcribe"]

log = logging.getLogger(__name__)

WEIGHTS_LOOKED_FOR_EVERY_S = 30


def transcribe(*, transcript: Transcript, by: Any = None) -> None:
    """Bring a transcript as far as it can go now; what stands in the way becomes its state."""
    if transcript.progress in (Progress.DONE, Progress.FAILED):
        return
    try:
        engine = _engine(settings.WHISPER_ENGINE, settings.WHISPER_MODEL, settings.WHISPER_COMPUTE)
    except (WeightsMissing, UnknownModel) as missing:  # a checkpoint file that is not there yet is an unknown name
        log.warning("transcript %d waits: %s", transcript.pk, missing)
        _wait_for_weights(transcript)
        return
    _begin(transcript, engine, by)
    recording = transcript.recording
    heard_before = set(transcript.chunks.values_list("start_ms", flat=True))
    try:
        with decoding.stream(recording.original) as sound:
            for piece in chunking.pieces(sound, longest_ms=engine.longest_piece_ms):
                if piece.start_ms in heard_before:
                    continue
                document = _heard(engine, piece, recording.spoken_languages)
                if document is None:
                    _fail(transcript, Failure.ENGINE, by)
                    return
                _keep_chunk(transcript, piece, document.shifted(piece.start_ms))
    except FileNotFoundError:
        _fail(transcript, Failure.ORIGINAL_MISSING, by)
    except DecodingFailed:
        _fail(transcript, Failure.UNDECODABLE, by)
    else:
        _finish(transcript, by)


@transaction.atomic
def ask_again(*, transcript: Transcript, by: Any) -> None:
    """Try a failed or waiting transcription again. What was heard before the failure is kept."""
    locked = Transcript.objects.select_for_update().get(pk=transcript.pk)
    if locked.progress not in (Progress.FAILED, Progress.NEEDS_WEIGHTS):
        return
    locked.progress, locked.failure, locked.needs = Progress.WAITING, Failure.NONE, ""
    locked.save(update_fields=["progress", "failure", "needs"])
    Event.write("transcription_asked_again", by=by, recording=locked.recording)
    signals.transcription_asked.send(Transcript, transcript=locked, delay_s=0)


@cache
def _engine(engine: str, model: str, compute: str) -> Engine:
    """Loaded once in a process; a failure to load is not remembered."""
    return load(engine, model, cache=settings.WHISPER_CACHE or None, compute=compute)


def _begin(transcript: Transcript, engine: Engine, by: Any) -> None:
    """Write down who transcribes. Another engine or model cuts and hears elsewise, so it begins from the start."""
    made_by = engine.describe()
    with transaction.atomic():
        began = (transcript.engine, transcript.model_digest)
        if transcript.model_digest and began != (made_by.engine, made_by.model_digest):
            _begin_anew(transcript, by)
        transcript.progress, transcript.needs = Progress.DECODING, ""
        transcript.begun_at = transcript.begun_at or timezone.now()
        transcript.engine, transcript.engine_version = made_by.engine, made_by.engine_version
        transcript.model, transcript.model_digest = made_by.model, made_by.model_digest
        transcript.options = dict(made_by.options)
        transcript.save(
            update_fields=[
                "progress", "needs", "begun_at", "engine", "engine_version", "model", "model_digest", "options"
            ]
        )  # fmt: skip
        Event.write("transcription_begun", by=by, recording=transcript.recording, engine=made_by.engine)


def _begin_anew(transcript: Transcript, by: Any) -> None:
    transcript.chunks.all().delete()
    transcript.segments.filter(review_state=ReviewState.MACHINE).delete()
    Transcript.objects.filter(pk=transcript.pk).update(done_ms=0)
    transcript.done_ms = 0
    Event.write("transcription_begun_anew", by=by, recording=transcript.recording, model=transcript.model)


def _heard(engine: Engine, piece: chunking.Piece, languages: list[str]) -> Document | None:
    """What the engine made of a piece, or ``None`` where it stopped with an error of its own."""
    try:
        return engine.transcribe(piece.samples, languages=languages)
    except (RuntimeError, ValueError, IndexError, KeyError, TypeError, AssertionError, MemoryError) as error:
        # only the kind of error: a message of the engine's may quote what was spoken
        log.error("engine stopped with %s at %d ms", type(error).__name__, piece.start_ms)
        return None


@transaction.atomic
def _keep_chunk(transcript: Transcript, piece: chunking.Piece, document: Document) -> None:
    """Commit a piece's words, once: a second worker on the same piece finds it kept and adds nothing."""
    locked = Transcript.objects.select_for_update().get(pk=transcript.pk)
    _kept, is_new = Chunk.objects.get_or_create(
        transcript=locked, start_ms=piece.start_ms, defaults={"end_ms": piece.end_ms}
    )
    if is_new:
        segments = [
            Segment(
                transcript=locked,
                start_ms=segment.start_ms,
                end_ms=segment.end_ms,
                text=segment.text,
                language=segment.language,
                words=Segment.words_of(segment),
            )
            for segment in document
            if segment.text
        ]
        # at the very end of a piece Whisper may write several segments of no length at the same moment: one stays
        Segment.objects.bulk_create(segments, ignore_conflicts=True)
    locked.progress = Progress.TRANSCRIBING
    locked.done_ms = max(locked.done_ms, piece.end_ms)
    locked.save(update_fields=["progress", "done_ms"])


@transaction.atomic
def _finish(transcript: Transcript, by: Any) -> None:
    locked = Transcript.objects.select_for_update().select_related("recording").get(pk=transcript.pk)
    spoken = [segment.as_spoken() for segment in locked.segments.all()]
    locked.language = prevailing_language(spoken)
    locked.progress, locked.finished_at = Progress.DONE, timezone.now()
    locked.done_ms = max(locked.done_ms, locked.total_ms or 0)
    locked.save(update_fields=["language", "progress", "finished_at", "done_ms"])
    if spoken and not locked.recording.spoken_languages:
        heard = list(dict.fromkeys(segment.language for segment in spoken if segment.language))
        Recording.objects.filter(pk=locked.recording_id).update(spoken_languages=heard)
    Event.write("transcribed", by=by, recording=locked.recording, segments=len(spoken))
    signals.testimony_changed.send(Transcript, testimony_id=locked.recording.testimony_id)


@transaction.atomic
def _fail(transcript: Transcript, why: Failure, by: Any) -> None:
    transcript.progress, transcript.failure = Progress.FAILED, why
    transcript.save(update_fields=["progress", "failure"])
    Event.write("transcription_failed", by=by, recording=transcript.recording, why=why.value)


@transaction.atomic
def _wait_for_weights(transcript: Transcript) -> None:
    transcript.progress, transcript.needs = Progress.NEEDS_WEIGHTS, Path(settings.WHISPER_MODEL).name
    transcript.save(update_fields=["progress", "needs"])
    signals.transcription_asked.send(Transcript, transcript=transcript, delay_s=WEIGHTS_LOOKED_FOR_EVERY_S)
