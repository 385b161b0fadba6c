"""What happens between ``manage.py run`` and the first page: everything brought up to date, and nothing done twice.

Each step looks first whether there is anything to do, so that a second start takes seconds and changes no data.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive import embedded_database, translations

DIGEST = ".digest"
ANSWERS_WITHIN_S = 20.0


class CannotStart(SystemExit):
    """The archive does not start; the text says why and what to do."""


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this folder's archive. Raises :class:`CannotStart` where it runs already."""
    settings.LOCAL_ROOT.mkdir(parents=True, exist_ok=True)
    with (settings.LOCAL_ROOT / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"The archive in {settings.LOCAL_ROOT} runs already. Stop it, or set LOCAL_ROOT to another folder."
            ) from None
        yield


def check_port(host: str, port: int) -> None:
    """Raise :class:`CannotStart` where nobody could listen on ``host`` and ``port`` now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} is used by another program. Stop that one, or take another: PORT={port + 1} make run"
                ) from None
            raise CannotStart(f"The archive cannot listen on {host}, port {port}: {error.strerror}.") from None


def prepare(say: Callable[[str], None]) -> None:
    """Bring database, static files, translations and data up to date, saying what takes its time."""
    for name, due, step in STEPS:
        if due():
            if name:
                say(f"{name} …")
            step()
    connection.close()


def keep_database() -> None:
    """Bring the embedded database back if it is gone."""
    if settings.EMBEDDED_DATABASE and not embedded_database.is_ready(settings.POSTGRES_ROOT.resolve()):
        embedded_database.ensure_running(settings.POSTGRES_ROOT)


def stop_database() -> None:
    if settings.EMBEDDED_DATABASE:
        embedded_database.stop(settings.POSTGRES_ROOT)


def answers(host: str, port: int) -> bool:
    """Whether the site answers a request, whatever it says."""
    there = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    asking = http.client.HTTPConnection(there, port, timeout=ANSWERS_WITHIN_S)
    try:
        asking.request("GET", "/robots.txt", headers={"Host": _own_name()})
        asking.getresponse().read()
    except OSError:
        return False
    finally:
        asking.close()
    return True


def _own_name() -> str:
    return next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")


def _unmigrated() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _static_files_changed() -> bool:
    kept = settings.STATIC_ROOT / DIGEST
    return not kept.exists() or kept.read_text() != _static_digest()


def _collect_static_files() -> None:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (settings.STATIC_ROOT / DIGEST).write_text(_static_digest())


def _static_digest() -> str:
    """Of names, sizes and days of all static files: what they hold need not be read."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _compile_translations() -> None:
    translations.compile_all(Path(path) for path in settings.LOCALE_PATHS)


def _always() -> bool:
    return True


def _demonstrating() -> bool:
    return not settings.PRODUCTION


STEPS: tuple[tuple[str, Callable[[], bool], Callable[[], object]], ...] = (
    ("Setting up the database", _unmigrated, lambda: call_command("migrate", interactive=False, verbosity=0)),
    ("Collecting style sheets and scripts", _static_files_changed, _collect_static_files),
    ("", _always, _compile_translations),
    ("", _always, lambda: call_command("load_reference_data", verbosity=0)),
    ("", _always, lambda: call_command("set_up_site", verbosity=0)),
    ("", _demonstrating, lambda: call_command("load_demonstration", verbosity=0)),
)
"""What is said where it takes its time, whether it is due, and the step. The order matters."""
