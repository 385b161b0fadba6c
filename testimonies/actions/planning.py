"""The first step of a run: finding speech, and cutting it into the chunks that workers share."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from testimonies import signals
from testimonies.actions import wording
from testimonies.audio import decoding, hearing_copy
from testimonies.exceptions import DecodingFailed
from testimonies.models import Chunk, Event, Failure, Progress, Recording, ReviewState, Run, RunTask, Segment
from testimonies.transcription import channels, chunking
from testimonies.transcription.engine import Engine, at_once, load

__all__ = [
    "begin_anew",
    "engine_of",
    "fail",
    "find_speech",
    "forget_hearing_copy",
    "heard_sound",
    "hearing_copy_of",
    "levels_of",
    "working_folder",
]

MODELS_IN_MEMORY = 2


def engine_of(run: Run) -> Engine:
    """The engine that a run was asked for, or the installation's. Raises as :func:`load` does."""
    with _loading:
        return _engine(
            run.engine_asked or settings.WHISPER_ENGINE,
            run.model_asked or settings.WHISPER_MODEL,
            run.compute_asked or settings.WHISPER_COMPUTE,
        )


_loading = threading.Lock()


@lru_cache(maxsize=MODELS_IN_MEMORY)
def _engine(engine: str, model: str, compute: str) -> Engine:
    """Loaded once in a process; a failure to load is not remembered."""
    hears = at_once(engine, settings.TRANSCRIPTION_AT_ONCE)
    return load(engine, model, cache=settings.WHISPER_CACHE or None, compute=compute, at_once=hears)


def find_speech(*, run: Run, engine: Engine, by: Any = None) -> None:
    """Cut what is spoken into chunks, once. Killed, it begins again; a failure becomes the run's state."""
    if run.planned_at or run.is_settled:
        return
    _begin(run, engine, by)
    if run.is_settled:
        return
    recording = run.transcript.recording
    if run.task == RunTask.TRANSLATE:
        _plan(run, _spans_of_words(run), by)
        return
    try:
        with decoding.stream(recording.original, channels=_channels(recording)) as sound:
            kept = _kept(sound, recording)
            spans = [(piece.start_ms, piece.end_ms) for piece in _pieces(kept, run, engine)]
    except FileNotFoundError:
        fail(run=run, why=Failure.ORIGINAL_MISSING, by=by)
    except DecodingFailed:
        fail(run=run, why=Failure.UNDECODABLE, by=by)
    else:
        _plan(run, spans, by)


def heard_sound(*, run: Run, chunk: Chunk) -> np.ndarray:
    """The samples of a chunk, from the hearing copy, which is made again where it is gone.

    Raises FileNotFoundError and DecodingFailed as decoding does.
    """
    recording = run.transcript.recording
    kept = hearing_copy_of(recording)
    if not kept.exists():
        with decoding.stream(recording.original, channels=_channels(recording)) as sound:
            for _block in _kept(sound, recording):
                pass
    return hearing_copy.read(kept, chunk.start_ms, chunk.end_ms)


def levels_of(recording: Recording) -> np.ndarray | None:
    """How loud each of two channels is (:class:`testimonies.transcription.channels.Meter`), where that was measured."""
    kept = hearing_copy.read_beside(hearing_copy_of(recording))
    return channels.unpacked(kept) if kept else None


def hearing_copy_of(recording: Recording) -> Path:
    """Where the hearing copy lies while the recording is being transcribed."""
    return working_folder() / f"{recording.uuid}.pcm"


def working_folder() -> Path:
    """Where hearing copies lie."""
    return Path(settings.MEDIA_ROOT) / "working"


def forget_hearing_copy(*, recording: Recording) -> None:
    """Remove the hearing copy where no run wants it any more."""
    if not Run.objects.unsettled().filter(transcript__recording=recording).exists():
        hearing_copy.forget(hearing_copy_of(recording))


@transaction.atomic
def begin_anew(*, run: Run, by: Any = None) -> None:
    """Forget the chunks of a run: another model cuts and hears elsewise. Words that people looked after stay."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.is_settled:
        run.refresh_from_db()
        return
    locked.chunks.all().delete()
    if run.is_own:
        run.transcript.segments.filter(review_state=ReviewState.MACHINE, run=run).delete()
    locked.done_ms, locked.planned_at, locked.model_digest, locked.progress = 0, None, "", Progress.WAITING
    locked.save(update_fields=["done_ms", "planned_at", "model_digest", "progress"])
    Event.write("transcription_begun_anew", by=by, recording=run.transcript.recording, run=run.pk, model=run.model)
    run.refresh_from_db()


@transaction.atomic
def fail(*, run: Run, why: Failure, by: Any = None) -> None:
    """Write down why a run cannot go on. What was heard is kept."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.is_settled:
        locked.progress, locked.failure = Progress.FAILED, why
        locked.save(update_fields=["progress", "failure"])
        Event.write("transcription_failed", by=by, recording=run.transcript.recording, run=run.pk, why=why.value)
        signals.run_settled.send(Run, run=locked)
    run.refresh_from_db()


@transaction.atomic
def _begin(run: Run, engine: Engine, by: Any) -> None:
    """Write down who transcribes."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.is_settled:
        made_by = engine.describe()
        locked.progress, locked.needs = Progress.DECODING, ""
        locked.begun_at = locked.begun_at or timezone.now()
        locked.engine, locked.engine_version = made_by.engine, made_by.engine_version
        locked.model, locked.model_digest = made_by.model, made_by.model_digest
        locked.options = dict(made_by.options)
        locked.prompt = wording.prompt_for(run.transcript.recording)
        locked.save()
        Event.write("transcription_begun", by=by, recording=run.transcript.recording, run=run.pk, engine=made_by.engine)
    run.refresh_from_db()


def _channels(recording: Recording) -> int:
    """Two are listened to apart: each may be somebody's own microphone."""
    return 2 if recording.channels == 2 else 1


def _kept(sound: Iterable[np.ndarray], recording: Recording) -> Iterator[np.ndarray]:
    """The sound in one channel on its way into the hearing copy; how loud two were is kept before it is whole."""
    target = hearing_copy_of(recording)
    if _channels(recording) == 1:
        yield from hearing_copy.keep(sound, target)
        return
    meter = channels.Meter()

    def measured() -> Iterator[np.ndarray]:
        yield from meter.mono(sound)
        hearing_copy.keep_beside(target, channels.packed(meter.levels))

    yield from hearing_copy.keep(measured(), target)


def _pieces(sound: Iterable[np.ndarray], run: Run, engine: Engine) -> Iterator[chunking.Piece]:
    """The pieces of the span that was asked for, their times from the beginning of the recording."""
    if run.from_ms is None or run.until_ms is None:
        yield from chunking.pieces(sound, longest_ms=engine.longest_piece_ms)
        return
    for piece in chunking.pieces(_span(sound, run.from_ms, run.until_ms), longest_ms=engine.longest_piece_ms):
        yield chunking.Piece(piece.start_ms + run.from_ms, piece.end_ms + run.from_ms, piece.samples)


def _spans_of_words(run: Run) -> list[tuple[int, int]]:
    """What is translated is what was written: one chunk for every segment of the original, within the span asked."""
    words = Segment.objects.filter(
        transcript__recording=run.transcript.recording_id, transcript__kind="original", end_ms__gt=F("start_ms")
    )
    if run.from_ms is not None and run.until_ms is not None:
        words = words.filter(start_ms__lt=run.until_ms, end_ms__gt=run.from_ms)
    return list(dict(words.order_by("start_ms", "-end_ms").values_list("start_ms", "end_ms")).items())


def _span(sound: Iterable[np.ndarray], from_ms: int, until_ms: int) -> Iterator[np.ndarray]:
    per_ms = decoding.SAMPLE_RATE_HZ // 1_000
    first, last, at = from_ms * per_ms, until_ms * per_ms, 0
    for block in sound:
        within = block[max(0, first - at) : max(0, last - at)]
        at += len(block)
        if len(within):
            yield within


@transaction.atomic
def _plan(run: Run, spans: list[tuple[int, int]], by: Any) -> None:
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.planned_at and not locked.is_settled:  # another worker was quicker, or a person stopped it
        Chunk.objects.bulk_create([Chunk(run=run, start_ms=start_ms, end_ms=end_ms) for start_ms, end_ms in spans])
        locked.planned_at, locked.progress = timezone.now(), Progress.TRANSCRIBING
        locked.done_ms, locked.total_ms = 0, sum(end_ms - start_ms for start_ms, end_ms in spans)
        locked.save(update_fields=["planned_at", "progress", "done_ms", "total_ms"])
        Event.write("speech_found", by=by, recording=run.transcript.recording, run=run.pk, chunks=len(spans))
        signals.transcription_asked.send(Run, run=locked, delay_s=0)
    run.refresh_from_db()
