"""The supervisor with small real processes, and the whole archive started as the README says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_S = 60.0
T = TypeVar("T")

SUPERVISE = """
    import sys
    from pathlib import Path
    from archive.supervisor import Child, Supervisor

    folder = Path(sys.argv[1])
    obeys = "import os, sys, time, pathlib; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(600)"
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + obeys
    children = [
        Child("first", [sys.executable, "-c", obeys, str(folder / "first")]),
        Child("deaf", [sys.executable, "-c", deaf, str(folder / "deaf")]),
    ]
    Supervisor(
        children,
        watch=lambda: (folder / "watched").write_text("yes"),
        ready=lambda: bool((folder / "ready").write_text("yes")),
        grace_s=1.0,
    ).run()
    print("ended in order")
"""


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SUPERVISE), str(tmp_path)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.kill()


def test_a_killed_child_is_started_again(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    first = eventually(lambda: pid_in(tmp_path / "first"))
    os.kill(first, signal.SIGKILL)
    again = eventually(lambda: pid_in(tmp_path / "first", other_than=first))
    assert runs(again)
    assert eventually((tmp_path / "watched").exists) and eventually((tmp_path / "ready").exists)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_nothing_running_not_even_who_is_deaf(
    supervisor: subprocess.Popen[str], tmp_path: Path, told: signal.Signals
) -> None:
    pids = [eventually(lambda name=name: pid_in(tmp_path / name)) for name in ("first", "deaf")]
    supervisor.send_signal(told)
    output, _ = supervisor.communicate(timeout=PATIENCE_S)
    assert "ended in order" in output and supervisor.returncode == 0
    assert not any(map(runs, pids))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a child die with its parent")
def test_when_the_supervisor_is_killed_its_children_die_with_it(
    supervisor: subprocess.Popen[str], tmp_path: Path
) -> None:
    pids = [eventually(lambda name=name: pid_in(tmp_path / name)) for name in ("first", "deaf")]
    supervisor.kill()
    assert eventually(lambda: not any(map(runs, pids)))


def test_a_child_that_keeps_ending_is_given_longer_and_longer_pauses() -> None:
    from archive.supervisor import LONGEST_PAUSE_S, Child

    child = Child("ends", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(8):
        child.start_at = 0.0
        child.look_after()
        assert child.process is not None
        child.process.wait()
        child.look_after()
        pauses.append(child.pause_s)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def pid_in(file: Path, other_than: int = 0) -> int:
    text = file.read_text() if file.exists() else ""
    return int(text) if text and int(text) != other_than else 0


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return re.match("[ZX]", state) is None


def eventually(condition: Callable[[], T]) -> T:
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found
