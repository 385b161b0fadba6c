"""A link is revoked while its sound is played: real server, real connection; no byte comes a second later."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest

from testimonies.actions import looking
from tests.processes import eventually, running
from tests.testimonies.looks.conftest import Linked
from tests.testimonies.withdrawal.test_while_it_is_heard import SIZE, Taken, at_once, listen

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_sound_breaks_off_within_a_second(linked: Linked, process_environment: dict[str, str], editor: Any) -> None:
    linked.testimony.recordings.get().access_copy.path.write_bytes(os.urandom(SIZE))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def answers() -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/robots.txt").status_code == 200
        return False

    with running("collectstatic", "--no-input", "--verbosity", "0", environment=process_environment) as collecting:
        assert collecting.wait() == 0
    with running("serve", environment=process_environment | {"PORT": str(port)}):
        eventually(answers)
        taken, stop, door = Taken(), threading.Event(), f"{linked.address}sound/1.m4a"
        player = threading.Thread(
            target=listen, args=(("127.0.0.1", port), door, taken, stop), kwargs={"pause_s": 0.02}
        )
        with at_once(player, stop=stop):
            eventually(lambda: len(taken.got) > 20, patience_s=60)
            assert player.is_alive() and taken.after(0) < SIZE / 2, "it is still being played"
            looking.revoke(look=linked.look, by=editor)
            revoked_at = time.monotonic()
            time.sleep(3)
            assert not player.is_alive(), "the connection was broken off"
        assert taken.after(revoked_at + 1.0) == 0
        assert httpx.get(f"http://127.0.0.1:{port}{door}").status_code == 404
