"""One process that keeps the others running: restarts whichever ends, brings the database back, stops all cleanly.

A child is never asked twice: it gets a signal to end, some time, and then no choice. When the supervisor itself is
killed its children die with it (Linux), so that the next start finds the port and the queues free. Whatever was
acknowledged is in the database or on the disk by then.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.2
WATCH_EVERY_S = 1.0
GRACE_S = 15.0
HEAD_START_S = 20.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0
STEADY_AFTER_S = 30.0
"""A child that ran so long is healthy: when it ends, it is started again at once."""

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """A process to keep: its name, its command, what its environment has beside ours, how far it stands back."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    niceness: int = 0

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    pause_s: float = field(default=0.0, init=False)
    start_at: float = field(default=0.0, init=False)

    def start(self) -> None:
        supervisor = os.getpid()

        def before_it_runs() -> None:
            die_with(supervisor)
            os.nice(self.niceness)

        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # ctrl-C in the terminal is for the supervisor, which ends its children in order
            preexec_fn=before_it_runs,
        )
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start it when it is due; when it has ended, note when to start it again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.end_group()
        steady = now - self.started_at >= STEADY_AFTER_S
        self.pause_s = 0.0 if steady else min(LONGEST_PAUSE_S, max(FIRST_PAUSE_S, 2 * self.pause_s))
        self.start_at = now + self.pause_s
        self.process = None
        log.warning("%s ended (%s); started again in %.1f s", self.name, _how(status), self.pause_s)

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end_group(self) -> None:
        """Kill it and whatever it started and left behind."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Keeps ``children`` running until it is told to stop.

    ``watch`` is called about once a second and mends what is no child of ours (the embedded database); what it raises
    is logged and tried again. ``ready`` is called in each round until it returns true: the moment to say so. The first
    child is given the machine to itself until then, or for ``head_start_s``.
    """

    children: Sequence[Child]
    watch: Callable[[], None] = lambda: None
    ready: Callable[[], bool] = lambda: True
    grace_s: float = GRACE_S
    head_start_s: float = HEAD_START_S
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Return after SIGINT or SIGTERM, when every child has ended."""
        said_ready, watched_at, began_at = False, 0.0, time.monotonic()
        with self._told_by(signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            try:
                while not self._stopping:
                    if time.monotonic() - watched_at >= WATCH_EVERY_S:
                        self._watch()
                        watched_at = time.monotonic()
                    alone = not said_ready and time.monotonic() - began_at < self.head_start_s
                    for child in self.children[: 1 if alone else None]:
                        child.look_after()
                    said_ready = said_ready or self.ready()
                    time.sleep(LOOK_EVERY_S)
            finally:
                self._stop()

    def stop(self) -> None:
        """Let :meth:`run` return soon. Safe in a signal handler and from another thread."""
        self._stopping = True

    def _watch(self) -> None:
        try:
            self.watch()
        except Exception as error:
            log.error("%s", error)

    def _stop(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + self.grace_s
        while time.monotonic() < deadline and any(
            child.process is not None and child.process.poll() is None for child in self.children
        ):
            time.sleep(0.05)
        for child in self.children:
            if child.process is not None and child.process.poll() is None:
                log.warning("%s did not end within %.0f s and is ended now", child.name, self.grace_s)
            child.end_group()

    @contextmanager
    def _told_by(self, *signals: signal.Signals) -> Iterator[None]:
        def told(number: int, frame: FrameType | None) -> None:
            self.stop()

        before = {one: signal.signal(one, told) for one in signals}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def die_with(parent: int) -> None:
    """Let the kernel kill this process when the one that started it dies (Linux; elsewhere nothing happens)."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before we could say so


def _how(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"
