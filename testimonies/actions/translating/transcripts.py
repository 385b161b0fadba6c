"""The words of a recording beside their translation. Each translated segment lies where its original lies in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils.translation import gettext as _

from testimonies.actions.correcting.reviewing_words import check_may_verify
from testimonies.actions.translating.pending import Pending
from testimonies.actions.translating.row import LeftOver, Row, wants
from testimonies.description import languages
from testimonies.exceptions import StateForbids
from testimonies.models import (
    Reader,
    Recording,
    Segment,
    Testimony,
    Transcript,
    TranslatedSegment,
    listener_for,
    translated_by,
)
from testimonies.transcript.pairing import Pair, Place, pair
from testimonies.transcript.timecode import format_clock

__all__ = ["OfTranscript"]


LEAST_CHARACTERS, TIMES_THE_ORIGINAL = 600, 6


class OfTranscript:
    kind = "transcript"

    def __init__(self, original: Transcript, language: str, user: Any) -> None:
        self.original, self.language, self.user = original, language, user
        self.recording: Recording = original.recording
        self.testimony = original.recording.testimony
        self.address = f"{self.testimony.accession_number}/{original.pk}"
        self.source_language = original.language
        self._works = Testimony.objects.worked_on_by(listener_for(user)).filter(pk=self.testimony.pk).exists()
        """Only those who work on it see older words of the original: what endangers may have been taken out of it."""
        self._fetched: list[int] = []
        self._pending: Pending | None = None

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
        self._fetched = [*pairs, *theirs]
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

    def standing(self) -> list[tuple[str, str]]:
        """Without fetching a single text for anybody's eyes: by times, states and whether two texts are the same."""
        pairs = self._pairs()
        texts = dict(self.original.segments.values_list("pk", "text"))
        theirs = self._theirs().values_list("pk", "review_state", "translated__made_from")
        known = {pk: (state, made_from) for pk, state, made_from in theirs}
        found = []
        for key, of in pairs.items():
            state, made_from = known.get(of.translation or 0, ("", None))
            changed = made_from is not None and made_from.split() != texts.get(key, "").split()
            found.append((str(key), wants(bool(state), changed, state)))
        return found

    def hold(self) -> None:
        self._pending = None
        Recording.objects.select_for_update().get(pk=self.recording.pk)

    def put(self, row: Row, text: str, *, made_from: str, by: Any) -> None:
        key = row.record.pk if row.record is not None else None
        self._writing().write(key, row.segment.pk, text, made_from=made_from, by=by)

    def check(self, row: Row, *, by: Any) -> None:
        held = self._writing().now.get(row.record.pk)
        if held is None:
            raise StateForbids(_("These words are no longer there. Load the page again."))
        check_may_verify(held, by)
        self._writing().check(held, by=by)

    def absorb(self, row: Row, left_over: Sequence[int]) -> None:
        self._writing().take_away({one.key for one in row.left_over} & set(left_over))

    def settle(self, *, by: Any) -> None:
        self._writing().settle(by)
        self._pending = None

    def _writing(self) -> Pending:
        if self._pending is None:
            self._pending = Pending(self.recording, self.language, self._fetched)
        return self._pending

    def _busy(self) -> str:
        """Why nobody can write here now; empty where they can."""
        translation = self.translation
        if translation is not None and translation.run is not None and not translation.run.is_settled:
            return _("The machine still writes here. Wait until it is done, or stop it; then translate.")
        return ""

    def _theirs(self) -> Any:
        return Segment.objects.order_by().filter(
            transcript__recording=self.recording, transcript__kind="translation", transcript__language=self.language
        )

    def _pairs(self) -> dict[int, Pair]:
        places = self.original.segments.order_by("start_ms", "pk").values_list("pk", "start_ms", "end_ms")
        linked = self._theirs().values_list("pk", "start_ms", "end_ms", F("translated__original"))
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
            row.before = self._concealed(link.made_from, original, reader) if row.changed and self._works else ""
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
