"""The sums: testimonies by country and theme, hours by language and how far they are written, and what is missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.progress.facts import Facts
from testimonies.description import languages

__all__ = ["Hours", "Reached", "reached"]

LOOKED_AFTER = ("corrected", "verified")


@dataclass(slots=True)
class Hours:
    """Milliseconds of words in one language. ``corrected`` are those that a person has looked after, checked or not."""

    transcribed: int = 0
    corrected: int = 0
    verified: int = 0
    translated: int = 0
    translated_corrected: int = 0


@dataclass(slots=True)
class Reached:
    """``waiting``: for each language of the interface, how many testimonies may be translated into it and are not."""

    testimonies: int = 0
    heard_ms: int = 0
    by_country: Counter[int] = field(default_factory=Counter)
    by_theme: Counter[int] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)
    hours: dict[str, Hours] = field(default_factory=lambda: defaultdict(Hours))
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def drafts_only(self) -> list[str]:
        """Languages with words of a machine that nobody has looked after yet."""
        return sorted(tag for tag, one in self.hours.items() if one.transcribed and not one.corrected)


def reached(facts: Mapping[int, Facts]) -> Reached:
    found = Reached(testimonies=len(facts))
    for one in facts.values():
        found.heard_ms += one.heard_ms
        found.by_country.update(one.countries)
        found.by_theme.update(one.themes)
        found.by_language.update(one.spoken)
        _add_hours(found.hours, one)
        found.waiting.update(_missing(one))
    return found


def _add_hours(hours: dict[str, Hours], one: Facts) -> None:
    for written in one.written:
        ms, total = written.ms, sum(written.ms.values())
        kept = hours[languages.base(written.language) if written.language else ""]
        looked_after = sum(ms.get(state, 0) for state in LOOKED_AFTER)
        if written.is_translation:
            kept.translated += total
            kept.translated_corrected += looked_after
        else:
            kept.transcribed += total
            kept.corrected += looked_after
            kept.verified += ms.get("verified", 0)


def _missing(one: Facts) -> Iterable[str]:
    """The languages of the interface into which its words may be translated and are not."""
    if not one.may_be_translated or not any(not written.is_translation for written in one.written):
        return ()
    there = {languages.base(written.language) for written in one.written}
    there |= {languages.base(tag) for tag in one.spoken}
    return (tag for tag in languages.INTERFACE_LANGUAGES if languages.base(tag) not in there)
