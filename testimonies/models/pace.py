"""How fast the archive is listening, measured, and how long what is left will take, as far as that can be said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

__all__ = ["Pace", "about"]

MEASURED_OVER_S = 300
"""Speed is that of the last minutes: an hour ago there may have been another number of workers."""
A_MINUTE_S, AN_HOUR_S = 60, 3_600


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of sound heard in a second of the day: by run, and by the archive as a whole (``None``: unknown).

    ``ahead_ms`` is the sound that stands before each waiting run in the queue, ``None`` where its length is unknown.
    """

    by_run: Mapping[int, float]
    whole: float | None
    ahead_ms: Mapping[int, int | None]

    @classmethod
    def now(cls, runs: Collection[int]) -> Self:
        """Of these runs, in two queries."""
        by_run, whole = _speeds(runs)
        return cls(by_run, whole, _ahead(runs) if runs else {})

    def left_s(self, run_id: int, left_ms: int | None, *, in_hand: bool) -> float | None:
        """Seconds until a run with ``left_ms`` of sound will be through; ``None`` where nobody can know."""
        if left_ms is None:
            return None
        if in_hand:
            speed = self.by_run.get(run_id)
            return left_ms / 1_000 / speed if speed else None
        ahead_ms = self.ahead_ms.get(run_id)
        return (ahead_ms + left_ms) / 1_000 / self.whole if self.whole and ahead_ms is not None else None


def about(seconds: float | None) -> str:
    """``4_200`` → “about 1 hour”; no more exact than it can be, and “unknown” where it cannot be."""
    if seconds is None:
        return _("unknown")
    if seconds < A_MINUTE_S:
        return _("less than a minute")
    if seconds < 1.5 * AN_HOUR_S:
        minutes = round(seconds / A_MINUTE_S)
        return ngettext("about %(number)d minute", "about %(number)d minutes", minutes) % {"number": minutes}
    hours = round(seconds / AN_HOUR_S)
    return ngettext("about %(number)d hour", "about %(number)d hours", hours) % {"number": hours}


def _speeds(runs: Collection[int]) -> tuple[dict[int, float], float | None]:
    """From when the first of the recent chunks was begun until now, or until the last was heard, where nobody is at it.

    A chunk that is in hand just now counts when it is heard; a run that stands still grows slower by the second.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH heard AS (
                SELECT run_id, end_ms - start_ms AS sound_ms, heard_at,
                       heard_at - make_interval(secs => coalesce(took_ms, 0) / 1000.0) AS begun_at
                FROM testimonies_chunk WHERE heard_at > now() - make_interval(secs => %s))
            SELECT run_id, sum(sound_ms) / 1000.0 / greatest(extract(epoch FROM now() - min(begun_at)), 1)
            FROM heard WHERE run_id = ANY(%s) GROUP BY run_id
            UNION ALL
            SELECT NULL, sum(sound_ms) / 1000.0 / greatest(extract(epoch FROM now() - min(begun_at)), 1) FROM heard
            """,
            [MEASURED_OVER_S, list(runs)],
        )
        found = {run_id: speed for run_id, speed in cursor.fetchall() if speed is not None}
    whole = found.pop(None, None)
    return {run_id: float(speed) for run_id, speed in found.items()}, None if whole is None else float(whole)


def _ahead(runs: Collection[int]) -> dict[int, int | None]:
    """What the queue itself holds before each of these: first what is in hand, then by priority and order of asking."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH queued AS (
                SELECT run.id, job.priority, job.id AS job_id,
                       CASE WHEN job.status = 'doing' THEN 0 ELSE 1 END AS place,
                       greatest(0, run.total_ms - run.done_ms) AS left_ms
                FROM procrastinate_jobs job
                JOIN testimonies_run run ON run.id = (job.args->>'run_id')::bigint
                WHERE job.task_name = 'testimonies.hear' AND job.status IN ('todo', 'doing')
                  AND run.progress IN ('waiting', 'decoding', 'transcribing')),
            first AS (
                SELECT DISTINCT ON (id) id, place, priority, job_id, left_ms FROM queued
                ORDER BY id, place, priority DESC, job_id),
            summed AS (
                SELECT id, coalesce(sum(left_ms) OVER before, 0) AS ahead_ms,
                       count(*) FILTER (WHERE left_ms IS NULL) OVER before AS unknown
                FROM first
                WINDOW before AS (
                    ORDER BY place, priority DESC, job_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
            SELECT id, CASE WHEN unknown = 0 THEN ahead_ms END FROM summed WHERE id = ANY(%s)
            """,
            [list(runs)],
        )
        return {run_id: None if ahead is None else int(ahead) for run_id, ahead in cursor.fetchall()}
