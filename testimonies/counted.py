"""Counts that stay true until something changes: whoever knows of every change may keep them.

Without such a keeper each is counted anew. The index follows all changes, and keeps them (:mod:`search.unchanged`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

from testimonies.consent.audiences import Listener

__all__ = ["Keeper", "counted", "keep_with"]

Found = TypeVar("Found")


class Keeper(Protocol):
    def __call__(self, count: Callable[[], Found], listener: Listener, *question: Hashable) -> Found: ...


class _Nobody:
    def __call__(self, count: Callable[[], Found], listener: Listener, *question: Hashable) -> Found:
        return count()


_keepers: list[Any] = [_Nobody()]


def keep_with(keeper: Keeper) -> None:
    """Let this one keep all that is counted from now on."""
    _keepers[:] = [keeper]


def counted(count: Callable[[], Found], listener: Listener, *question: Hashable) -> Found:
    """What ``count()`` gives now. Who asks and the ``question`` together name it: two that are named alike must be
    alike. What is given is shared, so that nobody may change it."""
    found: Found = _keepers[0](count, listener, *question)
    return found
