"""The job that looks through a testimony for risks: when its words are done, when it is submitted, after every edit."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.utils import InterfaceError, OperationalError
from django.dispatch import receiver
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from wagtail.models import WorkflowState
from wagtail.signals import workflow_submitted

from testimonies import jobs, signals
from testimonies.actions import reviewing
from testimonies.models import Finding, Progress, RiskReview, Run, State, Testimony

KEEPING = "keeping"
AFTER_AN_EDIT_S = 5
"""Edits come in a row: they are looked through together."""


@app.task(
    queue=KEEPING,
    name="testimonies.look_through",
    retry=RetryStrategy(max_attempts=20, wait=5, retry_exceptions=[OperationalError, InterfaceError]),
)
def look_through(testimony_id: int) -> None:
    """Look through one testimony. Twice does no harm."""
    try:
        with jobs.in_hand(_name(testimony_id)):
            testimony = Testimony.objects.filter(pk=testimony_id).first()
            if testimony is not None:
                reviewing.look_through(testimony=testimony)
    finally:
        connection.close_if_unusable_or_obsolete()


@receiver(signals.run_settled)
def on_run_settled(run: Run, **kwargs: Any) -> None:
    if run.progress == Progress.DONE:
        announce(run.transcript.recording.testimony_id)


@receiver(workflow_submitted, sender=WorkflowState)
def on_submitted(instance: WorkflowState, **kwargs: Any) -> None:
    if instance.base_content_type.model_class() is Testimony:
        announce(int(instance.object_id))


@receiver(signals.testimony_changed)
def on_changed(sender: Any, testimony_id: int, **kwargs: Any) -> None:
    """What was looked through once is kept up to date; what was taken back is not looked at."""
    known = RiskReview.objects.filter(testimony=testimony_id, scanned_at__isnull=False)
    if sender is not Finding and known.exclude(testimony__state=State.WITHDRAWN).exists():
        announce(testimony_id, AFTER_AN_EDIT_S)


def announce(testimony_id: int, delay_s: int = 0) -> None:
    """Tell the workers, in the caller's transaction; a job that waits already is enough."""
    options: dict[str, Any] = {"lock": _name(testimony_id), "queueing_lock": _name(testimony_id)}
    if delay_s:
        options["schedule_in"] = {"seconds": delay_s}
    try:
        with transaction.atomic():
            look_through.configure(**options).defer(testimony_id=testimony_id)
    except AlreadyEnqueued:
        pass


def _name(testimony_id: int) -> str:
    return f"look-through-{testimony_id}"
