from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from archive import health


@pytest.fixture
def a_living_worker(db: None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        return int(cursor.fetchone()[0])


def job(status: str, worker: int | None = None, scheduled: str | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, scheduled_at) "
            "VALUES ('keeping', 'none', %s::procrastinate_job_status, %s, now() + %s::interval)",
            [status, worker, scheduled],
        )


def test_all_is_well(a_living_worker: int, client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    report = answer.json()
    assert report["status"] == "well" and report["problems"] == []
    assert report["workers"]["alive"] == 1 and report["index"] == {"changes_behind": 0, "seconds_behind": 0.0}
    assert report["jobs"] == {"waiting": 0, "later": 0, "doing": 0, "failed": 0, "stalled": 0}


def test_without_a_living_worker_it_is_ill(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
    answer = health.healthz(RequestFactory().get("/healthz"))
    report, problems = health.examine()
    assert answer.status_code == 503
    assert report["workers"]["alive"] == 0 and report["workers"]["seconds_since_heartbeat"][0] >= 60
    assert any("worker" in problem for problem in problems)


def test_jobs_are_counted_apart(a_living_worker: int) -> None:
    for status, worker, scheduled in (
        ("todo", None, None),
        ("todo", None, "-1 minute"),
        ("todo", None, "1 hour"),
        ("doing", a_living_worker, None),
        ("doing", None, None),
        ("failed", None, None),
        ("succeeded", None, None),
    ):
        job(status, worker, scheduled)
    report, _ = health.examine()
    assert report["jobs"] == {"waiting": 2, "later": 1, "doing": 2, "failed": 1, "stalled": 1}


def test_a_change_that_the_index_has_not_taken_in_is_counted_and_late_after_two_minutes(a_living_worker: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_change (testimony_id, at) VALUES (1, now() - interval '5 minutes')")
    report, problems = health.examine()
    assert report["index"]["changes_behind"] == 1 and report["index"]["seconds_behind"] >= 300
    assert any("index" in problem for problem in problems)


def test_without_a_database_it_answers_all_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> Any:
            raise OperationalError("connection refused")

        def close(self) -> None: ...

    monkeypatch.setattr(health, "connection", Gone())
    answer = health.healthz(RequestFactory().get("/healthz"))
    assert answer.status_code == 503 and b"The database does not answer." in answer.content


def test_it_says_no_secret(a_living_worker: int, client: Client, settings: Any) -> None:
    text = client.get("/healthz").content.decode()
    assert settings.SECRET_KEY not in text and str(settings.MEDIA_ROOT) not in text
    assert str(settings.DATABASES["default"]["HOST"]) not in text
