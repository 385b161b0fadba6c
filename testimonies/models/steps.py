"""The steps from a sound file to words that can be found: each with a state and a retry of its own.

Nothing is kept twice: a step's state follows from the facts that it left in the database, and "working" from who has it
in hand (:mod:`testimonies.models.hand`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from testimonies.models.chunk import Chunk
from testimonies.models.hand import Hands
from testimonies.models.recording import AccessCopy, Preparation, Recording
from testimonies.models.redaction import CopyState
from testimonies.models.run import Progress, Run
from testimonies.models.small_copy import SmallState

__all__ = ["STEPS_HOOK", "Step", "StepKind", "StepState", "preparation_step", "run_step", "steps_of", "without_times"]

STEPS_HOOK = "testimony_steps"
"""Functions registered under this Wagtail hook are given a recording and return a :class:`Step` of their own."""


class StepKind(models.TextChoices):
    """In the order in which they are taken."""

    PROBE = "probe", _("Looking at the file")
    COPY = "copy", _("Listening copy")
    WAVEFORM = "waveform", _("Waveform")
    SILENCE = "silence", _("Silenced copy")
    SMALL = "small", _("Small copy for slow lines")
    FIND_SPEECH = "find_speech", _("Finding speech")
    RECOGNISE = "recognise", _("Writing down the words")
    ALIGN = "align", _("Placing the words in time")
    TRANSLATE = "translate", _("Translation")
    INDEX = "index", _("Search index")


class StepState(models.TextChoices):
    """How far a step is. Each has a :attr:`sentence`."""

    WAITING = "waiting", _("waiting")
    WORKING = "working", _("in hand")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    STOPPED = "stopped", _("stopped")
    NOT_ASKED = "not_asked", _("not asked for")

    @property
    def sentence(self) -> str:
        return str(_SENTENCES[self])


_SENTENCES = {
    StepState.WAITING: _("It waits for its turn."),
    StepState.WORKING: _("A worker has it in hand."),
    StepState.DONE: _("Done."),
    StepState.FAILED: _("It failed. What was done before is kept."),
    StepState.STOPPED: _("Stopped by a person. What was done before is kept."),
    StepState.NOT_ASKED: _("Nobody asked for it."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """``progress`` is a percentage where it can be known; ``failure`` says why it failed, in words; ``retry`` says
    whether it can be tried again now (:data:`testimonies.actions.retrying.RETRY`)."""

    kind: StepKind
    state: StepState
    sentence: str = ""
    progress: int | None = None
    failure: str = ""
    retry: bool = False

    @property
    def told(self) -> str:
        """The sentence for its owner: its own, or that of its state."""
        return self.sentence or self.state.sentence


def steps_of(recording: Recording, hands: Hands | None = None) -> tuple[Step, ...]:
    """Every step of a recording, in order. Uses ``transcripts__run`` and ``access_copy`` where they were fetched."""
    hands = hands or Hands.now()
    own = recording.transcript
    run = own.run if own is not None else None
    translations = [one.run for one in recording.transcripts.all() if one.kind == "translation" and one.run]
    steps = [Step(StepKind.PROBE, StepState.DONE, str(_("The file is sound, and kept as it came.")))]
    steps += [_copy(recording, hands), _waveform(recording, hands), *_silence(recording, hands)]
    steps.append(_small(recording, hands))
    steps += [_find_speech(run, hands), _recognise(run, hands), _align(run)]
    steps.append(_translate(translations, hands))
    tellers: list[Callable[[Recording], Step]] = hooks.get_hooks(STEPS_HOOK)
    return (*steps, *(tell(recording) for tell in tellers))


def run_step(run: Run, hands: Hands) -> Step:
    """The step at which a run is."""
    if run.transcript.kind == "translation" and (run.planned_at or run.progress == Progress.DONE):
        return _translate([run], hands)
    return _recognise(run, hands) if run.planned_at or run.progress == Progress.DONE else _find_speech(run, hands)


def preparation_step(recording: Recording, hands: Hands) -> Step:
    """The step at which the preparation of a recording is."""
    return (_waveform if recording.preparation == Preparation.READY else _copy)(recording, hands)


def without_times(run: Run) -> models.QuerySet[Chunk]:
    """The chunks of a run in which words were heard that stand nowhere in time."""
    path = """jsonb_path_exists(testimonies_chunk.segments, '$[*] ? (@.text != "" && @.words.size() == 0)')"""
    return run.chunks.filter(RawSQL(path, (), output_field=models.BooleanField()), heard_at__isnull=False)


def _copy(recording: Recording, hands: Hands) -> Step:
    if recording.preparation == Preparation.READY:
        return Step(StepKind.COPY, StepState.DONE)
    if recording.preparation == Preparation.FAILED:
        return Step(StepKind.COPY, StepState.FAILED, recording.preparation_sentence, retry=True)
    return Step(StepKind.COPY, StepState.WORKING if recording.pk in hands.preparing else StepState.WAITING)


def _waveform(recording: Recording, hands: Hands) -> Step:
    copy: AccessCopy | None = getattr(recording, "access_copy", None)
    if copy is not None and copy.is_drawn:
        return Step(StepKind.WAVEFORM, StepState.DONE)
    if copy is not None and copy.undrawable:
        undrawable = _("It could not be drawn. The recording can be heard all the same.")
        return Step(StepKind.WAVEFORM, StepState.FAILED, str(undrawable), retry=True)
    if copy is not None and recording.pk in hands.preparing:
        return Step(StepKind.WAVEFORM, StepState.WORKING)
    said = "" if copy is not None else str(_("It is drawn from the listening copy."))
    return Step(StepKind.WAVEFORM, StepState.WAITING, said)


def _silence(recording: Recording, hands: Hands) -> list[Step]:
    """A step of those recordings alone of which something is kept back."""
    states = set(recording.redacted_copies.values_list("state", flat=True))
    for state in (CopyState.FAILED, CopyState.WAITING, CopyState.CHECKED):
        if state in states:
            told = str(state.label)
            if state == CopyState.FAILED:
                return [Step(StepKind.SILENCE, StepState.FAILED, told, failure=told, retry=True)]
            if state == CopyState.WAITING:
                working = StepState.WORKING if recording.pk in hands.silencing else StepState.WAITING
                return [Step(StepKind.SILENCE, working, told)]
            return [Step(StepKind.SILENCE, StepState.DONE, told)]
    return []


def _small(recording: Recording, hands: Hands) -> Step:
    """Of what visitors are given; while it is not there they are given the ordinary copy."""
    states = {copy.state: copy for copy in recording.small_copies.all()}
    if SmallState.FAILED in states:
        return Step(StepKind.SMALL, StepState.FAILED, states[SmallState.FAILED].sentence, retry=True)
    if SmallState.MADE in states and SmallState.WAITING not in states:
        return Step(StepKind.SMALL, StepState.DONE)
    working = recording.pk in hands.making_small
    return Step(StepKind.SMALL, StepState.WORKING if working else StepState.WAITING)


def _find_speech(run: Run | None, hands: Hands) -> Step:
    if run is None:
        return Step(StepKind.FIND_SPEECH, StepState.NOT_ASKED)
    if run.planned_at or run.progress == Progress.DONE:
        return Step(StepKind.FIND_SPEECH, StepState.DONE)
    return _under_way(StepKind.FIND_SPEECH, run, hands)


def _recognise(run: Run | None, hands: Hands) -> Step:
    if run is None:
        return Step(StepKind.RECOGNISE, StepState.NOT_ASKED)
    if run.progress == Progress.DONE:
        return Step(StepKind.RECOGNISE, StepState.DONE, progress=100)
    if not run.planned_at:
        return Step(StepKind.RECOGNISE, StepState.WAITING, str(_("It begins when speech is found.")))
    return _under_way(StepKind.RECOGNISE, run, hands, progress=run.percent)


def _align(run: Run | None) -> Step:
    """Whisper places a chunk's words in time as soon as it has written them."""
    if run is None:
        return Step(StepKind.ALIGN, StepState.NOT_ASKED)
    if without_times(run).exists():
        said = _("Some words stand nowhere in time: they can be read, and are not followed while listening.")
        return Step(StepKind.ALIGN, StepState.FAILED, str(said), retry=run.is_settled)
    if run.progress == Progress.DONE:
        return Step(StepKind.ALIGN, StepState.DONE)
    return Step(StepKind.ALIGN, StepState.WAITING, str(_("It is done piece by piece, as the words are written down.")))


def _translate(runs: list[Run], hands: Hands) -> Step:
    if not runs:
        return Step(StepKind.TRANSLATE, StepState.NOT_ASKED)
    newest = max(runs, key=lambda run: run.pk)
    if newest.progress == Progress.DONE:
        return Step(StepKind.TRANSLATE, StepState.DONE, progress=100)
    return _under_way(StepKind.TRANSLATE, newest, hands, progress=newest.percent)


def _under_way(kind: StepKind, run: Run, hands: Hands, *, progress: int | None = None) -> Step:
    if run.progress == Progress.FAILED:
        return Step(kind, StepState.FAILED, run.sentence, progress, str(run.get_failure_display()), retry=True)
    if run.progress == Progress.CANCELLED:
        return Step(kind, StepState.STOPPED, run.sentence, progress, retry=True)
    if run.progress == Progress.NEEDS_WEIGHTS:
        return Step(kind, StepState.WAITING, run.sentence, progress, retry=True)
    if hands.hearing.get(run.pk):
        return Step(kind, StepState.WORKING, run.sentence if run.planned_at else "", progress)
    return Step(kind, StepState.WAITING, "", progress)
