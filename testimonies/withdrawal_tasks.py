"""The jobs of withdrawal: what a killed process left is burned, and what is due is purged."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from testimonies import jobs, signals
from testimonies.actions import erasing, purging, withdrawing
from testimonies.models import Run, Testimony, Withdrawal
from testimonies.tasks import KEEPING, MOST_PLACES

log = logging.getLogger(__name__)


@app.task(
    queue=KEEPING,
    name="testimonies.purge",
    retry=RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[OperationalError, InterfaceError]),
)
def purge(withdrawal_id: int) -> None:
    """Bring one purge to its end; what stands in the way of it now is tried again within a minute."""
    with jobs.in_hand(purge_name(withdrawal_id)):
        withdrawal = Withdrawal.objects.sealed().filter(pk=withdrawal_id).first()
        if withdrawal is None or not Withdrawal.objects.due().filter(pk=withdrawal_id).exists():
            return
        try:
            purging.purge(withdrawal=withdrawal)
        except erasing.Later as reason:
            log.info("purge %d waits: %s", withdrawal_id, reason)


@app.periodic(cron="* * * * * */10")
@app.task(queue=KEEPING, name="testimonies.burn_what_is_left", queueing_lock="burn-what-is-left", priority=100)
def burn(timestamp: int) -> None:
    """Every ten seconds: no copy of what is withdrawn lies there to be heard."""
    try:
        withdrawing.sweep()
    finally:
        connection.close()


@app.periodic(cron="* * * * *")
@app.task(queue=KEEPING, name="testimonies.purge_what_is_due", queueing_lock="purge-what-is-due")
def begin_due(timestamp: int) -> None:
    """Every minute: announce the purges whose window is over, and those that were stopped in the middle."""
    try:
        purging.begin_due()
    finally:
        connection.close()


@receiver(signals.purge_asked)
def on_purge_asked(withdrawal: Withdrawal, **kwargs: Any) -> None:
    name = purge_name(withdrawal.pk)
    try:
        with transaction.atomic():
            purge.configure(lock=name, queueing_lock=name).defer(withdrawal_id=withdrawal.pk)
    except AlreadyEnqueued:
        log.debug("%s waits already", name)


@receiver(signals.testimony_withdrawn)
def on_withdrawn(testimony: Testimony, **kwargs: Any) -> None:
    runs = Run.objects.filter(transcript__recording__testimony=testimony).values_list("pk", flat=True)
    requests = testimony.access_requests.values_list("pk", flat=True)
    recordings = testimony.recordings.values_list("pk", flat=True)
    jobs.drop(_names(testimony.pk, list(recordings), list(runs), list(requests)))


@receiver(signals.testimony_purged)
def on_purged(
    testimony: Testimony, recordings: Sequence[int], runs: Sequence[int], requests: Sequence[int], **kwargs: Any
) -> None:
    jobs.forget(_names(testimony.pk, recordings, runs, requests))


def purge_name(withdrawal_id: int) -> str:
    """The name under which a purge is in hand."""
    return f"purge-{withdrawal_id}"


def _names(testimony_id: int, recordings: Sequence[int], runs: Sequence[int], requests: Sequence[int]) -> list[str]:
    """Of every job about it: sound, words, silenced copies, risks, letters."""
    heard = [f"hear-{run}-{place}" for run in runs for place in range(MOST_PLACES)]
    of_recordings = [f"{job}-{pk}" for pk in recordings for job in ("prepare", "silence", "tell")]
    return [f"look-through-{testimony_id}", *of_recordings, *heard, *(f"access-{pk}" for pk in requests)]
