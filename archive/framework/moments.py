"""An entry of the timeline as a reader sees it: its days in words, its text in their language or the next best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.models import TimelineEntry, explained
from archive.models.explanation import Explained
from archive.ratification.lines import said

__all__ = ["Moment", "moments_of"]


@dataclass(frozen=True, slots=True)
class Moment:
    """``begins`` and ``ends`` are days as far as they may be shown; ``year`` is that of ``begins``."""

    entry: TimelineEntry
    about: Explained
    begins: str
    ends: str
    year: int


def moments_of(entries: Sequence[TimelineEntry]) -> list[Moment]:
    """Those of them whose date may be shown at all, in the same order. One query."""
    shown = [one for one in entries if one.shown_date]
    about = explained(*shown)
    return [Moment(one, about[one.pk], said(one.shown_date), said(one.shown_end), one.year) for one in shown]
