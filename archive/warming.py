"""What a web process does before its first visitor, so that none of them waits for it."""

from __future__ import annotations

import gc

from django.urls import get_resolver

__all__ = ["warm"]


def warm() -> None:
    """Import every view, and take what is there by now out of the sight of the collector of garbage: it would look
    through half a million objects that never go away, for a fifth of a second, in the midst of an answer."""
    len(get_resolver().reverse_dict)  # made, and every view imported, where it is looked at
    gc.collect()
    gc.freeze()
