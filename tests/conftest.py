"""What every test stands on: a real PostgreSQL, folders of its own, the named cast.

See ``tests/README.md``. The database server starts for the first test that asks for a database, and for none else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.test import TransactionTestCase
from django.utils import translation

from tests import database
from tests.cast import *  # noqa: F403

collect_ignore = [] if find_spec("playwright") else ["browser"]  # make test does without it, make browser-test does not


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Bring the server up before the test database is made, and let go of it in the end."""
    with database.server():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep the empty, migrated database as a template, for the next run and for the tests that commit.

    After each of those the database is made anew. Django would empty every table, and take the rows that migrations
    made (root collection, site, locales) with them.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        database.keep_as_template()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: database.renew())
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Media and index of every test lie in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_INDEX_ROOT = tmp_path / "search-index"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Whatever language the test before asked a page in: Django's middleware leaves it active."""
    with translation.override("en"):
        yield


@pytest.fixture
def run_jobs(transactional_db: None) -> Callable[..., None]:
    """``run_jobs()`` does every job that is due, with a real worker in this process, and returns when none is left.

    What the clock alone calls for (``mend``, every ten seconds) is left to the tests that ask for it by name: whether a
    tick falls into a worker's run is chance.
    """
    from procrastinate.contrib.django import app
    from procrastinate.periodic import PeriodicRegistry

    def run(*queues: str) -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as worker_app, pytest.MonkeyPatch.context() as patched:
            patched.setattr(worker_app, "periodic_registry", PeriodicRegistry())
            worker_app.run_worker(
                queues=list(queues) or None,
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                concurrency=1,
            )

    return run


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which ``manage.py`` runs as a process of its own on this test's database and folders.

    Made when it is asked for, from the settings as they are then.
    """
    return database.process_environment()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first, so that one core does not go on alone when all else is done."""
    slow = {item.path for item in items if "tests/matrix/" in item.nodeid or item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow or item.get_closest_marker("browser") is not None)


def pytest_sessionfinish() -> None:
    if django_settings.configured:
        connections.close_all()
