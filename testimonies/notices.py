"""The job that writes to people, and when it is announced: in the transaction in which a step settles.

It is no part of the step: a mail server that is away delays a notice and nothing else.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from testimonies import jobs, signals
from testimonies.actions import noticing
from testimonies.models import Cause, Notice, Progress, Recording, Run

QUEUE = "keeping"
WHEN_THE_MAIL_SERVER_IS_BACK = RetryStrategy(
    max_attempts=20, wait=60, linear_wait=60, retry_exceptions=[OSError, OperationalError, InterfaceError]
)
"""Every SMTP error is an ``OSError``: for some three hours it is tried again, less and less often."""


@app.task(queue=QUEUE, name="testimonies.tell", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def tell(recording_id: int, weights_missing: bool = False) -> None:
    """Write to whoever took a recording in, if there is something to say that was not said yet."""
    with jobs.in_hand(f"tell-{recording_id}"):
        noticing.tell(recording=Recording.objects.get(pk=recording_id), weights_missing=weights_missing)


@receiver(signals.preparation_settled)
def on_preparation_settled(recording: Recording, **kwargs: Any) -> None:
    _announce(recording.pk)


@receiver(signals.run_settled)
def on_run_settled(run: Run, **kwargs: Any) -> None:
    if run.is_own:
        _announce(run.transcript.recording_id)


@receiver(signals.transcription_asked)
def on_transcription_asked(run: Run, **kwargs: Any) -> None:
    """A run that waits for weights asks for itself again and again: one look in an hour is announced with it."""
    if run.progress != Progress.NEEDS_WEIGHTS or not run.is_own or noticing.is_silent():
        return
    recording_id = run.transcript.recording_id
    if Notice.objects.filter(recording=recording_id, cause=Cause.NEEDS_WEIGHTS, sent_at__isnull=False).exists():
        return
    later = tell.configure(
        lock=f"tell-{recording_id}",
        queueing_lock=f"weights-{recording_id}",
        schedule_in={"seconds": noticing.WEIGHTS_WAITED_FOR_S},
    )
    try:
        with transaction.atomic():
            later.defer(recording_id=recording_id, weights_missing=True)
    except AlreadyEnqueued:
        return


def _announce(recording_id: int) -> None:
    """No look is left out because another waits already: that one might not see what is committed here."""
    if not noticing.is_silent():
        tell.configure(lock=f"tell-{recording_id}").defer(recording_id=recording_id)
