"""The database server of the tests, and copies of an empty database made from a template.

Several runs of the tests may share the server: each has a database of its own, named by its process. Who leaves last
stops the server. The template is named by a digest of all migrations, so that a second run makes its database in a
fraction of a second.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from archive import embedded_database

# Nothing in a test database needs to survive a power cut.
FASTER_THAN_SAFE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


@contextmanager
def server() -> Iterator[None]:
    """The embedded server, started unless it runs, stopped by the last run that leaves it."""
    if not settings.EMBEDDED_DATABASE:
        _prepare()
        yield
        return
    data: Path = settings.POSTGRES_ROOT
    data.parent.mkdir(parents=True, exist_ok=True)
    with (data.parent / f"{data.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        connections["default"].settings_dict["HOST"] = embedded_database.ensure_running(data)
        _prepare()
        yield
        connections.close_all()
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            embedded_database.stop(data)


def keep_as_template() -> None:
    """Copy the migrated test database, with nothing in it but what migrations made, unless such a copy is there."""
    connections.close_all()
    with _maintenance() as server_connection:
        if not _exists(server_connection, template_name()):
            for old in _databases(server_connection, "template_archive_%"):
                _drop(server_connection, old)
            with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                _copy(server_connection, settings.DATABASES["default"]["NAME"], template_name())


def renew() -> None:
    """Throw the test database away, whoever is connected to it, and put a copy of the template in its place."""
    connections.close_all()
    name = settings.DATABASES["default"]["NAME"]
    with _maintenance() as server_connection:
        _drop(server_connection, name)
        _copy(server_connection, template_name(), name)


def process_environment() -> dict[str, str]:
    """What another process needs in order to work on this test's database and folders."""
    at = connection.settings_dict
    host, port = quote(at["HOST"] or "localhost", safe=""), f":{at['PORT']}" if at["PORT"] else ""
    password = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    own = {variable: value for variable, value in os.environ.items() if not variable.startswith("PYTEST")}
    return own | {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "DATABASE_URL": f"postgres://{at['USER']}{password}@{host}{port}/{at['NAME']}",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "LOCAL_ROOT": str(Path(settings.SEARCH_INDEX_ROOT).parent),
        "SECRET_KEY": settings.SECRET_KEY,
        "WHISPER_MODEL": settings.WHISPER_MODEL,
    }


def template_name() -> str:
    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        with suppress(ModuleNotFoundError):
            for folder in import_module(f"{config.name}.migrations").__path__:
                for file in sorted(Path(folder).glob("*.py")):
                    digest.update(file.name.encode() + file.read_bytes())
    return f"template_archive_{digest.hexdigest()[:12]}"


def _prepare() -> None:
    """Sweep up after runs that were killed, name the template, and trade safety for speed where the server is ours."""
    with _maintenance() as server_connection:
        for left_over in _databases(server_connection, "test_archive_%"):
            pid = left_over.removeprefix("test_archive_").split("_")[0]
            if settings.EMBEDDED_DATABASE and not (pid.isdigit() and Path(f"/proc/{pid}").exists()):
                _drop(server_connection, left_over)
        if _exists(server_connection, template_name()):
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = template_name()
        if settings.EMBEDDED_DATABASE:
            for name in FASTER_THAN_SAFE:
                server_connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
            server_connection.execute("SELECT pg_reload_conf()")


def _maintenance() -> psycopg.Connection[tuple[str, ...]]:
    """A connection to the server's own database, outside Django's."""
    at = connections["default"].settings_dict
    return psycopg.connect(
        host=at["HOST"] or None, port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip


def _databases(server_connection: psycopg.Connection[tuple[str, ...]], like: str) -> list[str]:
    found = server_connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like])
    return [row[0] for row in found]


def _exists(server_connection: psycopg.Connection[tuple[str, ...]], name: str) -> bool:
    return name in _databases(server_connection, name)


def _drop(server_connection: psycopg.Connection[tuple[str, ...]], name: str) -> None:
    server_connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(server_connection: psycopg.Connection[tuple[str, ...]], source: str, target: str) -> None:
    server_connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(target), sql.Identifier(source)
        )
    )
