"""Sound that is being given out, and the right to it, which may end at any moment.

Permission is asked anew at least every second while bytes flow. It is asked where the bytes are, because a page that
was closed, a player that was paused and a file that is fetched in one piece ask for nothing by themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

__all__ = ["BLOCK_BYTES", "asker_of", "blocks"]

BLOCK_BYTES = 16 * 1024
"""Two seconds of a spoken recording: no more than that is on its way inside of the server for each listener."""
ASKED_EVERY_S = 0.5


def blocks(path: Path, first: int, length: int, still_may: Callable[[], bool]) -> Iterator[bytes]:
    """``length`` bytes from ``first`` on, one block at a time in memory, as long as ``still_may`` says so.

    It ends early where the right has ended, or the file was burned; the connection then breaks off, because fewer bytes
    came than were announced.
    """
    asked_at = time.monotonic()
    with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
        file.seek(first)
        while length > 0 and (block := file.read(min(BLOCK_BYTES, length))):
            if time.monotonic() - asked_at >= ASKED_EVERY_S:
                if not still_may():
                    return
                asked_at = time.monotonic()
            length -= len(block)
            yield block


def asker_of(request: HttpRequest) -> Callable[[], object]:
    """Who asks, looked up anew each time: an account that was closed meanwhile, or lost its rights, is a visitor."""
    key = request.user.pk
    if key is None:
        return AnonymousUser
    people = get_user_model()._default_manager
    return lambda: people.filter(pk=key, is_active=True).first() or AnonymousUser()
