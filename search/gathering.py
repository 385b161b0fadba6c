"""All that can be found of testimonies, as it stands in the database: what goes into the index.

What is kept back from anybody is held for nobody, and of names that are replaced the second form alone. A recording
that waits to be released on a public testimony is left out: consent is asked per testimony. Testimonies are fetched
together: asking for each of ten thousand apart would take longer than writing the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q

from search.documents import IndexDocument
from search.speakers import role_of, roles_in
from testimonies.models import (
    Description,
    NameReplacement,
    PassageDescription,
    Reader,
    Redaction,
    ReviewState,
    Segment,
    State,
    Testimony,
)

__all__ = ["TOGETHER", "documents", "gathered"]

TOGETHER = 50
"""So many testimonies are fetched at once."""


def documents(testimony_id: int) -> list[IndexDocument]:
    """Of one testimony; nothing of a withdrawn one."""
    return next(iter(gathered([testimony_id])))[1]


def gathered(testimonies: Iterable[int]) -> Iterator[tuple[int, list[IndexDocument]]]:
    """Each testimony, in this order, with its documents."""
    waiting = iter(testimonies)
    while some := list(islice(waiting, TOGETHER)):
        held = _together(some)
        for testimony in some:
            yield testimony, held[testimony]


def _together(testimonies: Sequence[int]) -> dict[int, list[IndexDocument]]:
    found: dict[int, list[IndexDocument]] = {testimony: [] for testimony in testimonies}
    there = Testimony.objects.exclude(state=State.WITHDRAWN).order_by().filter(pk__in=testimonies)
    known = set(there.values_list("pk", flat=True))
    readers = {pk: Reader.nobody(pk) for pk in _with_something_kept(known)}
    for one in (*_descriptions(known, readers), *_passages(known, readers), *_segments(known, readers)):
        found[one.testimony].append(one)
    return found


def _with_something_kept(testimonies: set[int]) -> set[int]:
    redacted = Redaction.objects.in_force().order_by().filter(recording__testimony__in=testimonies)
    renamed = NameReplacement.objects.in_force().order_by().filter(testimony__in=testimonies)
    return {
        *redacted.values_list("recording__testimony", flat=True),
        *renamed.values_list("testimony", flat=True),
    }


def _descriptions(testimonies: set[int], readers: dict[int, Reader]) -> Iterator[IndexDocument]:
    rows = Description.objects.filter(testimony__in=testimonies).order_by("pk")
    for pk, testimony, language, *texts in rows.values_list(
        "pk", "testimony_id", "language", "title", "summary", "context"
    ):
        text = _renamed("\n".join(texts), testimony, readers)
        yield IndexDocument(f"description:{pk}", "description", testimony, language, text)


def _passages(testimonies: set[int], readers: dict[int, Reader]) -> Iterator[IndexDocument]:
    rows = PassageDescription.objects.filter(
        _reviewed("passage__recording__"), passage__recording__testimony__in=testimonies
    ).order_by("pk")
    for one in rows.select_related("passage__recording"):
        passage, recording = one.passage, one.passage.recording
        testimony = recording.testimony_id
        reader = readers.get(testimony)
        if reader is None or not reader.hides(recording.pk, passage.start_ms, passage.end_ms):
            text = _renamed(f"{one.title}\n{one.synopsis}", testimony, readers)
            place = (recording.pk, passage.start_ms, recording.position)
            yield IndexDocument(f"passage:{one.pk}", "passage", testimony, one.language, text, *place)


def _segments(testimonies: set[int], readers: dict[int, Reader]) -> Iterator[IndexDocument]:
    held = Segment.objects.filter(
        _reviewed("transcript__recording__"), transcript__recording__testimony__in=testimonies
    ).order_by("transcript__recording__testimony", "transcript", "start_ms", "pk")
    originals, translations = (held.filter(transcript__kind=kind) for kind in ("original", "translation"))
    sure = set(translations.sure().order_by().values_list("pk", flat=True))
    roles = roles_in(testimonies)

    def kind_of(pk: int, state: str, doubts: list[str], of_translation: bool) -> str:
        if of_translation:
            return "translation" if pk in sure else "doubtful-translation"
        return "doubtful" if state == ReviewState.MACHINE and doubts else "segment"

    for some, of_translation in ((originals, False), (translations, True)):
        plain = some.exclude(transcript__recording__testimony__in=readers) if readers else some
        for row in plain.values_list(*_COLUMNS):
            pk, text, start_ms, speaker, state, doubts, language, of_transcript, recording, position, testimony = row
            yield IndexDocument(
                f"segment:{pk}", kind_of(pk, state, doubts, of_translation), testimony, language or of_transcript, text,
                recording, start_ms, position, state, role_of(speaker, roles[testimony]) if speaker else "", speaker,
            )  # fmt: skip
        if readers:
            kept_from = some.filter(transcript__recording__testimony__in=readers)
            for segment in kept_from.select_related("transcript__recording"):
                kind = kind_of(segment.pk, segment.review_state, segment.doubts, of_translation)
                role = (
                    role_of(segment.speaker, roles[segment.transcript.recording.testimony_id])
                    if segment.speaker
                    else ""
                )
                yield from _concealed(segment, kind, role, readers)


def _concealed(segment: Any, kind: str, role: str, readers: dict[int, Reader]) -> Iterator[IndexDocument]:
    """Without what is kept from anybody; nothing where nothing is left."""
    recording = segment.transcript.recording
    readers[recording.testimony_id].conceal(segment, recording.pk, recording.testimony_id)
    text = " ".join(piece.text for piece in segment.pieces if not piece.kept) if segment.pieces else segment.text
    if text.strip():
        yield IndexDocument(
            f"segment:{segment.pk}", kind, recording.testimony_id, segment.language or segment.transcript.language,
            text, recording.pk, segment.start_ms, recording.position, segment.review_state, role, segment.speaker,
        )  # fmt: skip


def _reviewed(to_recording: str) -> Q:
    return Q(**{f"{to_recording}released": True}) | Q(**{f"{to_recording}testimony__live": False})


def _renamed(text: str, testimony: int, readers: dict[int, Reader]) -> str:
    reader = readers.get(testimony)
    return reader.renamed(text, testimony) if reader else text


_COLUMNS = (
    *("pk", "text", "start_ms", "speaker", "review_state", "doubts", "language", "transcript__language"),
    *("transcript__recording_id", "transcript__recording__position", "transcript__recording__testimony_id"),
)
