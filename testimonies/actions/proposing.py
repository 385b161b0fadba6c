"""What could be a passage, for a person to take or leave. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from testimonies.models import Country, Passage, Theme, Transcript, listener_for
from testimonies.transcript.sections import Section, sections

__all__ = ["Proposal", "propose"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span, and what of the vocabulary is spoken of in it."""

    start_ms: int
    end_ms: int
    themes: tuple[Theme, ...]
    countries: tuple[Country, ...]


def propose(*, transcript: Transcript, by: Any) -> list[Proposal]:
    """In order; none that lies mostly over a passage that is there. Words that are kept from ``by`` tell nothing."""
    spoken = [one.as_spoken() for one in transcript.segments.as_shown_to(listener_for(by)) if not one.withheld]
    themes = {f"theme:{one.slug}": one for one in Theme.objects.all()}
    countries = {f"country:{one.iso2}": one for one in Country.objects.all()}
    vocabulary = {key: list(one.labels.values()) for key, one in (themes | countries).items()}
    taken = list(Passage.objects.filter(recording=transcript.recording_id).values_list("start_ms", "end_ms"))
    return [
        Proposal(
            start_ms=one.start_ms,
            end_ms=one.end_ms,
            themes=tuple(themes[key] for key in one.found if key in themes)[:3],
            countries=tuple(countries[key] for key in one.found if key in countries)[:3],
        )
        for one in sections(spoken, vocabulary, most=8)
        if not any(_mostly_over(one, start_ms, end_ms) for start_ms, end_ms in taken)
    ]


def _mostly_over(one: Section, start_ms: int, end_ms: int) -> bool:
    shared_ms = min(one.end_ms, end_ms) - max(one.start_ms, start_ms)
    return 2 * shared_ms >= min(one.end_ms - one.start_ms, end_ms - start_ms)
