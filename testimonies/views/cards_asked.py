"""What cards ask of the database in the name of one asker: query sets of the policy's own, put into SQL once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from testimonies.consent.audiences import Listener, Use
from testimonies.models import (
    Consent,
    CountryRole,
    Description,
    Keyed,
    Participation,
    Prepared,
    PreparedRows,
    Reader,
    Recording,
    Segment,
    ShownSegment,
    Testimony,
    Transcript,
    by_asker,
    keep_below,
)
from testimonies.models.shown_segment import FIELDS

__all__ = ["CardsAsked", "asked_by"]

BEGINNING_MS = 120_000


class CardsAsked:
    """Every method asks once for all the keys it is given."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def testimonies(self, keys: Sequence[int]) -> list[Testimony]:
        """Those of the keys that the asker may see, in the order of the keys."""
        found = {one.pk: one for one in self._testimonies.objects(keys)}
        return [found[key] for key in keys if key in found]

    def testimony(self, accession: str) -> Testimony | None:
        """The one of this number, filled, where the asker may see it."""
        found = self._by_number.objects([accession])
        self.fill(found)
        return found[0] if found else None

    def fill(self, testimonies: Iterable[Testimony]) -> None:
        """Fetch what hangs below these and a card shows: what they are called, their people, countries and consents."""
        by_key = {one.pk: one for one in testimonies}
        for name, prepared in _BELOW.items():
            below: dict[int, list[Any]] = defaultdict(list)
            for row in prepared.objects(by_key):
                row.testimony = by_key[row.testimony_id]
                below[row.testimony_id].append(row)
            for key, one in by_key.items():
                keep_below(one, name, below[key])

    def recordings(self, testimonies: Collection[int]) -> dict[int, bool]:
        """The keys of those that the asker may know of, in order, and whether they may hear a copy that is there."""
        return {row["pk"]: row["is_audible"] for row in self._recordings.rows(testimonies)}

    def beginnings(self, testimonies: Collection[int], reader: Reader) -> Iterable[tuple[int, ShownSegment]]:
        """The first two minutes of those that may be quoted, with the key of their testimony, in the order in which
        they are spoken: what nobody need doubt, as the asker may read it."""
        transcripts: dict[int, Transcript] = {}
        for row in self._beginnings.rows(testimonies):
            number, testimony = row["transcript_id"], row["transcript__recording__testimony_id"]
            if number not in transcripts:
                transcripts[number] = Transcript(
                    pk=number,
                    kind=row["transcript__kind"],
                    language=row["transcript__language"],
                    recording=Recording(pk=row["transcript__recording_id"], testimony_id=testimony),
                )
            segment = ShownSegment(*(row[name] for name in _OF_SEGMENT))
            segment.transcript = transcripts[number]
            reader.show(segment)
            yield testimony, segment

    @cached_property
    def _testimonies(self) -> Prepared:
        seen = Testimony.objects.visible_to(self.listener).filter(Keyed("pk")).order_by()
        return Prepared(seen.select_related("collection"))

    @cached_property
    def _by_number(self) -> Prepared:
        seen = Testimony.objects.visible_to(self.listener).filter(Keyed("accession_number", "text")).order_by()
        return Prepared(seen.select_related("collection"))

    @cached_property
    def _recordings(self) -> PreparedRows:
        heard = Recording.objects.audible_to(self.listener).filter(pk=OuterRef("pk"), access_copy__isnull=False)
        known = Recording.objects.visible_to(self.listener).filter(Keyed("testimony_id")).order_by("position")
        return PreparedRows(known.annotate(is_audible=Exists(heard)), "pk", "is_audible")

    @cached_property
    def _beginnings(self) -> PreparedRows:
        quotable = Testimony.objects.allowing(Use.EXCERPT, self.listener).order_by()
        segments = (
            Segment.objects.sure()
            .filter(Keyed("transcript__recording__testimony_id"), transcript__kind="original")
            .filter(transcript__recording__testimony__in=quotable)
            .filter(start_ms__lt=BEGINNING_MS)
            .order_by("transcript__recording__testimony_id", "transcript__recording__position", "start_ms")
            .known_to(self.listener)
            .annotate(words_json=Cast("words", TextField()))
        )
        return PreparedRows(segments, *_OF_SEGMENT, *_OF_TRANSCRIPT)


_OF_SEGMENT = (*("words_json" if name == "words" else name for name in FIELDS), "kept_back")
_OF_TRANSCRIPT = (
    *("transcript__kind", "transcript__language", "transcript__recording_id"),
    "transcript__recording__testimony_id",
)


class _Below:
    """What hangs below testimonies, by the name under which they have it; the same for every asker."""

    @cached_property
    def prepared(self) -> dict[str, Prepared]:
        below = Keyed("testimony_id")
        return {
            "descriptions": Prepared(Description.objects.filter(below)),
            "country_roles": Prepared(CountryRole.objects.filter(below).select_related("country")),
            "participations": Prepared(Participation.objects.filter(below).select_related("person")),
            "recordings": Prepared(Recording.objects.filter(below)),
            "consents": Prepared(Consent.objects.filter(below)),
        }

    def items(self) -> Iterable[tuple[str, Prepared]]:
        return self.prepared.items()


_BELOW = _Below()


asked_by = by_asker(CardsAsked)
"""The questions in the name of a listener."""
