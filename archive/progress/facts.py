"""What everybody may know of each testimony, as far as the page of progress adds it up.

Everything is asked through the rule of consent, as a visitor. Whatever a visitor is not told of a testimony adds to no
sum, so that no sum betrays it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Sum

from archive.ways.counting import ROLES
from testimonies.consent.audiences import Listener, Use
from testimonies.models import CountryRole, Recording, Segment, Testimony, TestimonyTheme, Transcript

__all__ = ["Facts", "Written", "facts_of"]


@dataclass(slots=True)
class Written:
    """Milliseconds of words in one language, by how far people have looked after them. The words are the testimony's
    own, or a translation of them."""

    language: str
    is_translation: bool
    ms: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Facts:
    """Keys of countries and themes, tags of the languages spoken, and the time that may be heard."""

    countries: set[int] = field(default_factory=set)
    themes: set[int] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    heard_ms: int = 0
    written: list[Written] = field(default_factory=list)
    may_be_translated: bool = False


def facts_of(listener: Listener, only: Collection[int] | None = None) -> dict[int, Facts]:
    """By the testimony's key, those alone that the listener may see. Eight queries, for all or for ``only`` these."""
    some = Testimony.objects.visible_to(listener).order_by()
    if only is not None:
        some = some.filter(pk__in=only)
    facts = {pk: Facts() for pk in some.values_list("pk", flat=True)}

    def narrowed(rows: Any, way: str) -> Any:
        return rows.order_by() if only is None else rows.order_by().filter(**{f"{way}__in": only})

    telling = Testimony.objects.visible_to(listener).telling_countries_to(listener).order_by()
    roles = CountryRole.objects.filter(role__in=ROLES, testimony__in=narrowed(telling, "pk"))
    for pk, country in roles.order_by().values_list("testimony", "country").distinct():
        if pk in facts:
            facts[pk].countries.add(country)
    for pk, theme in narrowed(TestimonyTheme.objects.all(), "content_object").values_list("content_object", "tag"):
        if pk in facts:
            facts[pk].themes.add(theme)
    for pk, spoken in narrowed(Recording.objects.visible_to(listener), "testimony").values_list(
        "testimony", "spoken_languages"
    ):
        if pk in facts:
            facts[pk].spoken.update(spoken)
    heard = narrowed(Recording.objects.allowing(Use.SOUND, listener), "testimony")
    for pk, duration_ms in heard.values_list("testimony", "duration_ms"):
        if pk in facts:
            facts[pk].heard_ms += duration_ms or 0
    _add_words(facts, listener, narrowed)
    for pk in narrowed(Testimony.objects.allowing(Use.TRANSLATION, listener), "pk").values_list("pk", flat=True):
        if pk in facts:
            facts[pk].may_be_translated = True
    return facts


def _add_words(facts: dict[int, Facts], listener: Listener, narrowed: Any) -> None:
    """The words that the listener may read, in the original and translated."""
    open_ones = narrowed(Transcript.objects.visible_to(listener), "recording__testimony")
    lengths: dict[int, dict[str, int]] = defaultdict(dict)
    spans = Segment.objects.order_by().filter(transcript__in=open_ones)
    for transcript, state, ms in (
        spans.values("transcript", "review_state")
        .annotate(ms=Sum(F("end_ms") - F("start_ms")))
        .values_list("transcript", "review_state", "ms")
    ):
        lengths[transcript][state] = ms
    for pk, transcript, kind, language in open_ones.values_list("recording__testimony", "pk", "kind", "language"):
        if pk in facts and transcript in lengths:
            facts[pk].written.append(Written(language, kind == "translation", lengths[transcript]))
