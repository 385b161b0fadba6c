"""The job that writes about tasks, announced in the transaction that changes one."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from procrastinate.contrib.django import app

from testimonies import jobs, signals
from testimonies.actions import noticing, task_letters
from testimonies.models import TranscriptTask
from testimonies.notices import QUEUE, WHEN_THE_MAIL_SERVER_IS_BACK


@app.task(queue=QUEUE, name="testimonies.tell_task", retry=WHEN_THE_MAIL_SERVER_IS_BACK)
def tell_task(task_id: int) -> None:
    """Write to whoever has the task or supervises it, if there is something to say that was not said yet."""
    with jobs.in_hand(f"task-{task_id}"):
        way = "transcript__recording__testimony"
        found = TranscriptTask.objects.select_related(way, "given_to", "supervisor").filter(pk=task_id).first()
        if found is not None:
            task_letters.tell(task=found)


@receiver(signals.task_changed)
def on_task_changed(task: TranscriptTask, **kwargs: Any) -> None:
    if not noticing.is_silent():
        tell_task.configure(lock=f"task-{task.pk}").defer(task_id=task.pk)
