"""Whether an index lies on the disk as it was written.

Each file of tantivy ends with a note that holds the CRC-32 of all before it, the length of the note, and a mark.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["faults", "is_cut_off", "sizes"]

META = "meta.json"
PARTS = ("term", "idx", "pos", "fast", "fieldnorm", "store")
_MARK = 1337
_TAIL = struct.Struct("<II")
_BLOCK_BYTES = 1 << 20


def faults(generation: Path) -> list[str]:
    """What is wrong with the files of an index, one sentence for each; none where all is well. Reads all of it."""
    while True:
        meta = _read(generation / META)
        found = list(_faults(generation, meta))
        if not found or _read(generation / META) == meta:  # else its writer went on meanwhile
            return found


def sizes(generation: Path) -> dict[Path, int]:
    """How long each file of an index is, in bytes. Raises ``OSError`` and ``ValueError`` where this cannot be told."""
    segments = json.loads((generation / META).read_bytes())["segments"]
    paths = [generation / name for segment in segments for name in _names(segment)]
    held: dict[Path, int] = {}
    for path in paths:
        with suppress(FileNotFoundError):  # merged away this moment
            held[path] = path.stat().st_size
    return held


def is_cut_off(known: dict[Path, int]) -> bool:
    """Whether a file became shorter since. A process that reads on beyond the end of such a file is killed by the
    system, so whoever keeps files open looks first; that costs a microsecond for each. A file that was removed is still
    there for whoever has it open."""
    for path, size in known.items():
        try:
            if path.stat().st_size < size:
                return True
        except FileNotFoundError:
            continue
    return False


def _faults(generation: Path, meta: bytes | None) -> Iterator[str]:
    if meta is None:
        yield f"{META} is not there"
        return
    try:
        segments = json.loads(meta)["segments"]
        names = [name for segment in segments for name in _names(segment)]
    except (ValueError, KeyError, TypeError):
        yield f"{META} cannot be read"
        return
    for name in names:
        if fault := _fault(generation / name):
            yield f"{name} {fault}"


def _names(segment: dict[str, object]) -> Iterator[str]:
    stem = str(segment["segment_id"]).replace("-", "")
    yield from (f"{stem}.{part}" for part in PARTS)
    if isinstance(deletes := segment["deletes"], dict):
        yield f"{stem}.{deletes['opstamp']}.del"


def _fault(path: Path) -> str:
    """What is wrong with one file; empty where nothing is."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - _TAIL.size))
            length, mark = _TAIL.unpack(file.read())
            file.seek(size - _TAIL.size - length)
            noted = json.loads(file.read(length))["crc"] if mark == _MARK else None
            file.seek(0)
            return "" if noted == _crc(file, size - _TAIL.size - length) else "is not what was written"
    except FileNotFoundError:
        return "is not there"
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return "is cut off"


def _crc(file: object, left: int) -> int:
    crc = 0
    while left > 0 and (block := file.read(min(left, _BLOCK_BYTES))):  # type: ignore[attr-defined]
        crc = zlib.crc32(block, crc)
        left -= len(block)
    return crc


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
