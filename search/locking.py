"""A lock that one process holds, and that falls with it however it dies."""

from __future__ import annotations

import fcntl
from pathlib import Path
from types import TracebackType
from typing import IO

__all__ = ["Lock"]


class Lock:
    """Held through a file that is never removed: a lock upon a removed file would be no lock."""

    def __init__(self, path: Path, refusal: type[Exception]) -> None:
        self._path = path.with_suffix(".lock")
        self._refusal = refusal
        self._file: IO[str] | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is held by this very object."""
        return self._file is not None

    def take(self) -> None:
        """Raises the refusal at once where somebody else holds it."""
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise self._refusal(str(self._path.parent)) from None
        self._file = file

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> None:
        self.take()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
