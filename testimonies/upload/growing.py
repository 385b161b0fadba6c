"""A file that grows over many requests, and who may write it just now.

The offset that the database keeps is the truth; the file is cut down to it before anybody goes on. A writer holds two
things. *The file's lock* goes with its process, so that a killed server leaves nothing locked. *The turn* is a token
beside the file: whoever comes while a writer lives but has been silent (a telephone that lost its network and has not
said so) takes the turn away, and the silent one writes no byte more.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

SILENT_S = 5.0
"""A writer from whom nothing came for so long may be put aside by another."""
_BLOCK_BYTES = 1 << 20
_NOBODY = bytes(16)
SUFFIX, TURN_SUFFIX, HANDED_SUFFIX = ".tus", ".turn", ".handed"


class InUse(Exception):
    """Somebody else is writing this very upload."""


class Overtaken(Exception):
    """Another has taken the turn, or the file is gone; nothing more may be written."""


class DiskFull(Exception):
    """No room on the disk for these bytes."""


class LineBroke(Exception):
    """Fewer bytes came than were announced."""


def path_of(root: Path, upload: uuid.UUID) -> Path:
    """Where the bytes of an upload lie below the storage root."""
    return root / "incoming" / f"{upload.hex}{SUFFIX}"


def make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(exist_ok=False)
    path.with_suffix(TURN_SUFFIX).write_bytes(_NOBODY)
    _flush_folder(path.parent)


def forget(path: Path) -> None:
    """Remove the file and its turn; one who writes it just now is :class:`Overtaken` at the next byte."""
    turn = path.with_suffix(TURN_SUFFIX)
    try:
        with turn.open("r+b", buffering=0) as file, _alone(file.fileno()):
            os.pwrite(file.fileno(), secrets.token_bytes(16), 0)
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        path.unlink(missing_ok=True)
    turn.unlink(missing_ok=True)


def size_of(path: Path) -> int:
    """The bytes that are there; none where the file is gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def blocks_of(path: Path, begin_bytes: int, end_bytes: int) -> Iterator[bytes]:
    """The bytes of a file from ``begin_bytes`` up to ``end_bytes``, or up to where it ends before."""
    with path.open("rb") as file:
        file.seek(begin_bytes)
        left = end_bytes - begin_bytes
        while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):
            yield block
            left -= len(block)


def become(path: Path, part: Path) -> None:
    """``path`` becomes another name of the file of ``part``, which stays until it is forgotten: nothing is copied."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.link(part, path)
    path.with_suffix(TURN_SUFFIX).write_bytes(_NOBODY)
    _flush_folder(path.parent)


def hand(path: Path) -> Path:
    """One more name of a whole file, for whoever takes it in and may move or remove it; the upload's own name stays."""
    handed = handed_path(path)
    handed.unlink(missing_ok=True)
    os.link(path, handed)
    return handed


def handed_path(path: Path) -> Path:
    return path.with_suffix(HANDED_SUFFIX)


def remake(path: Path) -> None:
    """Put a copy in the place of a file that lost bytes, or an empty one: no digest of what it was fits it any more."""
    path.parent.mkdir(parents=True, exist_ok=True)
    copy = path.with_suffix(".again")
    if path.exists():
        shutil.copyfile(path, copy)
    else:
        copy.write_bytes(b"")
    os.replace(copy, path)
    _flush_folder(path.parent)


class Turn:
    """The right to write one file. Raises :class:`InUse`; ``FileNotFoundError`` where there is none."""

    def __init__(self, path: Path) -> None:
        self._token = secrets.token_bytes(16)
        self._locked = False
        self._file = os.open(path, os.O_RDWR)
        try:
            self._turn = os.open(path.with_suffix(TURN_SUFFIX), os.O_RDWR | os.O_CREAT, 0o640)
        except OSError:
            os.close(self._file)
            raise
        try:
            self._take()
        except BaseException:
            self._close()
            raise

    def _take(self) -> None:
        with _alone(self._turn):
            if not self._lock():
                held = os.pread(self._turn, 16, 0) not in (b"", _NOBODY)
                if held and time.time() - os.fstat(self._file).st_mtime < SILENT_S:
                    raise InUse
            os.utime(self._file)
            os.pwrite(self._turn, self._token, 0)

    def _lock(self) -> bool:
        """Hold the file's lock, as soon as a writer who was put aside has let go of it."""
        if not self._locked:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._locked = True
            except BlockingIOError:
                pass
        return self._locked

    def cut(self, offset_bytes: int) -> None:
        """Forget what lies behind ``offset_bytes``."""
        with self.kept():
            os.ftruncate(self._file, offset_bytes)

    def write(self, block: bytes, offset_bytes: int) -> None:
        """Raises :class:`Overtaken`, :class:`DiskFull`."""
        with self.kept(), _room():
            view = memoryview(block)
            while view:
                written = os.pwrite(self._file, view, offset_bytes)
                view, offset_bytes = view[written:], offset_bytes + written

    def alive(self) -> None:
        """Say that the one who holds the turn is at work without writing. Raises :class:`Overtaken`."""
        with self.kept():
            os.utime(self._file)

    def flush(self) -> None:
        """To the disk itself. Raises :class:`DiskFull`."""
        with _room():
            os.fsync(self._file)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While the block runs nobody can take the turn. Raises :class:`Overtaken` where somebody has."""
        with _alone(self._turn):
            if os.pread(self._turn, 16, 0) != self._token:
                raise Overtaken
            self._lock()
            yield

    def __enter__(self) -> Turn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _alone(self._turn):
            if os.pread(self._turn, 16, 0) == self._token:
                os.pwrite(self._turn, _NOBODY, 0)
        self._close()

    def _close(self) -> None:
        os.close(self._turn)
        os.close(self._file)


def _flush_folder(path: Path) -> None:
    """A file's name survives a power cut, too."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _alone(file: int) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise
