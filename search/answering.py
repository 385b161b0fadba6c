"""An answer to a question: what the index found, joined with what the asker may see at this very moment.

The index is never the guard. It is asked only among the testimonies whose consent lets this listener read, and each hit
is fetched once more from the database through ``visible_to`` before a word of it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from search import snippets
from search.engine import Group, Hit, Results
from search.index import changed_since, reader
from search.language.lexing import Mistake
from search.language.nodes import Node
from search.language.parser import parse
from search.searchable import Narrowing, Searchable
from testimonies.consent.audiences import Listener
from testimonies.description import languages
from testimonies.models import (
    Country,
    CountryRole,
    Description,
    PassageDescription,
    Reader,
    Recording,
    Segment,
    Testimony,
    Theme,
    conceal_names,
)
from testimonies.transcript.blanking import Piece

__all__ = ["Answer", "Facet", "Found", "answer"]

PER_PAGE = 10
HITS_EACH = 3
Runs = list[tuple[str, bool]]
_OPEN = Piece("")


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: its words in runs of (text, matched), and where it is heard (``sound_url``, empty where it may not)."""

    kind: str
    runs: Runs
    language: str
    direction: str
    start_ms: int | None = None
    play_ms: int | None = None
    page_url: str = ""
    sound_url: str = ""
    review_state: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value one can narrow to, and how many testimonies of the answer have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of an answer. ``groups`` are (testimony, its number of hits, the best of them)."""

    query: str
    node: Node | None = None
    mistakes: tuple[Mistake, ...] = ()
    hits: int = 0
    testimonies: int = 0
    groups: Sequence[tuple[Testimony, int, list[Found]]] = ()
    facets: Mapping[str, list[Facet]] = field(default_factory=dict)


def answer(query: str, *, listener: Listener, narrowing: Narrowing, page: int = 1) -> Answer:
    """Search for ``query`` as ``listener``. A mistake in it is reported beside the answer to its plain reading."""
    parsed = parse(query)
    if parsed.node is None:
        return Answer(query, None, parsed.mistakes)
    index = reader()
    searchable = Searchable.by(listener, narrowing, without=changed_since(index.sequence))
    results = index.search(
        parsed.node,
        among={
            "segment": searchable.words,
            "description": searchable.entries,
            "passage": searchable.entries,
            "doubtful": searchable.worked_on,
        },
        languages=[narrowing.language] if narrowing.language else (),
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
        each=HITS_EACH,
    )
    return Answer(
        query=query,
        node=parsed.node,
        mistakes=parsed.mistakes,
        hits=results.total,
        testimonies=len(results.counts),
        groups=_joined(results.groups, parsed.node, listener),
        facets=_facets(results, listener),
    )


def _joined(groups: Sequence[Group], node: Node, listener: Listener) -> list[tuple[Testimony, int, list[Found]]]:
    """The hits with their words, as the database holds them now and as far as ``listener`` may see them."""
    held = _Held.of([hit for group in groups for hit in group.hits], listener)
    cards = Testimony.objects.visible_to(listener).for_cards().in_bulk([group.testimony for group in groups])
    conceal_names(cards.values(), listener)
    joined = []
    for group in groups:
        found = [one for hit in group.hits if (one := held.found(hit, node)) is not None]
        if group.testimony in cards and found:
            joined.append((cards[group.testimony], group.count, found))
    return joined


@dataclass(frozen=True)
class _Held:
    """What the database holds of a page of hits, by key; anything the listener may not see is absent."""

    segments: Mapping[int, Segment]
    descriptions: Mapping[int, Description]
    passages: Mapping[int, PassageDescription]
    recordings: Mapping[int, Recording]
    audible: frozenset[int]

    @classmethod
    def of(cls, hits: Sequence[Hit], listener: Listener) -> _Held:
        keys: dict[str, list[int]] = {"segment": [], "description": [], "passage": []}
        for hit in hits:
            kind, _colon, number = hit.key.partition(":")
            keys[kind].append(int(number))
        recordings = Recording.objects.visible_to(listener).select_related("testimony")
        heard = {hit.recording for hit in hits if hit.recording}
        reader = Reader.of(listener, heard, {hit.testimony for hit in hits})
        return cls(
            segments=_segments(keys["segment"], listener, reader),
            descriptions=_descriptions(keys["description"], listener, reader),
            passages=_passages(keys["passage"], recordings, reader),
            recordings=recordings.in_bulk(heard),
            audible=frozenset(Recording.objects.audible_to(listener).filter(pk__in=heard).values_list("pk", flat=True)),
        )

    def found(self, hit: Hit, node: Node) -> Found | None:
        number = int(hit.key.partition(":")[2])
        match hit.kind:
            case "segment" | "doubtful":
                segment = self.segments.get(number)
                return self._segment(segment, hit, node) if segment else None
            case "description":
                description = self.descriptions.get(number)
                return _description(description, node) if description else None
            case _:
                passage = self.passages.get(number)
                return self._passage(passage, hit, node) if passage else None

    def _segment(self, segment: Segment, hit: Hit, node: Node) -> Found | None:
        recording = self.recordings.get(hit.recording)
        if recording is None:
            return None
        language = segment.language or segment.transcript.language
        words = [(word.text, word.start_ms, word.end_ms) for word in segment.spoken_words]
        spoken_at = snippets.first_match(words, language, node)
        play_ms = segment.start_ms if spoken_at is None else spoken_at
        return Found(
            kind="segment",
            runs=snippets.highlight(segment.text, language, node),
            language=language,
            direction=segment.direction,
            start_ms=segment.start_ms,
            play_ms=play_ms,
            page_url=_at(recording, play_ms),
            sound_url=recording.sound_url if recording.pk in self.audible else "",
            review_state=str(_("doubtful") if segment.is_doubtful else segment.get_review_state_display()),
        )

    def _passage(self, one: PassageDescription, hit: Hit, node: Node) -> Found | None:
        recording = self.recordings.get(hit.recording)
        if recording is None:
            return None
        return Found(
            kind="passage",
            runs=snippets.highlight(one.title, one.language, node),
            language=one.language,
            direction=one.direction,
            start_ms=one.passage.start_ms,
            play_ms=one.passage.start_ms,
            page_url=_at(recording, one.passage.start_ms),
            sound_url=recording.sound_url if recording.pk in self.audible else "",
        )


def _segments(keys: list[int], listener: Listener, reader: Reader) -> dict[int, Segment]:
    """As the listener may have them; those that are kept from them altogether are absent."""
    shown = Segment.objects.filter(pk__in=keys).as_shown_to(listener, reader=reader)
    return {one.pk: one for one in shown if not one.withheld and not all(piece.kept for piece in one.pieces or [_OPEN])}


def _descriptions(keys: list[int], listener: Listener, reader: Reader) -> dict[int, Description]:
    held = Description.objects.filter(testimony__in=Testimony.objects.visible_to(listener)).in_bulk(keys)
    for one in held.values():
        for field_name in ("title", "summary", "context"):
            setattr(one, field_name, reader.renamed(getattr(one, field_name), one.testimony_id))
    return held


def _passages(keys: list[int], recordings: QuerySet[Recording], reader: Reader) -> dict[int, PassageDescription]:
    """Without those that speak of what is kept from the listener."""
    held = PassageDescription.objects.filter(passage__recording__in=recordings)
    shown = {}
    for pk, one in held.select_related("passage__recording").in_bulk(keys).items():
        passage = one.passage
        if not reader.hides(passage.recording_id, passage.start_ms, passage.end_ms):
            one.title = reader.renamed(one.title, passage.recording.testimony_id)
            one.synopsis = reader.renamed(one.synopsis, passage.recording.testimony_id)
            shown[pk] = one
    return shown


def _description(description: Description, node: Node) -> Found:
    """The title stands above the hit already: the words shown are those of the text, where it answers."""
    text = "\n".join(part for part in (description.summary, description.context) if part)
    runs = snippets.excerpt(text, description.language, node)
    if not any(matched for _text, matched in runs):
        in_title = snippets.highlight(description.title, description.language, node)
        runs = in_title if any(matched for _text, matched in in_title) else runs
    return Found(kind="description", runs=runs, language=description.language, direction=description.direction)


def _at(recording: Any, time_ms: int) -> str:
    """The address of a moment: ``#t=75.2`` in the first recording, ``#r=2&t=75.2`` in the second."""
    which = f"r={recording.position}&" if recording.position > 1 else ""
    return f"{recording.testimony.get_absolute_url()}#{which}t={time_ms / 1000:.3f}"


def _facets(results: Results, listener: Listener) -> dict[str, list[Facet]]:
    """What the whole answer, not this page alone, can be narrowed to, counted in testimonies."""
    answering = list(results.counts)
    told = CountryRole.objects.told_to(listener).filter(testimony__in=answering).order_by()
    countries = (
        Country.objects.filter(testimony_roles__in=told)
        .annotate(found=Count("testimony_roles__testimony", distinct=True))
        .order_by("-found", "label_en")
    )
    themes = (
        Theme.objects.filter(tagged_testimonies__content_object__in=answering)
        .annotate(found=Count("tagged_testimonies__content_object", distinct=True))
        .order_by("-found", "position")
    )
    return {
        "country": [Facet(one.iso2, one.label, one.found) for one in countries],
        "theme": [Facet(one.slug, one.label, one.found) for one in themes],
        "language": [
            Facet(tag, languages.name(tag), count)
            for tag, count in sorted(results.languages.items(), key=lambda pair: -pair[1])
        ],
    }
