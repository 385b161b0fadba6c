"""The frames that a limited process writes and its parent reads: one letter, a length, the bytes."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping

HEADER = struct.Struct(">cI")
LONGEST = 4 << 20

SOUND = b"S"
"""float32 samples, native byte order, mono."""
PROGRESS = b"P"
"""JSON: ``{"ms": sound placed so far}``."""
RESULT = b"R"
"""JSON: the answer; the last frame of a process that succeeded."""
FAILURE = b"F"
"""JSON: ``{"kind": …, facts}``; the last frame of one that did not."""


class Failure(Exception):
    """Why the work cannot be done. ``kind`` names a sentence of the parent's table, ``facts`` fill it."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.facts = facts


def send(kind: bytes, payload: bytes | memoryview, descriptor: int = 1) -> None:
    """Write one frame. Raises BrokenPipeError where nobody reads any more."""
    remaining = memoryview(HEADER.pack(kind, len(payload)) + bytes(payload))
    while remaining:
        remaining = remaining[os.write(descriptor, remaining) :]


def send_json(kind: bytes, values: Mapping[str, object]) -> None:
    send(kind, json.dumps(values, allow_nan=False).encode())
