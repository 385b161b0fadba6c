"""One text beside its translation, as one person may see both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from testimonies.description import languages
from testimonies.models import ReviewState
from testimonies.transcript import alignment
from testimonies.transcript.alignment import Runs
from testimonies.transcript.document import Segment as Spoken

__all__ = ["LeftOver", "Row", "digest", "wants"]


def digest(text: str) -> str:
    """By it a form says which text its writer saw."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:20]


def wants(translated: bool, changed: bool, state: str) -> str:
    """What is to be done about a text: ``missing``, ``changed``, ``draft``, ``unchecked``, or nothing."""
    if not translated:
        return "missing"
    if changed:
        return "changed"
    return {str(ReviewState.MACHINE): "draft", str(ReviewState.CORRECTED): "unchecked"}.get(str(state), "")


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Translated words whose own original is no more: it became part of this one."""

    key: int
    text: str


@dataclass(slots=True)
class Row:
    """``source`` and ``text`` are as the person may read them, ``raw`` as the original stands. ``locked`` is a sentence
    that says why they cannot translate it. ``before`` is what the translation was made from, where the
    original ``changed`` since and they may read it. ``at`` and ``by_id`` say when and by whom it was translated.

    ``most`` is how many characters a translation may have; ``lines`` whether it may have several lines. ``record`` is
    the subject's own.
    """

    key: str
    label: str
    source: str
    source_language: str
    language: str
    raw: str
    text: str = ""
    state: str = ""
    locked: str = ""
    changed: bool = False
    before: str = ""
    translator: str = ""
    reviewer: str = ""
    by_id: int | None = None
    at: datetime | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str = ""
    segment: Any = None
    left_over: tuple[LeftOver, ...] = ()
    most: int = 20_000
    lines: bool = False
    record: Any = None
    suggestions: list[Any] = field(default_factory=list)
    error: str = ""
    typed: str | None = None
    """What somebody wrote and could not be kept: shown again, never lost."""

    @property
    def digest(self) -> str:
        return digest(self.text)

    @property
    def source_direction(self) -> str:
        return languages.direction(self.source_language)

    @property
    def direction(self) -> str:
        return languages.direction(self.language)

    @property
    def wants(self) -> str:
        """What is to be done: ``missing``, ``changed``, ``draft``, ``unchecked``, or nothing."""
        return wants(bool(self.text), self.changed, self.state)

    @property
    def shown(self) -> str:
        """What stands in the field: what was typed and not kept, else what is there."""
        return self.text if self.typed is None else self.typed

    @property
    def differences(self) -> tuple[Runs, Runs]:
        """What the original said, and what it says now, in runs of (text, whether the other differs)."""
        row = alignment.Row(0, 0, (Spoken(0, 0, self.before),), (Spoken(0, 0, self.source),))
        (_then, then), (_now, now) = (side[0] for side in row.marked())
        return then, now
