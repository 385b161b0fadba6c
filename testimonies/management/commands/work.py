from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from testimonies.transcription import engine

HEARTBEAT_S = 5.0
SILENT_S = 20.0
"""A worker that sent no heartbeat for so long is dead."""
LOOK_EVERY_S = 1.0
"""The queue is asked, not listened to: a worker that only asks outlives a database that is away for some seconds."""


class Command(BaseCommand):
    help = (
        "Does the jobs of the named queues, one at a time, until told to end; the job in hand is finished first. For "
        "the queue “transcription” alone as many at a time as the engine hears (TRANSCRIPTION_AT_ONCE)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--queue", action="append", required=True, dest="queues", help="May be given several times."
        )
        parser.add_argument("--until-done", action="store_true", help="Return when no job is due any more.")

    def handle(self, *args: Any, queues: list[str], until_done: bool = False, **options: Any) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
            worker_app.run_worker(
                queues=queues,
                name=f"worker {' '.join(queues)}",
                concurrency=_at_once(queues),
                wait=not until_done,
                listen_notify=False,
                fetch_job_polling_interval=LOOK_EVERY_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=SILENT_S,
                delete_jobs="successful",
            )


def _at_once(queues: list[str]) -> int:
    """How many jobs the worker of these queues does at the same time."""
    if queues != ["transcription"]:
        return 1
    return engine.at_once(settings.WHISPER_ENGINE, settings.TRANSCRIPTION_AT_ONCE)
