"""Giving a transcript to somebody as a task, handing it in, and saying that it is done. Nobody verifies their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testimonies import signals
from testimonies.exceptions import NotPermitted, StateForbids
from testimonies.models import (
    Event,
    TaskKind,
    TaskState,
    Testimony,
    TestimonyPermissionPolicy,
    Transcript,
    TranscriptTask,
    listener_for,
)

__all__ = ["accept", "call_off", "give", "hand_in", "send_back"]


@transaction.atomic
def give(
    *, transcript: Transcript, kind: str, to: Any, by: Any, due: date | None = None, note: str = ""
) -> TranscriptTask:
    """Give ``transcript`` to somebody to correct or to verify; ``by`` supervises it.

    Raises :class:`NotPermitted` for whoever is no editor of the collection; :class:`StateForbids` where the other
    cannot do it: does not work on the testimony, would supervise or verify their own work, or it is given already.
    """
    held = Transcript.objects.select_for_update(of=("self",)).select_related("recording__testimony__collection")
    found = held.get(pk=transcript.pk)
    testimony = found.recording.testimony
    _check_editor(testimony, by)
    if not Testimony.objects.worked_on_by(listener_for(to)).filter(pk=testimony.pk).exists():
        raise StateForbids(_("This person does not work on this testimony."))
    if to.pk == by.pk:
        raise StateForbids(_("Nobody supervises their own work. Choose somebody else."))
    if due is not None and due < timezone.localdate():
        raise StateForbids(_("This day is over."))
    if kind == TaskKind.VERIFY:
        _check_not_own(found, to)
    if TranscriptTask.objects.open().filter(transcript=found, kind=kind).exists():
        raise StateForbids(_("Somebody has this task already."))
    made = TranscriptTask.objects.create(
        transcript=found, kind=TaskKind(kind), given_to=to, supervisor=by, due=due, note=note.strip()[:2_000]
    )
    Event.write("task_given", by=by, recording=found.recording, task=made.pk, kind=kind, to=to.pk)
    signals.task_changed.send(TranscriptTask, task=made)
    return made


@transaction.atomic
def hand_in(*, task: TranscriptTask, by: Any) -> None:
    """Whoever has it says that it is done. Raises :class:`StateForbids` while segments are left."""
    held = _held(task, TaskState.GIVEN, TaskState.SENT_BACK)
    if held.given_to_id != by.pk:
        raise NotPermitted(_("Somebody else has this in hand."))
    if held.kind == TaskKind.VERIFY:
        _check_not_own(held.transcript, by, of_verified=True)
    if left := held.left:
        raise StateForbids(ngettext("%(n)d line is left.", "%(n)d lines are left.", left) % {"n": left})
    Event.write("task_handed_in", by=by, recording=held.transcript.recording, task=held.pk)
    _move(held, TaskState.HANDED_IN)


@transaction.atomic
def accept(*, task: TranscriptTask, by: Any) -> None:
    """An editor of the collection, who is not the one who did it, says that it is done."""
    held = _held(task, TaskState.HANDED_IN)
    _check_supervises(held, by)
    Event.write("task_done", by=by, recording=held.transcript.recording, task=held.pk)
    _move(held, TaskState.DONE)


@transaction.atomic
def send_back(*, task: TranscriptTask, by: Any, note: str) -> None:
    """It is not done yet. Raises :class:`StateForbids` without a word of what is missing."""
    held = _held(task, TaskState.HANDED_IN)
    _check_supervises(held, by)
    if not note.strip():
        raise StateForbids(_("Say what is missing."))
    held.note = note.strip()[:2_000]
    held.save(update_fields=["note"])
    Event.write("task_sent_back", by=by, recording=held.transcript.recording, task=held.pk)
    _move(held, TaskState.SENT_BACK)


@transaction.atomic
def call_off(*, task: TranscriptTask, by: Any) -> None:
    """It is nobody's task any more; what was done of it stays."""
    held = _held(task, TaskState.GIVEN, TaskState.HANDED_IN, TaskState.SENT_BACK)
    _check_supervises(held, by)
    Event.write("task_called_off", by=by, recording=held.transcript.recording, task=held.pk)
    _move(held, TaskState.CALLED_OFF)


def _held(task: TranscriptTask, *states: TaskState) -> TranscriptTask:
    way = "transcript__recording__testimony__collection"
    held = TranscriptTask.objects.select_for_update(of=("self",)).select_related(way).get(pk=task.pk)
    if held.state not in states:
        raise StateForbids(_("This task is: %(state)s.") % {"state": TaskState(held.state).label})
    return held


def _move(held: TranscriptTask, state: TaskState) -> None:
    held.state, held.changed_at = state, timezone.now()
    held.save(update_fields=["state", "changed_at"])
    signals.task_changed.send(TranscriptTask, task=held)


def _check_editor(testimony: Testimony, by: Any) -> None:
    mine = Testimony.objects.worked_on_by(listener_for(by)).filter(pk=testimony.pk).exists()
    if not mine or not TestimonyPermissionPolicy(Testimony).may_publish_in(by, testimony.collection):
        raise NotPermitted(_("Only an editor of its collection can do this."))


def _check_supervises(held: TranscriptTask, by: Any) -> None:
    _check_editor(held.transcript.recording.testimony, by)
    if held.given_to_id == by.pk:
        raise NotPermitted(_("Nobody supervises their own work. Choose somebody else."))


def _check_not_own(transcript: Transcript, who: Any, *, of_verified: bool = False) -> None:
    """Nobody verifies what they wrote. ``of_verified``: as far as they verified it themselves."""
    own = transcript.segments.filter(corrected_by=who.pk)
    if own.filter(**({"verified_by": who.pk} if of_verified else {})).exists():
        raise StateForbids(_("They corrected words of it themselves. Another person verifies them."))
