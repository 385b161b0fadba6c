"""Asking for a run of speech recognition: a first one, another one, the same again; stopping it, putting it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions import planning
from testimonies.exceptions import StateForbids
from testimonies.models import Event, Failure, Progress, Run, RunTask, Transcript
from testimonies.transcription import turn
from testimonies.transcription.engine import check_model

__all__ = ["again", "ask", "cancel", "first_run", "wish"]


def first_run(*, transcript: Transcript, total_ms: int | None, by: Any = None, task: str = RunTask.TRANSCRIBE) -> Run:
    """The run that writes straight into a new transcript. The caller announces it."""
    run = Run.objects.create(transcript=transcript, task=task, total_ms=total_ms, asked_by=by)
    transcript.run = run
    transcript.save(update_fields=["run"])
    return run


@transaction.atomic
def ask(
    *,
    transcript: Transcript,
    by: Any,
    from_ms: int | None = None,
    until_ms: int | None = None,
    languages: Sequence[str] = (),
    engine: str = "",
    model: str = "",
    compute: str = "",
) -> Run:
    """One more run beside what stands in the transcript, of the whole or of a span, with settings of its own.

    Raises :class:`~testimonies.exceptions.UnknownModel` and :class:`~testimonies.exceptions.EngineUnavailable` for
    settings that cannot be, and :class:`StateForbids` for a span that lies outside the recording.
    """
    _check_settings(engine, model, compute)
    duration_ms = transcript.recording.duration_ms
    if from_ms is not None and not (
        until_ms is not None and 0 <= from_ms < until_ms and (duration_ms is None or from_ms < duration_ms)
    ):
        raise StateForbids(_("That span does not lie within the recording: give a beginning and a later end."))
    run = Run.objects.create(
        transcript=transcript,
        task=RunTask.TRANSLATE if transcript.kind == "translation" else RunTask.TRANSCRIBE,
        from_ms=from_ms,
        until_ms=until_ms,
        languages=list(languages),
        engine_asked=engine,
        model_asked=model,
        compute_asked=compute,
        total_ms=duration_ms if from_ms is None or until_ms is None else until_ms - from_ms,
        asked_by=by,
    )
    Event.write("transcription_asked", by=by, recording=transcript.recording, run=run.pk)
    signals.transcription_asked.send(Run, run=run, delay_s=0)
    return run


@transaction.atomic
def again(*, run: Run, by: Any) -> None:
    """Try a run again that failed, waits for weights or was stopped. What was heard before is kept."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.progress not in (Progress.FAILED, Progress.NEEDS_WEIGHTS, Progress.CANCELLED):
        return
    locked.chunks.filter(failed=True).update(failed=False, attempts=0)
    locked.progress = Progress.TRANSCRIBING if locked.planned_at else Progress.WAITING
    locked.failure, locked.needs = Failure.NONE, ""
    locked.save(update_fields=["progress", "failure", "needs"])
    Event.write("transcription_asked_again", by=by, recording=locked.transcript.recording, run=locked.pk)
    signals.transcription_asked.send(Run, run=locked, delay_s=0)


@transaction.atomic
def cancel(*, run: Run, by: Any) -> None:
    """Stop a run. The chunks in hand just now are still written down; the others wait to be asked for again."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.is_settled:
        return
    locked.progress, locked.needs = Progress.CANCELLED, ""
    locked.save(update_fields=["progress", "needs"])
    Event.write("transcription_cancelled", by=by, recording=locked.transcript.recording, run=locked.pk)
    signals.run_settled.send(Run, run=locked)
    transaction.on_commit(lambda: planning.forget_hearing_copy(recording=locked.transcript.recording))


@transaction.atomic
def wish(*, run: Run, by: Any, priority: int) -> None:
    """Put a run before or behind the others, from -2 to 2."""
    priority = max(-turn.MOST_WISHED, min(turn.MOST_WISHED, priority))
    Run.objects.filter(pk=run.pk).update(priority=priority)
    Event.write("transcription_wished", by=by, recording=run.transcript.recording, run=run.pk, priority=priority)
    run.refresh_from_db()
    if not run.is_settled:
        signals.transcription_asked.send(Run, run=run, delay_s=0)


def _check_settings(engine: str, model: str, compute: str) -> None:
    check_model(model or settings.WHISPER_MODEL, engine or settings.WHISPER_ENGINE, compute or settings.WHISPER_COMPUTE)
