"""How much of the machine speech recognition takes for itself."""

from __future__ import annotations

import os

MOST_THREADS = 8
"""More of them wait for each other longer than they compute."""


def threads() -> int:
    """What this process computes with: what it was given (``OMP_NUM_THREADS``) where several share the machine, else
    the cores that it may use, :data:`MOST_THREADS` at most."""
    return int(os.environ.get("OMP_NUM_THREADS") or min(len(os.sched_getaffinity(0)), MOST_THREADS))
