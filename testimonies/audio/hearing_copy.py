"""What speech engines hear of a recording, kept for as long as it is being transcribed: raw 16-bit samples at 16 kHz.

Decoded once, read from any moment by any worker: an original of two hours need not be decoded up to the last chunk by
each of them. It can be made again at any time, so nothing is lost with it. Two bytes a sample, 115 MB an hour.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from testimonies.audio.decoding import SAMPLE_RATE_HZ

__all__ = ["forget", "keep", "keep_beside", "read", "read_beside"]

_FULL = 32_767
_BYTES = 2
_PER_MS = SAMPLE_RATE_HZ // 1_000


def keep(blocks: Iterable[npt.NDArray[np.float32]], target: Path) -> Iterator[npt.NDArray[np.float32]]:
    """Pass float32 mono blocks on, and keep them; the file is at ``target`` only after the last of them.

    Two that keep the same sound at one moment do not disturb each other. Raises OSError (a full disk).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            for block in blocks:
                np.rint(np.clip(block, -1.0, 1.0) * _FULL).astype("<i2").tofile(file)
                yield block
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def read(path: Path, start_ms: int, end_ms: int) -> npt.NDArray[np.float32]:
    """The samples from ``start_ms`` to ``end_ms``, fewer where the sound ends before. Raises FileNotFoundError."""
    kept = np.fromfile(path, dtype="<i2", count=(end_ms - start_ms) * _PER_MS, offset=start_ms * _PER_MS * _BYTES)
    return kept.astype(np.float32) / np.float32(_FULL)


def keep_beside(path: Path, levels: bytes) -> None:
    """Keep what was measured of the sound's channels, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.levels.part")
    try:
        unfinished.write_bytes(levels)
        unfinished.replace(path.with_suffix(".levels"))
    finally:
        unfinished.unlink(missing_ok=True)


def read_beside(path: Path) -> bytes:
    """What :func:`keep_beside` kept; empty where there is nothing."""
    try:
        return path.with_suffix(".levels").read_bytes()
    except FileNotFoundError:
        return b""


def forget(path: Path) -> None:
    """Remove it, and what was left of unfinished ones beside it."""
    path.unlink(missing_ok=True)
    path.with_suffix(".levels").unlink(missing_ok=True)
    for unfinished in path.parent.glob(f"{path.stem}.*.part"):
        unfinished.unlink(missing_ok=True)
