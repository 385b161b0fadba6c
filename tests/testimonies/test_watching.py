"""A process whose work does not come back ends itself; one whose work does, goes on."""

from __future__ import annotations

import subprocess
import sys

import pytest

STUCK = "import threading, time\nfrom testimonies.watching import ending_after\n"


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", STUCK + program], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "program",
    [
        "with ending_after(0.3): time.sleep(30)",
        "with ending_after(30), ending_after(0.3): time.sleep(30)",
        "with ending_after(0.3):\n    with ending_after(20): pass\n    time.sleep(30)",
        "threading.Thread(target=lambda: ending_after(0.3).__enter__() or time.sleep(30)).start()\n"
        "with ending_after(20): time.sleep(30)",
    ],
    ids=["one", "the shorter of two", "beside one that came back", "in another thread"],
)
def test_what_does_not_come_back_ends_the_process(program: str) -> None:
    ended = run(program)
    assert ended.returncode == 1 and "Timeout" in ended.stderr and "most recent call first" in ended.stderr


def test_what_comes_back_does_not() -> None:
    ended = run("with ending_after(0.3):\n    with ending_after(0.2): pass\ntime.sleep(0.6)\nprint('on')")
    assert (ended.returncode, ended.stdout) == (0, "on\n")
