"""The slow and obvious search: plain Python over everything there is, for the engine to be held against.

It reads words cut at spaces, judges each document by :func:`testimonies.consent.rules.may`, and counts one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from testimonies.consent import redaction, rules
from testimonies.consent.audiences import Audience, Listener, Places, Use
from testimonies.models import Segment, State, Testimony

Holds = Callable[["Document"], bool]


@dataclass(frozen=True)
class Document:
    """One thing that can be found, with all that is known of it."""

    testimony: Testimony
    words: tuple[str, ...]
    needs: tuple[str, ...]
    works_on: bool = False
    language: str = ""
    state: str = ""
    role: str = ""
    translated: bool = False
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)


def everything() -> list[Document]:
    """All that can be found by anybody, with what is kept from anybody left out."""
    return [one for testimony in Testimony.objects.exclude(state=State.WITHDRAWN) for one in _documents(testimony)]


def may_find(document: Document, listener: Listener, day: date) -> bool:
    standing = document.testimony.standing
    if document.works_on and not rules.works_on(listener, standing):
        return False
    return all(rules.may(use, standing, listener, day) for use in document.needs)


def told_countries(document: Document, listener: Listener) -> bool:
    return rules.places(document.testimony.standing, listener) == Places.COUNTRY


def values(document: Document, facet: str, listener: Listener) -> frozenset[str]:
    """What a document has of a facet, as this listener is told."""
    if facet == "country" and not told_countries(document, listener):
        return frozenset()
    own = {"language": document.language, "state": document.state, "speaker": document.role}
    if facet in own:
        return frozenset({own[facet]} - {""})
    return document.facts[facet]


def _documents(testimony: Testimony) -> Iterator[Document]:
    names = {one.name: one.shown for one in testimony.name_replacements.filter(lifted_at=None)}
    facts = _facts(testimony)
    for one in testimony.descriptions.all():
        text = " ".join((one.title, one.summary, one.context))
        words = _replaced(text.lower().replace(".", "").split(), names)
        yield Document(testimony, words, (Use.CATALOGUE,), language=one.language, facts=facts)
    for recording in testimony.recordings.all():
        if testimony.live and not recording.released:
            continue
        kept = redaction.kept_from(
            [one.as_kept() for one in recording.redactions.filter(lifted_at=None)],
            Audience.PUBLIC,
            recording.duration_ms,
        )
        for transcript in recording.transcripts.all():
            translated = transcript.kind == "translation"
            needs = (Use.TRANSCRIPT, Use.TRANSLATION) if translated else (Use.TRANSCRIPT,)
            for segment in transcript.segments.all():
                words = _replaced(_spoken(segment, kept, whole=translated), names)
                if words:
                    yield Document(
                        testimony, words, needs, _doubted(segment, translated), segment.language,
                        segment.review_state, segment.speaker.lower(), translated, facts,
                    )  # fmt: skip


def _spoken(segment: Segment, kept: redaction.Spans, *, whole: bool) -> list[str]:
    if whole:
        meets = any(start < segment.end_ms and segment.start_ms < end for start, end in kept)
        return [] if meets else segment.text.split()
    return [
        text for start_ms, end_ms, text, _ in segment.words
        if not any(start < end_ms and start_ms < end for start, end in kept)
    ]  # fmt: skip


def _doubted(segment: Segment, translated: bool) -> bool:
    if segment.review_state != "machine":
        return False
    over_it = Segment.objects.filter(
        transcript__recording=segment.transcript.recording_id, transcript__kind="original",
        start_ms__lt=segment.end_ms, end_ms__gt=segment.start_ms, review_state="machine",
    )  # fmt: skip
    return bool(segment.doubts) or (translated and any(one.doubts for one in over_it))


def _replaced(words: list[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names.get(word, word) for word in words)


def _facts(testimony: Testimony) -> dict[str, frozenset[str]]:
    roles = [(one.country.iso2, one.role) for one in testimony.country_roles.all()]
    themes = list(testimony.themes.all())
    day = testimony.interview_earliest
    return {
        "country": frozenset([code for code, _ in roles] + [f"{code}.{role}" for code, role in roles]),
        "theme": frozenset([one.slug for one in themes] + [f"group.{one.group.slug}" for one in themes]),
        "article": frozenset(str(article.number) for one in themes for article in one.articles.all()),
        "collection": frozenset({str(testimony.collection_id)}),
        "decade": frozenset({str(day.year // 10 * 10)} if day else ()),
        "kind": frozenset({testimony.kind}),
    }
