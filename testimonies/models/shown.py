"""Words as a reader may have them: what is kept from them blanked, names replaced, at the moment of reading.

The one edge that every text of a testimony passes. What is blanked follows from the redactions in force in the
database, so that no copy of a text, however old, gives away what was kept back since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from testimonies.consent import redaction as rule
from testimonies.consent.audiences import VISITOR, Audience, Listener
from testimonies.models.name_replacement import NameReplacement
from testimonies.models.prepared import Keyed, Prepared
from testimonies.models.redaction import Redaction, redactions_in_force, spans_of
from testimonies.models.testimony import Testimony
from testimonies.transcript import blanking
from testimonies.transcript.document import Word

__all__ = ["Reader", "conceal", "conceal_names"]

Names = Sequence[tuple[str, str]]


class Reader:
    """What is kept from one reader, of some recordings and testimonies; asked from the database once."""

    def __init__(
        self,
        spans: Mapping[int, rule.Spans],
        names: Mapping[int, Names],
        *,
        named: Mapping[int, rule.Spans] = MappingProxyType({}),
        marked: Mapping[int, Sequence[Redaction]] = MappingProxyType({}),
    ) -> None:
        """``spans`` are blanked; ``named`` too, but for texts in which the name that is spoken there was found and
        replaced; ``marked`` are shown to staff as kept from others."""
        self.spans, self.names, self.named, self.marked = spans, names, named, marked

    @classmethod
    def of(cls, listener: Listener, recordings: Iterable[int] | Any, testimonies: Iterable[int] | Any) -> Reader:
        """Two queries where nothing is kept from anybody, three elsewhere. Keys, or queries of them."""
        redacted: dict[int, list[Redaction]] = defaultdict(list)
        for one in redactions_in_force(recordings):
            redacted[one.recording_id].append(one)
        testimonies = testimonies if isinstance(testimonies, Collection) else list(testimonies)
        names = _names(_replacements().objects(testimonies))
        if not redacted and not names:
            return cls({}, {})
        own = set(Testimony.objects.worked_on_by(listener).filter(pk__in=testimonies).values_list("pk", flat=True))
        marked = {pk: some for pk, some in redacted.items() if some[0].recording.testimony_id in own}
        others = {testimony_id: some for testimony_id, some in names.items() if testimony_id not in own}
        plain, named = _apart(redacted)
        return cls(spans_of(listener, plain, own), others, named=spans_of(listener, named, own), marked=marked)

    @classmethod
    def nobody(cls, testimony_id: int) -> Reader:
        """One who may have nothing that is kept from anybody: what may lie in an index."""
        redacted: dict[int, list[Redaction]] = defaultdict(list)
        held = Redaction.objects.in_force().filter(recording__testimony=testimony_id)
        for one in held.select_related("recording", "replacement"):
            redacted[one.recording_id].append(one)
        plain, named = _apart(redacted)
        names = _names(_replacements().objects([testimony_id]))
        return cls(spans_of(VISITOR, plain, ()), names, named=spans_of(VISITOR, named, ()))

    def show(self, segment: Any) -> None:
        """Leave of a segment what this reader may have, as ``Segment.objects.known_to`` fetched it, with its transcript
        and recording."""
        if segment.kept_back:
            segment.withhold()
        else:
            recording = segment.transcript.recording
            self.conceal(segment, recording.pk, recording.testimony_id)

    def conceal(self, segment: Any, recording_id: int, testimony_id: int) -> None:
        """Take out of a segment what this reader may not have, and mark for staff what others may not."""
        if self.takes_nothing_from(recording_id, testimony_id):
            return
        names = self.names.get(testimony_id, ())
        spans = self.spans.get(recording_id, ())
        if (named := self.named.get(recording_id)) and not self._holds_name(segment, names):
            spans = rule.joined([*spans, *named])
        whole = segment.transcript.kind == "translation"
        place = (segment.text, segment.spoken_words, segment.start_ms, segment.end_ms)
        blanked = blanking.blank(*place, spans, whole=whole)
        if blanked is not None:
            segment.pieces, segment.text = blanked.pieces, blanked.text
            segment.words = [word for word in segment.words if Word(*word) in blanked.words]
            if not blanked.words:
                segment.doubts = []
        elif marked := self.marked.get(recording_id):
            pieces = blanking.pieces_of(*place, _kept(marked), whole=whole)
            if any(piece.kept for piece in pieces):
                segment.pieces = pieces
                segment.kept_for = _labels(marked, segment)
        if names:
            self._rename(segment, names)

    def takes_nothing_from(self, recording_id: int, testimony_id: int) -> bool:
        """Whether nothing said in the recording is kept from this reader, nor marked for them, nor renamed."""
        kept = recording_id in self.spans or recording_id in self.named or recording_id in self.marked
        return not kept and not self.names.get(testimony_id)

    def _holds_name(self, segment: Any, names: Names) -> bool:
        return blanking.replace_names(segment.text, names) != segment.text

    def _rename(self, segment: Any, names: Names) -> None:
        """A text in which a name was replaced has no word times any more: they would be those of the name."""
        segment.speaker = blanking.replace_names(segment.speaker, names)
        pieces = segment.pieces or (blanking.Piece(segment.text),)
        renamed = tuple(
            piece if piece.kept else blanking.Piece(blanking.replace_names(piece.text, names)) for piece in pieces
        )
        if renamed != pieces:
            segment.pieces, segment.text, segment.words = renamed, "".join(piece.text for piece in renamed), []

    def renamed(self, text: str, testimony_id: int) -> str:
        return blanking.replace_names(text, self.names.get(testimony_id, ()))

    def hides(self, recording_id: int, start_ms: int, end_ms: int) -> bool:
        """Whether what has these times (a passage, a row of another run) lies over what is kept from the reader."""
        return rule.touches(self.spans.get(recording_id, ()), start_ms, end_ms)


def conceal(
    segments: list[Any], transcripts: Mapping[int, Any], listener: Listener, reader: Reader | None = None
) -> list[Any]:
    """Take out of segments what ``listener`` may not have: the words where they are ``kept_back``. Each is given its
    transcript, of those given by their keys."""
    places = {one.recording_id: one.recording.testimony_id for one in transcripts.values()}
    reader = reader or Reader.of(listener, set(places), set(places.values()))
    whole = {
        pk for pk, one in transcripts.items() if reader.takes_nothing_from(one.recording_id, places[one.recording_id])
    }
    for segment in segments:
        segment.transcript = transcripts[segment.transcript_id]
        if segment.kept_back or segment.transcript_id not in whole:
            reader.show(segment)
    return segments


def conceal_names(testimonies: Iterable[Any], listener: Listener, *, reader: Reader | None = None) -> None:
    """Replace the names in the descriptions and people that were fetched with these testimonies. Nothing is saved.
    ``reader``: what is kept from them, where it was asked."""
    some = list(testimonies)
    reader = reader or Reader.of(listener, (), [one.pk for one in some])
    for one in some:
        if reader.names.get(one.pk):
            for description in one.descriptions.all():
                for field in ("title", "summary", "context", "warning"):
                    setattr(description, field, reader.renamed(getattr(description, field), one.pk))
            for participation in one.participations.all():
                for field in ("name", "pseudonym"):
                    person = participation.person
                    setattr(person, field, reader.renamed(getattr(person, field), one.pk))


def _apart(redacted: Mapping[int, Sequence[Redaction]]) -> tuple[Mapping[int, Any], Mapping[int, Any]]:
    """Those whose words are blanked, and those over a name for which another is written."""
    plain = {pk: [one for one in some if not one.is_written_otherwise] for pk, some in redacted.items()}
    named = {pk: [one for one in some if one.is_written_otherwise] for pk, some in redacted.items()}
    return {pk: some for pk, some in plain.items() if some}, {pk: some for pk, some in named.items() if some}


def _kept(marked: Sequence[Redaction]) -> rule.Spans:
    return rule.kept_from([one.as_kept() for one in marked], Audience.PUBLIC)


def _names(replacements: Iterable[NameReplacement]) -> Mapping[int, Names]:
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in replacements:
        names[one.testimony_id].append((one.name, one.shown))
    return names


@cache
def _replacements() -> Prepared:
    return Prepared(NameReplacement.objects.in_force().filter(Keyed("testimony_id")).order_by("pk"))


def _labels(marked: Iterable[Redaction], segment: Any) -> str:
    """For whom what is marked in a segment is still open, in words."""
    near = [
        one
        for one in marked
        if one.start_ms - one.margin_ms < segment.end_ms and segment.start_ms < one.end_ms + one.margin_ms
    ]
    return "; ".join(dict.fromkeys(str(one.get_open_to_display()) for one in near))
