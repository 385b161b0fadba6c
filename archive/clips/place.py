"""The place of a clip: a span of a recording. A live reference, which holds neither a word nor a sound of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

__all__ = ["LONGEST_MS", "Place"]

LONGEST_MS = 10 * 60_000
"""A clip is an excerpt: what is longer is a testimony, and is linked to."""
_MOST_MS = 2**53
_WRITTEN = re.compile(r"(?P<recording>[0-9a-f-]{36})/(?P<start>\d{1,16})-(?P<end>\d{1,16})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Both times in milliseconds of the recording's sound, which never changes; ``end_ms`` is not in it any more."""

    recording: UUID
    start_ms: int
    end_ms: int

    def __str__(self) -> str:
        return f"{self.recording}/{self.start_ms}-{self.end_ms}"

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def is_sound(self) -> bool:
        """Whether it has a length that an excerpt may have."""
        return 0 <= self.start_ms < self.end_ms <= _MOST_MS and self.length_ms <= LONGEST_MS

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """From ``<uuid>/<start_ms>-<end_ms>``; ``None`` for anything else, and where it has no sound length."""
        found = _WRITTEN.fullmatch(text.strip().lower())
        return cls._made(found["recording"], found["start"], found["end"]) if found else None

    @classmethod
    def of_json(cls, value: Any) -> Self | None:
        """From what a page keeps, whoever wrote it there: ``None`` for whatever is no place."""
        if not isinstance(value, dict):
            return None
        times = value.get("start_ms"), value.get("end_ms")
        if not all(isinstance(time, int) and not isinstance(time, bool) for time in times):
            return None
        return cls._made(str(value.get("recording", "")), *times)

    def as_json(self) -> dict[str, Any]:
        return {"recording": str(self.recording), "start_ms": self.start_ms, "end_ms": self.end_ms}

    @classmethod
    def _made(cls, recording: str, start_ms: Any, end_ms: Any) -> Self | None:
        try:
            place = cls(UUID(recording), int(start_ms), int(end_ms))
        except ValueError:
            return None
        return place if place.is_sound else None
