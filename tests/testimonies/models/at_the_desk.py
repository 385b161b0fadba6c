"""One line for each constraint of the queue, of tasks and of the narrator's own look: see ``test_constraints``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from testimonies.models import LookMark, NarratorsLook, Stretch, TaskKind, TranscriptTask
from tests.cast import account

__all__ = ["AT_THE_DESK"]


def looking(**more: Any) -> Callable[[Any], Any]:
    ends = timezone.now() + timedelta(days=3)
    return lambda kept: NarratorsLook.objects.create(
        testimony=kept.testimony, **{"digest": "a" * 64, "language": "en", "expires_at": ends, **more}
    )


def tasking(kept: Any, given_to: Any, supervisor: Any) -> TranscriptTask:
    return TranscriptTask.objects.create(
        transcript=kept.transcript, kind=TaskKind.CORRECT, given_to=given_to, supervisor=supervisor
    )


AT_THE_DESK: dict[str, Callable[[Any], Any]] = {
    "stretch_in_one_hand": lambda kept: [
        Stretch.objects.create(transcript=kept.transcript, number=0, by=one, held_until=timezone.now())
        for one in (account("first"), account("second"))
    ],
    "task_once_open": lambda kept: [
        tasking(kept, given_to=one, supervisor=supervisor)
        for supervisor in [account("supervisor")]
        for one in (account("first"), account("second"))
    ],
    "task_two_people": lambda kept: [tasking(kept, given_to=one, supervisor=one) for one in [account("alone")]],
    "look_digest_form": looking(digest="k3v9-7qmd"),
    "look_ends": looking(expires_at=timezone.now() - timedelta(days=1)),
    "look_mark_has_length": lambda kept: LookMark.objects.create(
        look=looking()(kept), recording=kept.recording, start_ms=9, end_ms=9
    ),
}
