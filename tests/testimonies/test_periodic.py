"""What the workers do by themselves, again and again: all of it is registered, and outlives a database that was off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from procrastinate.contrib.django import app

pytestmark = pytest.mark.django_db(transaction=True)

EVERY = {
    "testimonies.mend": "* * * * * */10",
    "testimonies.burn_what_is_left": "* * * * * */10",
    "testimonies.purge_what_is_due": "* * * * *",
    "testimonies.ingest_mend": "* * * * *",
    "testimonies.sweep_scans": "17 * * * *",
    "archive.tidy": "7 * * * *",
    "archive.forget_contacts": "23 3 * * *",
    "archive.look_at_all_clips": "23 * * * *",
    "search.tell_what_is_new": "17 * * * *",
}
KEEPS_NONE = (
    "testimonies.burn_what_is_left",
    "testimonies.purge_what_is_due",
    "testimonies.sweep_scans",
    "search.tell_what_is_new",
)


def registered() -> dict[str, Any]:
    app.perform_import_paths()
    return {periodic.task.name: periodic for periodic in app.periodic_registry.periodic_tasks.values()}


def test_each_is_registered_for_a_worker_that_is_there() -> None:
    assert {name: one.cron for name, one in registered().items()} == EVERY
    for one in registered().values():
        assert one.task.queue == "keeping" and one.task.queueing_lock, "it waits once at most"


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"testimonies.mend"}))
def test_it_outlives_a_database_that_was_away(name: str) -> None:
    """As procrastinate calls it: on a thread of its own, with old connections let go before and after."""

    def once() -> int | None:
        close_old_connections()
        registered()[name].task.func(timestamp=0)
        close_old_connections()
        held = connections["default"].connection
        return None if held is None else int(held.info.backend_pid)

    with ThreadPoolExecutor(max_workers=1) as one_thread:
        held = one_thread.submit(once).result()
        assert held is None or name not in KEEPS_NONE
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        one_thread.submit(once).result()
        one_thread.submit(connections.close_all).result()
