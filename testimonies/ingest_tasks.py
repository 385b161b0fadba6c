"""The job of a batch ingest: some testimonies at a time, so that it stands in nobody's way."""

from __future__ import annotations

import logging
from typing import Any

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from testimonies import jobs, signals
from testimonies.actions import batches
from testimonies.models import Ingest, IngestState

log = logging.getLogger(__name__)

KEEPING = "keeping"
A_TURN_S = 60.0
TRIED_AGAIN_AFTER_S = 300


@app.task(
    queue=KEEPING,
    name="testimonies.ingest",
    retry=RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[OperationalError, InterfaceError]),
)
def go_on(ingest_id: int) -> None:
    """Go on with a batch ingest for a while; what is left is announced anew, behind whatever waits by then."""
    with jobs.in_hand(_name(ingest_id)):
        ingest = Ingest.objects.filter(pk=ingest_id).first()
        if ingest is None:
            return
        with translation.override(ingest.language):
            left = batches.go_on(ingest=ingest, for_s=A_TURN_S)
    if left:
        announce(ingest_id)


@receiver(signals.ingest_asked)
def on_ingest_asked(ingest: Ingest, **kwargs: Any) -> None:
    announce(ingest.pk)


def announce(ingest_id: int) -> None:
    """Tell the workers, in the caller's transaction; a job that waits already is enough."""
    name = _name(ingest_id)
    try:
        with transaction.atomic():
            go_on.configure(lock=name, queueing_lock=name).defer(ingest_id=ingest_id)
    except AlreadyEnqueued:
        log.debug("%s waits already", name)


@app.periodic(cron="* * * * *")
@app.task(queue=KEEPING, name="testimonies.ingest_mend", queueing_lock="ingest-mend")
def mend(timestamp: int) -> None:
    """Every minute: announce what is owed but nowhere, and forget what is old."""
    try:
        announced = jobs.announced(failed_within_s=TRIED_AGAIN_AFTER_S)
        owed = Ingest.objects.filter(state__in=(IngestState.WAITING, IngestState.RUNNING))
        for pk in owed.values_list("pk", flat=True):
            if _name(pk) not in announced:
                announce(pk)
        batches.sweep()
    finally:
        connection.close()


def _name(ingest_id: int) -> str:
    return f"ingest-{ingest_id}"
