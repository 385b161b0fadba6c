"""What templates ask of the domain: times, languages, cards, and where in a segment each word begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import sub
from typing import Any

from django import template
from django.db.models import Count

from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import State, Testimony, Theme
from testimonies.transcript import speakers, timecode
from testimonies.views import cards as views_cards

register = template.Library()


@register.filter
def clock(ms: int | None) -> str:
    """``751_400`` → ``12:31``."""
    return timecode.format_clock(ms or 0)


@register.filter
def clock_after(ms: int) -> str:
    """The clock's next whole second: what ends at 12:31.4 is over at ``12:32``."""
    return timecode.format_clock(-(-ms // 1_000) * 1_000)


@register.filter
def speaker_name(speaker: str) -> str:
    """``"1"`` → ``"Speaker 1"``."""
    return speakers.named(speaker)


@register.filter
def seconds(ms: int) -> str:
    """``75_200`` → ``75.2``, as addresses and media fragments want it, in no locale."""
    whole, rest = divmod(ms, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")


@register.filter
def language_name(tag: str) -> str:
    return languages.name(tag)


@register.filter
def direction(tag: str) -> str:
    return languages.direction(tag)


@register.filter
def spoken_names(tags: Iterable[str]) -> list[str]:
    """The languages' names in the active language."""
    return [languages.name(tag) for tag in tags]


@register.filter
def state_sentence(testimony: Testimony) -> str:
    """Where the testimony stands, for its owner."""
    return State(testimony.state).sentence


@register.filter
def word_times(segment: Any) -> str:
    """When each word of the segment begins, written so that a page of 20,000 words stays light.

    One number per word, in ms after the word before it (the first: after the segment). Where the words are not simply
    what stands between spaces, each is led by its place in the text in UTF-16 units, ``place:ms``. Empty where the
    words cannot be found in the text, as after a correction by hand, and where some of them are kept from somebody.
    """
    words = () if segment.pieces else segment.words
    if not words:
        return ""
    texts = [word[2] for word in words]
    gaps = _gaps([word[0] for word in words], segment.start_ms)
    if texts == segment.text.split():
        return " ".join(map(str, gaps))
    places = _places(texts, segment.text)
    return " ".join(f"{place}:{gap}" for place, gap in zip(places, gaps, strict=True)) if places else ""


def _gaps(starts: Sequence[int], since: int) -> list[int]:
    gaps = list(map(sub, starts, (since, *starts[:-1])))
    if min(gaps) >= 0:
        return gaps
    gaps = []
    for start in starts:  # words that overlap
        if start > since:
            gaps.append(start - since)
            since = start
        else:
            gaps.append(0)
    return gaps


def _places(texts: Sequence[str], within: str) -> list[int]:
    """Where each text begins, one after another, in UTF-16 units; empty where one is missing."""
    places, cursor = [], 0
    for text in texts:
        cursor = within.find(text, cursor)
        if cursor < 0 or not text:
            return []
        places.append(len(within[:cursor].encode("utf-16-le")) // 2)
        cursor += len(text)
    return places


@register.simple_tag
def cards(testimonies: Iterable[Testimony], listener: Listener) -> list[views_cards.Card]:
    """The cards of some testimonies, as far as the listener may know them."""
    return views_cards.cards(testimonies, listener)


@register.filter
def with_words(some: Iterable[views_cards.Card]) -> list[views_cards.Card]:
    """The cards that hold words which the listener may read."""
    return [card for card in some if card.words]


@register.simple_tag
def themes_heard(listener: Listener) -> list[tuple[str, list[Theme]]]:
    """The rights themes by group, each with ``found``: how many the listener may see, at least one."""
    visible = Testimony.objects.visible_to(listener).order_by()
    themes = (
        Theme.objects.filter(tagged_testimonies__content_object__in=visible)
        .annotate(found=Count("tagged_testimonies__content_object", distinct=True))
        .select_related("group")
        .order_by("group__position", "group__slug", "position", "slug")
    )
    return [(str(group), list(some)) for group, some in groupby(themes, key=lambda theme: theme.group)]
