"""The words of a recording beside their translation. Each translated segment lies where its original lies in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from testimonies import signals
from testimonies.actions.correcting import holding
from testimonies.actions.correcting.reviewing_words import check_may_verify
from testimonies.actions.translating.row import LeftOver, Row
from testimonies.description import languages
from testimonies.exceptions import StateForbids
from testimonies.models import (
    Done,
    Reader,
    Recording,
    ReviewState,
    Segment,
    SegmentChange,
    Transcript,
    TranslatedSegment,
    listener_for,
    snapshot,
    translated_by,
)
from testimonies.transcript.pairing import Pair, Place, pair
from testimonies.transcript.timecode import format_clock

__all__ = ["OfTranscript"]


@dataclass(slots=True)
class _Line:
    """What is to be written into the ledger: snapshots of segments before and after what ``by`` did."""

    by: Any
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)


LEAST_CHARACTERS, TIMES_THE_ORIGINAL = 600, 6


class OfTranscript:
    kind = "transcript"

    def __init__(self, original: Transcript, language: str, user: Any) -> None:
        self.original, self.language, self.user = original, language, user
        self.recording: Recording = original.recording
        self.testimony = original.recording.testimony
        self.address = f"{self.testimony.accession_number}/{original.pk}"
        self.source_language = original.language
        self._lines: dict[str, _Line] = {}

    @classmethod
    def find(cls, accession: str, transcript: int, language: str, user: Any) -> OfTranscript | None:
        own = translated_by(user).filter(accession_number=accession)
        originals = Transcript.objects.visible_to(listener_for(user)).filter(
            kind="original", recording__testimony__in=own
        )
        found = originals.select_related("recording__testimony", "run").filter(pk=transcript).first()
        if found is None or languages.base(found.language) == language:
            return None
        return cls(found, language, user)

    @property
    def translation(self) -> Transcript | None:
        return Transcript.objects.filter(recording=self.recording, kind="translation", language=self.language).first()

    def rows(self, keys: Iterable[str] | None = None) -> list[Row]:
        pairs = self._pairs()
        if keys is not None:
            asked = {int(key) for key in keys if key.isascii() and key.isdigit()}
            pairs = {key: one for key, one in pairs.items() if key in asked}
        listener = listener_for(self.user)
        reader = Reader.of(listener, [self.recording.pk], [self.testimony.pk])
        theirs = [one for of in pairs.values() for one in (of.translation, *of.left_over) if one is not None]
        wanted = Segment.objects.filter(pk__in=[*pairs, *theirs])
        raw = dict(wanted.values_list("pk", "text"))
        shown = {one.pk: one for one in wanted.as_shown_to(listener, reader=reader)}
        known = {link.segment_id: link for link in TranslatedSegment.objects.filter(segment__in=theirs)}
        people = {pk for one in shown.values() for pk in (one.corrected_by_id, one.verified_by_id) if pk}
        names = {user.pk: user.get_full_name() or user.get_username() for user in _accounts(people)}
        busy = self._busy()
        rows = [self._row(shown[key], raw[key], of, shown, known, reader) for key, of in pairs.items() if key in shown]
        for row in rows:
            row.locked = busy or row.locked
            if row.record is not None:
                row.translator = names.get(row.record.corrected_by_id, "")
                row.reviewer = names.get(row.record.verified_by_id, "")
        return rows

    def hold(self) -> None:
        Recording.objects.select_for_update().get(pk=self.recording.pk)
        Transcript.objects.select_for_update(of=("self",), no_key=True).filter(
            recording=self.recording, kind="translation", language=self.language
        ).first()

    def put(self, row: Row, text: str, *, made_from: str, by: Any) -> None:
        original: Segment = row.segment
        line = self._lines.setdefault(Done.WRITTEN, _Line(by))
        held = self._stored(row)
        if held is None:
            transcript, _made = Transcript.objects.get_or_create(
                recording=self.recording, kind="translation", language=self.language
            )
            held = Segment(transcript=transcript, version=0)
        else:
            line.before.append(snapshot(held))
        held.text, held.words, held.doubts, held.language = text, [], [], self.language
        holding.corrected(held, by)
        held.speaker = Segment.objects.values_list("speaker", flat=True).get(pk=original.pk)
        held.start_ms, held.end_ms = original.start_ms, self._free_end(held, original)
        held.version += 1
        held.save()
        line.after.append(snapshot(held))
        link = TranslatedSegment.objects.filter(segment=held).first() or TranslatedSegment(segment=held)
        link.original_id, link.made_from = original.pk, made_from
        link.translated_at, link.version = timezone.now(), held.version
        link.save()
        row.record, row.text = held, text

    def check(self, row: Row, *, by: Any) -> None:
        held = self._stored(row)
        if held is None:
            raise StateForbids(_("These words are no longer there. Load the page again."))
        check_may_verify(held, by)
        line = self._lines.setdefault(Done.REVIEWED, _Line(by))
        line.before.append(snapshot(held))
        held.review_state, held.verified_by = ReviewState.VERIFIED, by
        held.version += 1
        held.save()
        line.after.append(snapshot(held))
        TranslatedSegment.objects.filter(segment=held).update(version=held.version)

    def absorb(self, row: Row, left_over: Sequence[int], *, by: Any) -> None:
        gone = Segment.objects.filter(pk__in={one.key for one in row.left_over} & set(left_over))
        self._lines.setdefault(Done.WRITTEN, _Line(by)).before.extend(snapshot(one) for one in gone)
        gone.delete()

    def tell(self) -> None:
        """Write what was done into the ledger of the translation, one line for each kind of act; tell who copied it."""
        translation = self.translation
        for verb, line in self._lines.items():
            if translation is not None and (line.before or line.after):
                SegmentChange.write(verb, transcript=translation, by=line.by, before=line.before, after=line.after)
        self._lines.clear()
        signals.testimony_changed.send(Segment, testimony_id=self.testimony.pk)

    def _busy(self) -> str:
        """Why nobody can write here now; empty where they can."""
        translation = self.translation
        if translation is not None and translation.run is not None and not translation.run.is_settled:
            return _("The machine still writes here. Wait until it is done, or stop it; then translate.")
        return ""

    def _stored(self, row: Row) -> Segment | None:
        """The translated segment as it is in the database, whatever was shown of it."""
        return Segment.objects.filter(pk=row.record.pk).first() if row.record is not None else None

    def _pairs(self) -> dict[int, Pair]:
        places = self.original.segments.order_by("start_ms", "pk").values_list("pk", "start_ms", "end_ms")
        theirs: Any = Segment.objects.filter(
            transcript__recording=self.recording, transcript__kind="translation", transcript__language=self.language
        )
        linked = theirs.values_list("pk", "start_ms", "end_ms", F("translated__original"))
        return pair([Place(*one) for one in places], [Place(*one) for one in linked])

    def _row(
        self, original: Segment, raw: str, of: Pair, shown: dict[int, Segment], known: dict[int, Any], reader: Reader
    ) -> Row:
        held = shown.get(of.translation) if of.translation is not None else None
        link = known.get(of.translation or 0)
        row = Row(
            key=str(original.pk),
            label=f"{format_clock(original.start_ms)}–{format_clock(original.end_ms)}",
            source=original.text,
            source_language=original.language or self.original.language,
            language=self.language,
            raw=raw,
            start_ms=original.start_ms,
            end_ms=original.end_ms,
            speaker=original.speaker,
            segment=original,
            most=max(LEAST_CHARACTERS, TIMES_THE_ORIGINAL * len(raw)),
            locked=_locked(original, held, unseen=of.translation is not None and held is None),
            record=held,
        )
        if held is not None and not held.withheld:
            row.text, row.state = held.text, held.review_state
            row.by_id = held.corrected_by_id
        if held is not None and link is not None:
            row.at = link.translated_at if link.version == held.version else None
            row.changed = not link.was_made_from(raw)
            row.before = self._concealed(link.made_from, original, reader) if row.changed else ""
        row.left_over = tuple(
            LeftOver(one.pk, one.text) for key in of.left_over if (one := shown.get(key)) and not one.withheld
        )
        return row

    def _concealed(self, text: str, original: Segment, reader: Reader) -> str:
        """An older text of the original has no word times: it is shown whole, or not at all."""
        older = Segment(
            transcript=self.original, start_ms=original.start_ms, end_ms=original.end_ms, text=text, words=[]
        )
        reader.conceal(older, self.recording.pk, self.testimony.pk)
        return "" if _kept_back(older) else older.text

    def _free_end(self, held: Segment, original: Segment) -> int:
        """The original's end; a little later where words left over of another segment have just this time."""
        taken = set(
            Segment.objects.filter(
                transcript__recording=self.recording,
                transcript__kind="translation",
                transcript__language=self.language,
                start_ms=original.start_ms,
            )
            .exclude(pk=held.pk)
            .values_list("end_ms", flat=True)
        )
        end_ms = original.end_ms
        while end_ms in taken:
            end_ms += 1
        return end_ms


def _locked(original: Segment, held: Segment | None, *, unseen: bool) -> str:
    if original.withheld:
        return _("A person must listen to these words first: the machine doubts them.")
    if _kept_back(original) or (held is not None and _kept_back(held)):
        return _("Something in it is kept back from you. Those who work on the testimony translate it.")
    if unseen or (held is not None and held.withheld):
        return _("Its translation is not open to you.")
    return ""


def _kept_back(segment: Segment) -> bool:
    """Whether words are missing from it; for staff they are marked, not missing."""
    return not segment.kept_for and any(piece.kept for piece in segment.pieces)


def _accounts(keys: set[int]) -> Iterable[Any]:
    return get_user_model()._default_manager.filter(pk__in=keys) if keys else ()
