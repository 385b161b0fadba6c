"""The file that is streamed to listeners: small, quick to start, and silent about where it comes from."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from testimonies.audio import confinement, signatures
from testimonies.audio.confinement import whole, whole_or_none
from testimonies.audio.inside import messages
from testimonies.audio.limits import COPYING, Limits
from testimonies.audio.waveform import Waveform
from testimonies.exceptions import DecodingFailed, UnsoundFile

MEDIA_TYPE = "audio/mp4"
EXTENSION = ".m4a"


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """What was made. ``digest`` is the SHA-256 of the copy in hexadecimal; ``damaged_after_ms`` tells from where on
    the *original* is damaged (``None``: it is whole); ``peaks`` is ``None`` where the copy is good and nothing could be
    drawn from it: :func:`testimonies.audio.waveform.draw` may try again."""

    duration_ms: int
    damaged_after_ms: int | None
    digest: str
    size_bytes: int
    peaks: Waveform | None


def make(
    original: Path,
    target: Path,
    *,
    peaks_per_second: int = 10,
    progress: Callable[[int], None] | None = None,
    limits: Limits = COPYING,
    spans: Sequence[tuple[int, int]] = (),
    check: Callable[[Path], None] | None = None,
    form: str = "access",
) -> AccessCopy:
    """Make the access copy of ``original`` at ``target``, AAC in MP4, its index first, and gather the waveform.

    One pass in a limited process. Mono at 64 kbit/s, stereo at 96; times are those of ``decoding.stream``; the same
    original gives the same bytes. ``target`` appears whole or not at all, replacing what was there; its folder must
    exist. ``progress`` is called with the milliseconds done, about every ten seconds of sound. What lies in ``spans``
    (start_ms, end_ms) is silent in the copy; ``check`` is given what was written before it takes its place, and keeps
    it from doing so by raising. ``form`` is a key of ``testimonies.audio.inside.make_copy.FORMS``.
    Raises DecodingFailed and OSError.
    """
    try:
        container = signatures.container_of(original)
    except UnsoundFile as error:
        raise DecodingFailed(str(error)) from error
    arguments = {"container": container, "peaks_per_second": peaks_per_second, "spans": list(spans), "form": form}
    with _appearing(target) as descriptor:
        values: dict[str, object] = {}
        with closing(confinement.converse("make_copy", original, limits, arguments, target=descriptor)) as frames:
            for kind, payload in frames:
                values = confinement.answer(payload)
                if kind == messages.PROGRESS and progress is not None:
                    progress(whole(values, "ms"))
        if check is not None:
            check(Path(f"/proc/self/fd/{descriptor}"))
        copy = AccessCopy(
            duration_ms=whole(values, "duration_ms"),
            damaged_after_ms=whole_or_none(values, "damaged_after_ms"),
            digest=_digest(descriptor),
            size_bytes=os.fstat(descriptor).st_size,
            peaks=_waveform(values),
        )
    return copy


def burn(path: Path) -> None:
    """Remove a copy so that nobody reads another byte of it, through a file that is open already either.

    A file that is only unlinked lives on for whoever has it open: a front server would send it to its end.
    """
    with suppress(FileNotFoundError):
        os.truncate(path, 0)
        path.unlink()
        _sync_folder(path.parent)


@contextmanager
def _appearing(target: Path) -> Iterator[int]:
    """A descriptor of a hidden file beside ``target``, which takes its place when the block ends well.

    The file is locked as long as anyone writes it, so that what a killed process left can be told and swept away.
    """
    for left in target.parent.glob(f".{target.name}.*.part"):
        _sweep(left)
    part = target.parent / f".{target.name}.{secrets.token_hex(4)}.part"
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
        os.fsync(descriptor)
        os.replace(part, target)
        _sync_folder(target.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            part.unlink()
        raise
    finally:
        os.close(descriptor)


def _sweep(left: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(left, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
        finally:
            os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    with open(descriptor, "rb", closefd=False) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _waveform(values: dict[str, object]) -> Waveform | None:
    points = values.get("points")
    if not isinstance(points, list) or not all(isinstance(level, int) and -128 <= level <= 127 for level in points):
        return None  # a copy that can be heard is not thrown away for a drawing
    return Waveform(whole(values, "sample_rate_hz"), whole(values, "samples_per_point"), tuple(points))
