"""How the archive is doing, for machines that watch it. No word, no name, no secret."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from search import index

log = logging.getLogger(__name__)

WORKER_SILENT_S = 20
"""A worker that sent no heartbeat for so long is dead."""
INDEX_LATE_S = 120
DISK_LOW_BYTES = 1_000_000_000


def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503; ``problems`` says in a sentence each what is not."""
    report, problems = examine()
    return JsonResponse(
        {"status": "ill" if problems else "well", "problems": problems, **report}, status=503 if problems else 200
    )


def examine() -> tuple[dict[str, Any], list[str]]:
    """What was found, part by part, and a sentence for each thing that is not as it should be."""
    report: dict[str, Any] = {}
    problems: list[str] = []
    for name, look in PARTS.items():
        try:
            report[name] = look(problems)
        except DatabaseError:
            report[name] = None
            connection.close()
            if name == "database":
                problems.append("The database does not answer.")
        except Exception:
            log.exception("the %s cannot be examined", name)
            report[name] = None
            problems.append(f"The state of the {name} cannot be read.")
    return report, problems


def _database(problems: list[str]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return {"answers": True, "version": cursor.fetchone()[0]}


def _workers(problems: list[str]) -> dict[str, Any]:
    """Seconds since each worker's last heartbeat, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - last_heartbeat) FROM procrastinate_workers ORDER BY 1")
        ages = [round(float(row[0]), 1) for row in cursor.fetchall()]
    alive = sum(age < WORKER_SILENT_S for age in ages)
    if not alive:
        problems.append(f"No worker has given a sign of life for {WORKER_SILENT_S} seconds.")
    return {"alive": alive, "seconds_since_heartbeat": ages}


def _jobs(problems: list[str]) -> dict[str, int]:
    """How many wait and are due, wait for later, are being done, failed; and how many a dead worker left behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
                   count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
                   count(*) FILTER (WHERE status = 'doing'),
                   count(*) FILTER (WHERE status = 'failed'),
                   count(*) FILTER (WHERE status = 'doing' AND (
                       worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s)))
            FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
            """,
            [WORKER_SILENT_S],
        )
        return dict(zip(("waiting", "later", "doing", "failed", "stalled"), cursor.fetchone(), strict=True))


def _index(problems: list[str]) -> dict[str, float]:
    """How many changes the search index has not taken in, and how long the oldest of them waits."""
    changes, seconds = index.lag()
    if seconds > INDEX_LATE_S:
        problems.append(f"The search index is {seconds:.0f} seconds late.")
    return {"changes_behind": changes, "seconds_behind": round(seconds, 1)}


def _disk(problems: list[str]) -> dict[str, int]:
    """Bytes that are free where originals go, and where index and embedded database lie."""
    free = {
        "media_free_bytes": _free_bytes(Path(settings.MEDIA_ROOT)),
        "local_free_bytes": _free_bytes(Path(settings.LOCAL_ROOT)),
    }
    if min(free.values()) < DISK_LOW_BYTES:
        problems.append("Less than a gigabyte of disk is free.")
    return free


def _free_bytes(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


PARTS: dict[str, Callable[[list[str]], Any]] = {
    "database": _database,
    "workers": _workers,
    "jobs": _jobs,
    "index": _index,
    "disk": _disk,
}
