"""Every text of a testimony that a visitor could come to read, as the next publication would show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.crypto import salted_hmac

from testimonies.models import FoundIn, Passage, Segment, ShownAs, Testimony, Transcript
from testimonies.risk.folding import plain

__all__ = ["Text", "mark_of", "names_shown", "text_at", "texts_of", "written_texts"]

AROUND = 24
"""So many characters on each side belong to what was decided on: elsewhere the same word is another question."""
DESCRIBED = ("title", "summary", "context", "warning")


@dataclass(frozen=True, slots=True)
class Text:
    """``pieces``: where each record begins in ``text``, as ``(offset, record, length)``."""

    place: str
    scope: str
    language: str
    text: str
    pieces: tuple[tuple[int, int, int], ...]

    def spread(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """``(record, start, end)`` within each record that a span of the whole lies over."""
        for offset, record, length in self.pieces:
            first, last = max(start - offset, 0), min(end - offset, length)
            if first < last:
                yield record, first, last


def texts_of(testimony: Testimony) -> Iterator[Text]:
    """All of them: what is written about it, and what is said in it."""
    yield from written_texts(testimony)
    for transcript in Transcript.objects.filter(recording__testimony=testimony).order_by("pk"):
        yield from _spoken(transcript)


def written_texts(testimony: Testimony) -> Iterator[Text]:
    """Description (the latest draft), keywords, what people are called, passages."""
    draft = testimony.get_latest_revision_as_object()
    for description in draft.descriptions.all():
        for name in DESCRIBED:
            scope = f"description:{description.language}:{name}"
            yield _whole(FoundIn.DESCRIPTION, scope, description.language, getattr(description, name))
    for keyword in draft.keywords.all():
        yield _whole(FoundIn.KEYWORD, "keyword", "", keyword.name, keyword.pk)
    for part in draft.participations.all():
        called = part.person.called if isinstance(part.person.called, dict) else {}
        for tag, words in called.items():
            yield _whole(FoundIn.PERSON, f"person:{tag}", tag, str(words), part.person_id)
    for passage in Passage.objects.filter(recording__testimony=testimony).prefetch_related("descriptions"):
        for about in passage.descriptions.all():
            for name in ("title", "synopsis"):
                yield _whole(FoundIn.PASSAGE, f"passage:{name}", about.language, getattr(about, name), about.pk)


def names_shown(testimony: Testimony) -> list[str]:
    """Names that are public because their bearers chose them."""
    people = [part.person for part in testimony.get_latest_revision_as_object().participations.all()]
    return [person.shown_name for person in people if person.shown_as != ShownAs.ANONYMOUS]


def text_at(testimony: Testimony, place: str, scope: str, record: int) -> str | None:
    """The text that a finding speaks of, as it is now; ``None`` where there is none any more."""
    if place == FoundIn.SEGMENT:
        return (
            Segment.objects.filter(pk=record, transcript__recording__testimony=testimony)
            .values_list("text", flat=True)
            .first()
        )
    for text in written_texts(testimony):
        if text.scope == scope and text.pieces[0][1] == record:
            return text.text
    return None


def mark_of(kind: str, text: str, start: int, end: int) -> str:
    """By what a finding is known again: a digest with the archive's own key, from which no word can be guessed."""
    near = (text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
    return salted_hmac("finding", "\0".join((kind, *map(plain, near))), algorithm="sha256").hexdigest()


def _whole(place: str, scope: str, language: str, text: str, record: int = 0) -> Text:
    return Text(place, scope, language, text, ((0, record, len(text)),))


def _spoken(transcript: Transcript) -> Iterator[Text]:
    """Segments one after the other, for a sentence does not end where a segment does; each language by itself."""
    segments = transcript.segments.order_by("start_ms", "pk").only("pk", "text", "language", "start_ms")
    for language, some in groupby(segments, key=lambda one: one.language or transcript.language):
        text, pieces = "", []
        for segment in some:
            pieces.append((len(text), segment.pk, len(segment.text)))
            text += f"{segment.text} "
        yield Text(FoundIn.SEGMENT, f"transcript:{transcript.pk}", language, text, tuple(pieces))
