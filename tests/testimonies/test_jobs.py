"""A job is running when somebody holds it, whatever its row says."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, connections

from testimonies import jobs, tasks

pytestmark = pytest.mark.django_db(transaction=True)


def _called_running(name: str) -> int:
    """A job whose row says that a worker has it, and the worker is alive."""
    job_id = tasks.prepare.configure(lock=name, queueing_lock=name).defer(recording_id=0)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        worker_id = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id]
        )
    return int(job_id)


def test_a_job_that_nobody_holds_is_found_though_its_worker_lives() -> None:
    job_id = _called_running("prepare-7")
    assert jobs.in_nobodys_hand(0) == {job_id}
    assert jobs.in_nobodys_hand(0) == {job_id}, "looking takes nothing away"


def test_a_job_just_begun_is_given_time_to_take_hold() -> None:
    _called_running("prepare-7")
    assert jobs.in_nobodys_hand(20) == set()


def test_a_job_in_hand_is_left_alone_until_the_connection_ends() -> None:
    job_id = _called_running("prepare-7")
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor})
    try:
        other.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [jobs._KEYSPACE, "prepare-7"])
        assert jobs.in_nobodys_hand(0) == set()
    finally:
        other.close()
    until = time.monotonic() + 10  # the server notices a moment later that the connection has ended
    while jobs.in_nobodys_hand(0) != {job_id}:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_what_waits_runs_or_failed_lately_is_announced() -> None:
    tasks.prepare.configure(lock="prepare-1").defer(recording_id=1)
    _called_running("prepare-2")
    failed = _called_running("prepare-3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed])
    assert jobs.announced(failed_within_s=60) == {"prepare-1", "prepare-2", "prepare-3"}
    assert jobs.announced(failed_within_s=0) == {"prepare-1", "prepare-2"}


def test_taking_in_hand_lets_go_again() -> None:
    _called_running("prepare-7")
    with jobs.in_hand("prepare-7"):
        pass
    assert len(jobs.in_nobodys_hand(0)) == 1


def test_mending_outlives_a_database_that_was_away() -> None:
    """The thread that looks for forgotten jobs keeps no connection, so none is broken when it looks again."""
    job_id = _called_running("prepare-7")
    with ThreadPoolExecutor(max_workers=1) as one_thread:

        def backend() -> int | None:
            held = connections["default"].connection
            return None if held is None else int(held.info.backend_pid)

        assert one_thread.submit(tasks._forgotten, 0).result() == {job_id}
        kept = one_thread.submit(backend).result()
        if kept is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [kept])
        assert one_thread.submit(tasks._forgotten, 0).result() == {job_id}
        one_thread.submit(connections.close_all).result()
