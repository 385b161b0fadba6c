"""Passages to be heard one after another: who speaks about an article, a theme, a country.

A title and a synopsis are the archive's description and follow the entry. Voice and words stand here away from their
own page, so that consent for excerpts is asked beside that for the sound and the words. A passage over something that
is kept from the asker is not there for them, and is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest

from archive.ways.counting import kept, keys
from archive.ways.passages_asked import asked_by
from testimonies.consent import redaction as rule
from testimonies.consent.audiences import Listener
from testimonies.models import (
    Passage,
    Reader,
    Recording,
    Redaction,
    Segment,
    Testimony,
    conceal_names,
    copies_for,
    kept_from,
)
from testimonies.views import cards_asked
from testimonies.views.cards import Quote, narrators

__all__ = [
    "Track",
    "in_order",
    "passages_by_article",
    "passages_by_theme",
    "passages_by_years",
    "playlist",
    "told_to",
    "tracks",
]

PLAYED = 10
"""So many passages stand on a page."""
QUOTE_CHARACTERS = 420

Passages = Any  # QuerySet[Passage]


@dataclass(frozen=True, slots=True)
class Track:
    """One passage. ``sound`` is the address of its recording with the span behind it, empty where it may not be played
    here; ``words`` how it begins, ``None`` where they may not be quoted here; ``whole`` whether that is all of it."""

    passage: Passage
    testimony: Testimony
    title: str
    synopsis: str
    language: str
    direction: str
    narrators: tuple[str, ...]
    sound: str
    words: Quote | None
    whole: bool


def told_to(listener: Listener) -> Passages:
    """The passages that the listener may know of: in recordings they may, over nothing that is kept from them.

    One query more where nothing at all is redacted, four elsewhere.
    """
    found: Passages = Passage.objects.filter(recording__in=Recording.objects.visible_to(listener).order_by())
    hidden = _hidden(found, listener)
    return found.exclude(pk__in=hidden) if hidden else found


def _hidden(found: Passages, listener: Listener) -> list[int]:
    held = set(Redaction.objects.in_force().order_by().values_list("recording", flat=True))
    if not held:
        return []
    some = list(found.filter(recording__in=held).values_list("pk", "recording", "start_ms", "end_ms"))
    kept = kept_from(listener, {recording for _pk, recording, *_span in some})
    return [pk for pk, recording, start_ms, end_ms in some if rule.touches(kept.get(recording, ()), start_ms, end_ms)]


@kept
def passages_by_article(listener: Listener) -> Mapping[int, int]:
    """How many passages speak of each article, by its number."""
    counted = told_to(listener).order_by().filter(articles__isnull=False)
    return dict(counted.values_list("articles__number").annotate(Count("pk", distinct=True)))


@kept
def passages_by_theme(listener: Listener) -> Mapping[int, int]:
    """How many passages speak of each theme, by its key."""
    counted = told_to(listener).order_by().filter(theme_items__isnull=False)
    return dict(counted.values_list("theme_items__tag").annotate(Count("pk", distinct=True)))


@kept
def passages_by_years(listener: Listener) -> Mapping[tuple[int, int], int]:
    """How many passages tell of the same years, by the first and the last of them."""
    dated = told_to(listener).order_by().filter(first_year__isnull=False)
    counted = dated.values_list("first_year", "last_year").annotate(Count("pk"))
    return {(first, last): number for first, last, number in counted}


def in_order(found: Passages) -> Passages:
    """The newest testimonies first, and within each as it is spoken."""
    return found.order_by("-recording__testimony__accession_number", "recording__position", "start_ms", "pk")


def playlist(
    request: HttpRequest, found: Callable[[], Passages], listener: Listener, *question: Hashable
) -> dict[str, Any]:
    """``playlist``, a page of keys of passages by ``?passages=``, and the ``tracks`` on it. ``found()`` gives them in
    their order, of what :func:`told_to` gave; ``question`` names what it asks for."""
    every = keys(found, listener, "playlist", *question)
    page = Paginator(every, PLAYED).get_page(request.GET.get("passages"))
    return {"playlist": page, "tracks": tracks(page, listener)}


def tracks(found: Iterable[int], listener: Listener) -> list[Track]:
    """What is shown and played of each of these, keys which :func:`told_to` gave, in the same order. A fixed number of
    queries."""
    passages = asked_by(listener).passages(list(found))
    recordings = {one.recording_id for one in passages}
    testimonies = {one.recording.testimony_id: one.recording.testimony for one in passages}
    for one in passages:
        one.recording.testimony = testimonies[one.recording.testimony_id]
    cards_asked.asked_by(listener).fill(testimonies.values())
    reader = Reader.of(listener, recordings, testimonies.keys())
    conceal_names(testimonies.values(), listener, reader=reader)
    quotable = asked_by(listener).quotable(testimonies)
    audible = copies_for(listener, [one.recording_id for one in passages if one.recording.testimony_id in quotable])
    words = _words([one for one in passages if one.recording.testimony_id in quotable], listener, reader)
    return [_track(one, reader, one.recording_id in audible, words.get(one.pk, ())) for one in passages]


def _words(passages: Sequence[Passage], listener: Listener, reader: Reader) -> dict[int, list[Segment]]:
    """The segments that lie in each passage by more than half of themselves, as the listener may read them."""
    inside: dict[int, list[Segment]] = defaultdict(list)
    for segment in asked_by(listener).segments([one.pk for one in passages]):
        reader.show(segment)
        middle = (segment.start_ms + segment.end_ms) // 2
        for one in passages:
            if one.recording_id == segment.transcript.recording_id and one.start_ms <= middle < one.end_ms:
                inside[one.pk].append(segment)
    return inside


def _track(passage: Passage, reader: Reader, audible: bool, segments: Sequence[Segment]) -> Track:
    testimony = passage.recording.testimony
    about = passage.description_for()
    words, whole = _beginning(segments)
    span = f"#t={passage.start_ms / 1000:g},{passage.end_ms / 1000:g}"
    return Track(
        passage=passage,
        testimony=testimony,
        title=reader.renamed(about.title, testimony.pk) if about else "",
        synopsis=reader.renamed(about.synopsis, testimony.pk) if about else "",
        language=about.language if about else "",
        direction=about.direction if about else "",
        narrators=narrators(testimony),
        sound=f"{passage.recording.sound_url}{span}" if audible else "",
        words=words,
        whole=whole,
    )


def _beginning(segments: Sequence[Segment]) -> tuple[Quote | None, bool]:
    """As many whole segments of one language as make ``QUOTE_CHARACTERS``."""
    taken: list[Segment] = []
    for segment in segments:
        tongue = _tongue(segment)
        if taken and (sum(len(one.text) for one in taken) > QUOTE_CHARACTERS or tongue != _tongue(taken[0])):
            return Quote(" ".join(one.text.strip() for one in taken), _tongue(taken[0])), False
        taken.append(segment)
    return (Quote(" ".join(one.text.strip() for one in taken), _tongue(taken[0])), True) if taken else (None, True)


def _tongue(segment: Segment) -> str:
    return segment.language or segment.transcript.language
