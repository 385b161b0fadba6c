"""The jobs as a worker does them, and the mending of what was left by one that died."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from testimonies import tasks
from testimonies.actions import asking
from testimonies.models import Preparation, Progress, Recording, Run
from tests.cast import collection, granted
from tests.factories.arrival import deposited, stored
from tests.factories.scripts import FRENCH, SPANISH, script, word_error
from tests.factories.testimony import make_recording, make_testimony, make_transcript

pytestmark = pytest.mark.django_db(transaction=True)


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def waiting() -> list[str]:
    return sorted(row[0] for row in rows("SELECT lock FROM procrastinate_jobs WHERE status = 'todo'"))


def mend() -> None:
    """What a worker does every ten seconds."""
    job = app.configure_task("testimonies.mend").defer(timestamp=0)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]

    async def once() -> None:
        with app.replace_connector(connector) as worker_app:
            async with worker_app.open_async():
                [found] = await worker_app.job_manager.list_jobs_async(id=job)
                context = JobContext(app=worker_app, start_timestamp=0, job=found, abort_reason=lambda: None)
                await tasks.mend.func(context, 0)

    asyncio.run(once())
    rows("DELETE FROM procrastinate_jobs WHERE task_name = 'testimonies.mend'")


def upload() -> Recording:
    north = collection("North")
    return deposited(granted("interviewer", north, ("add_testimony",), "interviewers"), north, SPANISH)


def test_a_deposit_owes_two_jobs_and_a_worker_does_them(run_jobs: Callable[..., None]) -> None:
    recording = upload()
    assert waiting() == [f"hear-{recording.transcript.run_id}-0", f"prepare-{recording.pk}"]
    run_jobs()
    found = Recording.objects.get()
    assert (found.preparation, found.transcript.progress) == (Preparation.READY, Progress.DONE)
    assert word_error(script(SPANISH), found.transcript.segments.all()) < 0.1
    assert len(stored()) == 2 and waiting() == []


def test_a_deposit_that_is_rolled_back_announces_nothing() -> None:
    with transaction.atomic():
        upload()
        transaction.set_rollback(True)
    assert waiting() == []


def test_what_is_owed_and_announced_nowhere_is_announced() -> None:
    """A database brought back from a copy, say, whose jobs were left out."""
    recording = upload()
    ready = make_recording(make_testimony(collection("North")))
    make_transcript(ready, [])
    names = [*waiting(), f"small-{ready.pk}"]
    rows("DELETE FROM procrastinate_jobs")
    mend()
    mend()
    assert waiting() == names and recording.transcript.progress == Progress.WAITING


def test_a_wish_puts_what_waits_already_before_the_others() -> None:
    """And what was wished for comes first whenever it was uploaded."""
    first = upload().transcript.run
    later = deposited(first.asked_by, first.transcript.recording.testimony.collection, FRENCH).transcript.run
    asking.wish(run=later, by=None, priority=1)
    order = "SELECT lock FROM procrastinate_jobs WHERE queue_name = 'transcription' ORDER BY priority DESC, id"
    assert [row[0] for row in rows(order)] == [f"hear-{later.pk}-0", f"hear-{first.pk}-0"]


def test_the_job_of_a_dead_worker_is_taken_up_again() -> None:
    recording = upload()
    rows("UPDATE procrastinate_jobs SET status = 'doing', attempts = 1")
    rows("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    mend()
    assert waiting() == [f"hear-{recording.transcript.run_id}-0", f"prepare-{recording.pk}"]


def test_a_dead_worker_s_job_that_was_announced_once_more_does_not_stop_the_mending() -> None:
    """Killed just after it had asked to be called again (weights that are missing): its name waits already."""
    recording, other = upload(), make_recording(make_testimony(collection("North")), preparation="waiting")
    make_transcript(other, [], progress="waiting", finished_at=None)
    rows("UPDATE procrastinate_jobs SET status = 'doing', attempts = 1")
    rows("UPDATE procrastinate_events SET at = now() - interval '1 hour'")
    tasks._defer_hear(recording.transcript.run, 0, 30)
    mend()
    mend()
    expected = {f"prepare-{one.pk}" for one in (recording, other)} | {f"hear-{one.pk}-0" for one in Run.objects.all()}
    assert set(waiting()) == expected
