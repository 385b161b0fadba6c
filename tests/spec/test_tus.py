"""tus 1.0.0, one row for each sentence that binds a server, said over the wire to the archive's own web server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.test import Client

from testimonies.models import Upload
from testimonies.upload import protocol
from tests import database
from tests.cast import collection, granted
from tests.processes import eventually, running
from tests.spec.tus import bad_input, bytes_and_parts, core, creation
from tests.spec.tus.speaker import Row, Speaker, over_the_wire

ROWS = (*core.ROWS, *creation.ROWS, *bytes_and_parts.ROWS, *bad_input.ROWS)
NAMED = [f"{number}-{row.section}-{row.sentence[:50]}" for number, row in enumerate(ROWS, 1)]


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A web server on the test's database for all rows; its media folder, and an interviewer who speaks to it."""
    media = tmp_path_factory.mktemp("media")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with django_db_blocker.unblock():
        try:
            sessions = [_session(name) for name in ("interviewer", "other-interviewer")]
            environment = database.process_environment() | {"PORT": str(port), "MEDIA_ROOT": str(media)}
            with (
                running("serve", environment=environment),
                over_the_wire(port, sessions[0]) as say,
                over_the_wire(port, sessions[1]) as say.other,
            ):
                eventually(lambda: _answers(say))
                yield media, say
        finally:
            database.renew()


def _session(name: str) -> str:
    client = Client()
    client.force_login(granted(name, collection("North"), ("add_testimony",), "interviewers"))
    return client.cookies["sessionid"].value


def _answers(say: Speaker) -> bool:
    try:
        return bool(say("OPTIONS")["Tus-Version"])
    except httpx.TransportError:
        return False


@pytest.fixture
def db() -> None:
    """In the place of pytest-django's: what a row writes is committed, so that the web server sees it."""


@pytest.fixture
def say(db: None, served: tuple[Path, Speaker], settings: Any) -> Speaker:
    settings.MEDIA_ROOT, say = served
    Upload.objects.all().delete()
    for file in settings.MEDIA_ROOT.glob("incoming/*"):
        file.unlink()
    return say


@pytest.mark.parametrize("row", ROWS, ids=NAMED)
def test_the_sentence_holds(say: Speaker, row: Row) -> None:
    assert row.holds(say), f"{say.last.status_code} {dict(say.last.headers)} {say.last.content!r}"


def test_every_announced_extension_has_its_rows() -> None:
    sections = {row.section.partition("/")[0] for row in ROWS} | {row.section.partition("/")[2] for row in ROWS}
    owed = {
        "creation": "Creation",
        "creation-with-upload": "Creation With Upload",
        "creation-defer-length": "Upload-Defer-Length",
        "checksum": "Checksum",
        "expiration": "Expiration",
        "termination": "Termination",
        "concatenation": "Concatenation",
    }
    assert {owed[extension] for extension in protocol.EXTENSIONS} | {"Core"} <= sections
    assert len(ROWS) >= 120 and len(set(NAMED)) == len(ROWS)
