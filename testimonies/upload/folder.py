"""Sound files in a folder of the server: found by the name in a sheet, read, never changed and never left.

A name cannot lead out of the folder: each part of its path is opened inside the one before and no link is followed, so
that there is no moment between looking and reading.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType

from django.utils.translation import gettext as _

from testimonies.exceptions import NoSuchSound, UploadRefused
from testimonies.upload.receiving import Incoming, Received

__all__ = ["SoundInside", "names_in", "parts_of", "received"]

LONGEST_NAME_BYTES = 255
LONGEST_PATH_BYTES = 4096
SUGGESTED_FROM = 500
"""Of so many names in a folder at most the nearest is looked for."""
_BLOCK_BYTES = 1 << 20
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass
class SoundInside:
    """One regular file below ``root``, open for reading. Use as a context manager. Raises :class:`NoSuchSound`."""

    root: Path
    name: str

    def __enter__(self) -> SoundInside:
        self.handle = _opened(self.root, parts_of(self.name))
        found = os.fstat(self.handle)
        if not stat.S_ISREG(found.st_mode):
            os.close(self.handle)
            raise NoSuchSound(_("“%(name)s” is no file.") % {"name": shown(self.name)})
        self.size_bytes, self._changed_ns = found.st_size, found.st_mtime_ns
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.handle)

    @property
    def path(self) -> Path:
        """A path to what is open, whatever becomes of its name meanwhile."""
        return Path(f"/proc/self/fd/{self.handle}")

    @property
    def unchanged(self) -> bool:
        now = os.fstat(self.handle)
        return (now.st_size, now.st_mtime_ns) == (self.size_bytes, self._changed_ns)


def received(root: Path, name: str, *, storage: Path, limit_bytes: int) -> Received:
    """Copy a file of the folder to the storage as an upload would come. Raises NoSuchSound, UploadRefused."""
    with (
        SoundInside(root, name) as sound,
        Incoming(storage, limit_bytes=limit_bytes, announced_bytes=sound.size_bytes) as incoming,
    ):
        while block := os.read(sound.handle, _BLOCK_BYTES):
            incoming.write(block)
        if not sound.unchanged:
            raise UploadRefused(_("“%(name)s” was written to while it was read. Try again.") % {"name": shown(name)})
        return incoming.finish()


def parts_of(name: str) -> list[str]:
    """The folders and the file that a name says; a backslash divides where no slash does. Raises NoSuchSound."""
    bad = any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name)
    if bad or len(name.encode(errors="replace")) > LONGEST_PATH_BYTES:
        raise NoSuchSound(_("“%(name)s” is no name that a file can have.") % {"name": shown(name)})
    parts = name.split("/" if "/" in name else "\\")
    if not all(parts) or {".", ".."} & set(parts) or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise NoSuchSound(
            _("“%(name)s” leads out of the folder. Write the path inside it, such as %(such)s.")
            % {"name": shown(name), "such": "1998/tape-07.wav"}
        )
    if any(len(part.encode()) > LONGEST_NAME_BYTES for part in parts):
        raise NoSuchSound(_("“%(name)s” is longer than any file's name.") % {"name": shown(name)})
    return parts


def names_in(folder: Path) -> list[str]:
    """The sub-folders of a folder that are no links, by name; none where it is not there."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []


def shown(name: str) -> str:
    """A name fit to be shown: cut, and what is invisible in it written out."""
    cut = name if len(name) <= 80 else f"{name[:60]}…{name[-15:]}"
    return "".join(
        f"\\u{ord(letter):04x}" if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter for letter in cut
    )


def _opened(root: Path, parts: list[str]) -> int:
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NoSuchSound(_("The folder cannot be read: %(reason)s.") % {"reason": error.strerror}) from None
    for number, part in enumerate(parts, start=1):
        outer = handle
        try:
            handle = _inside(outer, part, _READ if number == len(parts) else _READ | os.O_DIRECTORY, "/".join(parts))
        finally:
            os.close(outer)
    return handle


def _inside(folder: int, part: str, flags: int, name: str) -> int:
    """Open ``part`` in ``folder``; one name may be written in two ways in Unicode, and either is good."""
    for spelling in _spellings(folder, part):
        try:
            return os.open(spelling, flags, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(folder, spelling):
                raise NoSuchSound(
                    _("“%(name)s” is a link, and links are not followed.") % {"name": shown(name)}
                ) from None
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                raise NoSuchSound(
                    _("“%(name)s” cannot be read: %(reason)s.") % {"name": shown(name), "reason": error.strerror}
                ) from None
    near = get_close_matches(part, os.listdir(folder)[:SUGGESTED_FROM], n=1, cutoff=0.8)
    if near:
        raise NoSuchSound(
            _("“%(name)s” is not there. Do you mean “%(near)s”?") % {"name": shown(name), "near": shown(near[0])}
        )
    raise NoSuchSound(_("“%(name)s” is not there.") % {"name": shown(name)})


def _spellings(folder: int, part: str) -> Iterator[str]:
    yield part
    wanted = unicodedata.normalize("NFC", part)
    others = [one for one in os.listdir(folder) if one != part and unicodedata.normalize("NFC", one) == wanted]
    if len(others) == 1:
        yield others[0]


def _is_link(folder: int, part: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False
