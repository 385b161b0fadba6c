"""What a web process does before its first visitor, so that none of them waits for it."""

from __future__ import annotations

import gc

from django.urls import get_resolver

__all__ = ["warm"]

COLLECTED_EVERY = (20_000, 20, 100)
"""So many new objects before the youngest are looked through, and so many times before the older ones are. Python's own
700 means dozens of times for one long page, none of it garbage."""


def warm() -> None:
    """Import every view, and take what is there by now out of the sight of the collector of garbage: it would look
    through half a million objects that never go away, for a fifth of a second, in the midst of an answer."""
    len(get_resolver().reverse_dict)  # made, and every view imported, where it is looked at
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_EVERY)
