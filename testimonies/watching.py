"""A process that does not come back ends itself, so that another takes up what it had in hand."""

from __future__ import annotations

import faulthandler
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_deadlines: dict[object, float] = {}
_one_at_a_time = threading.Lock()


@contextmanager
def ending_after(seconds: float) -> Iterator[None]:
    """End this process, with a traceback of each thread on its standard error, where the block runs longer. Several
    threads may each be in such a block; the watch is kept in C, so that it sees code that lets nothing else run."""
    block = object()
    with _one_at_a_time:
        _deadlines[block] = time.monotonic() + seconds
        _watch()
    try:
        yield
    finally:
        with _one_at_a_time:
            del _deadlines[block]
            _watch()


def _watch() -> None:
    """There is one alarm in a process: it is set to the earliest deadline."""
    faulthandler.cancel_dump_traceback_later()
    if _deadlines:
        faulthandler.dump_traceback_later(max(min(_deadlines.values()) - time.monotonic(), 0.001), exit=True)
