"""``kill -9`` of the web server the moment after it said that a report has arrived: the report stays."""

from __future__ import annotations

import socket
import time
from typing import Any

import httpx
import pytest
from django.core import signing

from archive import reference_data, site_setup
from archive.campaign import robots
from archive.models import Post
from tests.archive.campaign.conftest import ACTION
from tests.processes import eventually, kill, running

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REPORTS = 12
DOOR = "/en/actions/report/"


def test_what_was_acknowledged_before_the_kill_is_there_after_it(process_environment: dict[str, str]) -> None:
    site_setup.set_up()
    reference_data.load()
    port = _free_port()
    environment = process_environment | {"PORT": str(port), "POSTS_PER_HOUR": "1000"}
    acknowledged = []
    with running("serve", environment=environment) as server:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as line:
            eventually(lambda: _answers(line))
            for number in range(REPORTS):
                answer = line.post(DOOR, data=ACTION | {"title": f"March {number}", "stamp": _stamp(number)})
                assert answer.status_code == 302, answer.text
                acknowledged.append(f"March {number}")
        kill(server)
    assert sorted(Post.objects.values_list("said__title", flat=True)) == sorted(acknowledged)


def _stamp(number: int) -> str:
    return signing.dumps(["action", f"n{number}", int(time.time()) - 60], salt=robots.SALT)


def _answers(line: httpx.Client) -> bool:
    try:
        return line.get("/robots.txt").status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_nothing_is_said_to_have_arrived_before_it_is_committed(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is made after the transaction: a fault in its last step is no redirect."""
    site_setup.set_up()
    reference_data.load()
    monkeypatch.setattr("archive.campaign.letters.announce", _breaks)
    client.raise_request_exception = False
    answer = client.post(DOOR, ACTION | {"stamp": _stamp(0)})
    assert answer.status_code == 500
    assert not Post.objects.exists()


def _breaks(*_args: Any, **_more: Any) -> None:
    raise OSError("the disk is full")
