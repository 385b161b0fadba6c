"""Transcribing a recording chunk by chunk, by as many workers as there are; each chunk is committed as it is heard.

Killed anywhere, a run goes on with the chunks that are not heard yet: they are cut once
(:mod:`testimonies.actions.planning`), each is in one worker's hand at a time, and none is written down twice.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from testimonies import signals
from testimonies.actions import planning, translating, writing
from testimonies.audio import hearing_copy
from testimonies.exceptions import DecodingFailed, UnknownModel, WeightsMissing
from testimonies.models import Chunk, Event, Failure, Progress, Run, RunTask, Transcript
from testimonies.transcript.document import Document
from testimonies.transcription import channels, hearing
from testimonies.transcription.engine import Engine

__all__ = ["hear", "sweep", "transcribe"]

log = logging.getLogger(__name__)

WEIGHTS_LOOKED_FOR_EVERY_S = 30
MOST_ATTEMPTS = 5
"""A chunk over which so many workers died is left out, so that it does not take every worker with it."""


def transcribe(*, run: Run, by: Any = None) -> None:
    """Bring a run as far as it can go now; what stands in the way becomes its state."""
    while hear(run=run, by=by):
        pass


def hear(*, run: Run, for_s: float | None = None, by: Any = None) -> bool:
    """Find speech where it is not found yet, then hear chunks that nobody has in hand, for about ``for_s`` seconds.

    Returns whether something may be left that nobody has in hand. Several workers may call it for one run.
    """
    until = None if for_s is None else time.monotonic() + for_s
    run.refresh_from_db()
    if run.is_settled or not Run.objects.ready().filter(pk=run.pk).exists():
        return False
    try:
        engine = planning.engine_of(run)
    except (WeightsMissing, UnknownModel) as missing:  # a checkpoint file that is not there yet is an unknown name
        log.warning("run %d waits: %s", run.pk, missing)
        _wait_for_weights(run)
        return False
    if run.model_digest and (run.engine, run.model_digest) != _made_by(engine):
        planning.begin_anew(run=run, by=by)
    if run.task == RunTask.TRANSLATE and not engine.translates:
        planning.fail(run=run, why=Failure.CANNOT_TRANSLATE, by=by)
        return False
    planning.find_speech(run=run, engine=engine, by=by)
    _go_on(run)
    while run.progress == Progress.TRANSCRIBING:
        if until is not None and time.monotonic() >= until:
            return True
        with run.chunks.one_in_hand() as chunk:
            if chunk is None:
                break
            _hear_chunk(run, chunk, engine, by)
        run.refresh_from_db()
    if run.progress == Progress.TRANSCRIBING:
        _finish(run, by)
    return False


def sweep() -> None:
    """Remove the hearing copies of recordings that no run works on any more (its worker was killed at the very end)."""
    wanted = Run.objects.unsettled().values_list("transcript__recording__uuid", flat=True)
    names = {str(uuid) for uuid in wanted}
    for file in planning.working_folder().glob("*.pcm"):
        if file.stem not in names:
            hearing_copy.forget(file)


def _made_by(engine: Engine) -> tuple[str, str]:
    made_by = engine.describe()
    return made_by.engine, made_by.model_digest


def _go_on(run: Run) -> None:
    """Weights that were missing are there again, or it was asked for again: what is planned goes on."""
    stands = Run.objects.filter(pk=run.pk, planned_at__isnull=False)
    if stands.filter(progress__in=(Progress.NEEDS_WEIGHTS, Progress.WAITING)).update(
        progress=Progress.TRANSCRIBING, needs=""
    ):
        run.refresh_from_db()


def _hear_chunk(run: Run, chunk: Chunk, engine: Engine, by: Any) -> None:
    if chunk.attempts >= MOST_ATTEMPTS:
        log.error("chunk %d of run %d is left out after %d attempts", chunk.pk, run.pk, chunk.attempts)
        _leave_out(chunk)
        return
    Chunk.objects.filter(pk=chunk.pk).update(attempts=F("attempts") + 1)
    began = time.monotonic()
    try:
        samples = planning.heard_sound(run=run, chunk=chunk)
    except FileNotFoundError:
        planning.fail(run=run, why=Failure.ORIGINAL_MISSING, by=by)
        return
    except DecodingFailed:
        planning.fail(run=run, why=Failure.UNDECODABLE, by=by)
        return
    document = _heard(run, engine, samples, chunk)
    if document is None:
        _leave_out(chunk)
        return
    took_ms = round(1_000 * (time.monotonic() - began))
    _keep(run, chunk, _with_speakers(document.shifted(chunk.start_ms), run), took_ms)


def _with_speakers(document: Document, run: Run) -> Document:
    """Whoever had a channel of their own is named by it, as far as the channels of the recording differ."""
    levels = planning.levels_of(run.transcript.recording) if run.task == RunTask.TRANSCRIBE else None
    return document if levels is None else replace(document, segments=channels.assign(document, levels))


def _leave_out(chunk: Chunk) -> None:
    """The others go on; the run fails in the end, and can be asked for again."""
    Chunk.objects.owed().filter(pk=chunk.pk).update(failed=True)


def _heard(run: Run, engine: Engine, samples: Any, chunk: Chunk) -> Document | None:
    """What the engine made of a chunk, or ``None`` where it stopped with an error of its own."""
    try:
        if run.task == RunTask.TRANSLATE:
            return translating.translated(run=run, chunk=chunk, engine=engine, samples=samples)
        languages = run.languages or run.transcript.recording.spoken_languages
        return hearing.hear(engine, samples, languages=languages, prompt=run.prompt)
    except (RuntimeError, ValueError, IndexError, KeyError, TypeError, AssertionError, MemoryError) as error:
        # only the kind of error: a message of the engine's may quote what was spoken
        log.error("engine stopped with %s at %d ms", type(error).__name__, chunk.start_ms)
        return None


@transaction.atomic
def _keep(run: Run, chunk: Chunk, document: Document, took_ms: int) -> None:
    """Commit a chunk's words, once: whoever comes second finds it heard, or forgotten, and adds nothing."""
    spoken = tuple(segment for segment in document if segment.text)
    locked = Chunk.objects.select_for_update().owed().filter(pk=chunk.pk).first()
    if locked is None:
        return
    locked.write_down(spoken)
    locked.heard_at, locked.took_ms = timezone.now(), took_ms
    locked.save(update_fields=["segments", "heard_at", "took_ms"])
    Run.objects.filter(pk=run.pk).update(done_ms=F("done_ms") + chunk.end_ms - chunk.start_ms)
    # asked of the database, and held: another run may just be taken over
    own = Transcript.objects.select_for_update().filter(pk=run.transcript_id, run=run).first()
    if own is not None:
        writing.write(own, run, spoken)


@transaction.atomic
def _finish(run: Run, by: Any) -> None:
    """Settle a run of which every chunk was tried, once; while others have chunks in hand it is not this one's turn."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.progress != Progress.TRANSCRIBING or locked.chunks.owed().exists():
        run.refresh_from_db()
        return
    if locked.chunks.filter(failed=True).exists():
        planning.fail(run=locked, why=Failure.ENGINE, by=by)
    else:
        locked.progress, locked.finished_at = Progress.DONE, timezone.now()
        own = Transcript.objects.select_for_update().filter(pk=run.transcript_id, run=run).first()
        if own is not None:
            locked.adopted_at = locked.finished_at
            writing.settle_language(own)
        locked.save(update_fields=["progress", "finished_at", "adopted_at"])
        recording = run.transcript.recording
        Event.write("transcribed", by=by, recording=recording, run=run.pk, chunks=locked.chunks.count())
        signals.testimony_changed.send(Transcript, testimony_id=recording.testimony_id)
        signals.run_settled.send(Run, run=locked)
        for waiting in Run.objects.unsettled().filter(task=RunTask.TRANSLATE, transcript__recording=recording):
            signals.transcription_asked.send(Run, run=waiting, delay_s=0)
    run.refresh_from_db()
    transaction.on_commit(lambda: planning.forget_hearing_copy(recording=run.transcript.recording))


@transaction.atomic
def _wait_for_weights(run: Run) -> None:
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if not locked.is_settled:  # a person may have stopped it while the weights were looked for
        locked.progress, locked.needs = Progress.NEEDS_WEIGHTS, Path(run.model_asked or settings.WHISPER_MODEL).name
        locked.save(update_fields=["progress", "needs"])
        signals.transcription_asked.send(Run, run=locked, delay_s=WEIGHTS_LOOKED_FOR_EVERY_S)
    run.refresh_from_db()
